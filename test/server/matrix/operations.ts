import { v7 as uuidv7 } from "uuid";
import type { ActionType } from "../../../src/protocol/actions.ts";
import type { Code } from "../../../src/protocol/codes.ts";
import type { EndpointName } from "../../../src/protocol/endpoints.ts";
import type { ClientId, UserId } from "../../../src/protocol/ids.ts";
import { denialFor, type Operation, type Rules, type Standing } from "../../../src/protocol/policy.ts";
import type { RoomUp } from "../../../src/protocol/room-frames.ts";
import { asId } from "../../as-id.ts";
import { sampleActions } from "../sample-actions.ts";
import type { Scene } from "./scenes.ts";

/**
 * Everything that can be asked of a room, and what the policy's table says about it. The first words
 * of a name are an action's type, an endpoint's name or a frame's type: a test compares them with what
 * there is, so whatever is added needs a line here.
 */

/** The code of the refusal, or nothing where it is allowed. */
export type Expected = (standing: Standing, room: Rules) => Code | undefined;

export interface Asked<What> {
  readonly expected: Expected;
  /** What is asked, in a scene by its subject. */
  readonly what: (scene: Scene) => What;
  /** Whether the room is another one afterwards; to who is in already, opening a door to it again does nothing. */
  readonly changes: boolean | "for strangers";
}

/** Actions of the policy that some operation stands for. */
export const covered = new Set<Operation>();

const by = (...operations: Operation[]): Expected => {
  for (const operation of operations) covered.add(operation);
  return (standing, room) =>
    operations
      .map((operation) => denialFor(operation, standing, room, Date.now())?.code)
      .find((code) => code !== undefined);
};
export const reading: Expected = by("read");
const never: Expected = () => undefined;
/** Allowed by the table, but not towards somebody of the same rank or above, or to a message of another's. */
const atMost =
  (expected: Expected): Expected =>
  (standing, room) =>
    expected(standing, room) ?? "not_allowed";
/** Who is in already comes in by any way. */
const unlessIn =
  (expected: Expected): Expected =>
  (standing, room) =>
    standing.role ? undefined : expected(standing, room);
/** A socket that is not let in is told nothing else. */
export const socket: Expected = (standing, room) => (by("read")(standing, room) ? "not_a_member" : undefined);
/** A link is a right of its own; but it opens nothing to the banned, and no DM has any. */
const byLink: Expected = ({ role, banned }, { kind, archived }) => {
  if (kind === "dm") return "link_invalid";
  if (role) return undefined;
  return archived ? "archived" : banned ? "banned" : undefined;
};

const OWN = 1;
const OTHERS = 2;

const applyAction = (
  type: ActionType,
  expected: Expected,
  pick: (scene: Scene) => [number, UserId] = ({ member }) => [OTHERS, member],
  changes = true,
): Asked<object> => ({ expected, what: (scene) => sampleActions(...pick(scene))[type], changes });
const own = ({ member }: Scene): [number, UserId] => [OWN, member];
const toFounder = ({ founder }: Scene): [number, UserId] => [OTHERS, founder];

export const actions: Record<string, Asked<object>> = {
  "edit one's own": applyAction("edit", by("edit"), own),
  "edit another's": applyAction("edit", atMost(by("edit"))),
  "delete one's own": applyAction("delete", by("delete_own"), own),
  "delete another's": applyAction("delete", by("delete_other")),
  react: applyAction("react", by("react")),
  pin: applyAction("pin", by("pin")),
  vote: applyAction("vote", by("vote")),
  follow: applyAction("follow", by("follow")),
  report: applyAction("report", by("report")),
  update_room: applyAction("update_room", by("update_room")),
  "update_room archived": {
    expected: by("archive"),
    what: ({ isArchived }) => ({ type: "update_room", settings: { archived: !isArchived } }),
    changes: true,
  },
  set_role: applyAction("set_role", by("set_role")),
  remove: applyAction("remove", by("remove")),
  "remove an owner": applyAction("remove", atMost(by("remove")), toFounder),
  ban: applyAction("ban", by("ban")),
  "ban an owner": applyAction("ban", atMost(by("ban")), toFounder),
  mute: applyAction("mute", by("mute")),
  "mute an owner": applyAction("mute", atMost(by("mute")), toFounder),
  answer_request: applyAction("answer_request", by("answer_request")),
};

const route = (expected: Expected, query: string | object = "", changes = false): Asked<string | object> => ({
  expected,
  what: () => query,
  changes,
});
const words = () => ({ client_id: asId<ClientId>(uuidv7()), text: "words" });

/** Routes that concern a room, with their query or body. `action` is tried with each of the actions. */
export const routes = (newcomer: UserId, source: Scene): Record<string, Asked<string | object>> => ({
  room: route(by("read")),
  members: route(by("read")),
  membersByHandle: route(by("read"), "handles=anybody"),
  history: route(by("read")),
  thread: route(by("read")),
  reactors: route(by("read"), "emoji=%F0%9F%91%8D"),
  pins: route(by("read")),
  searchRoom: route(by("read"), "q=words"),
  syncRoom: route(socket, "wait_ms=0"),
  revisions: route(by("moderate")),
  bans: route(by("moderate")),
  reports: route(by("moderate")),
  audit: route(by("moderate")),
  links: route(by("link")),
  requests: route(by("answer_request")),
  post: { expected: by("send"), what: words, changes: true },
  "post to all": {
    expected: by("send", "mention_room"),
    what: () => ({ ...words(), mention_room: "all" }),
    changes: true,
  },
  "forward into it": {
    expected: by("send"),
    what: () => ({ client_id: uuidv7(), from_room_id: source.room_id, message_id: 1 }),
    changes: true,
  },
  invite: route(by("invite"), { user_ids: [newcomer] }, true),
  join: { ...route(unlessIn(by("join")), {}), changes: "for strangers" },
  leave: route(by("leave"), {}, true),
  deleteRoom: route(by("delete_room"), "", true),
  createLink: route(by("link"), {}, true),
  revokeLink: route(by("link"), "", true),
  previewLink: { expected: byLink, what: ({ token }) => ({ token }), changes: false },
  joinByLink: { expected: byLink, what: ({ token }) => ({ token }), changes: "for strangers" },
  // One's own inbox: the room has no say in it, and is not touched.
  markRead: route(never, { message_id: 1 }),
});

/** Endpoints that concern no room that is there already, or only one's own inbox; and `action`, which has a table of its own. */
export const ELSEWHERE: readonly EndpointName[] = [
  "register",
  "deployment",
  "signIn",
  "refresh",
  "signOut",
  "me",
  "editMe",
  "sessions",
  "endSession",
  "endOtherSessions",
  "passkeyRequest",
  "signInWithPasskey",
  "passkeyForNewAccount",
  "recover",
  "resetPassword",
  "credentials",
  "prove",
  "passkeyCreation",
  "addPasskey",
  "renamePasskey",
  "removePasskey",
  "changePassword",
  "removePassword",
  "makeRecoveryCodes",
  "people",
  "peopleById",
  "person",
  "presence",
  "openDm",
  "createRoom",
  "channels",
  "myRooms",
  "inboxRequests",
  "syncInbox",
  "applyInboxAction",
  "entries",
  "search",
  "applyAction",
];

const frame = (what: () => RoomUp, expected: Expected, changes = false): Asked<RoomUp> => ({
  what,
  expected,
  changes,
});

/** Frames but `action`, which has a table of its own. Who may not open a socket sends none of them. */
export const frames: Record<string, Asked<RoomUp>> = {
  hello: frame(() => ({ type: "hello", protocol: 1 }), by("read")),
  send: frame(() => ({ type: "send", ...words() }), by("send"), true),
  "send to all": frame(
    () => ({ type: "send", ...words(), mention_room: "all" }),
    by("send", "mention_room"),
    true,
  ),
  typing: frame(() => ({ type: "typing", on: true }), by("typing")),
  receipt: frame(() => ({ type: "receipt", delivered: 2, read: 2 }), by("receipt"), true),
};
