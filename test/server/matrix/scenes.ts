import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { v7 as uuidv7 } from "uuid";
import {
  dmMembers,
  dmRoomId,
  type LinkId,
  type RoomId,
  type RoomKind,
  type UserId,
} from "../../../src/protocol/ids.ts";
import type { Rules, Standing } from "../../../src/protocol/policy.ts";
import type { NewLink } from "../../../src/server/room/invite-links.ts";
import type { RoomObject } from "../../../src/server/room/room-object.ts";
import { asId } from "../../as-id.ts";

/** The rooms in which the authorisation matrix is tried: each kind, in each state, with somebody in each standing. */

const FAR = 4_000_000_000_000;

export const STANDINGS = {
  owner: { role: "owner" },
  admin: { role: "admin" },
  member: { role: "member" },
  muted: { role: "member", muted_until: FAR },
  left: {},
  stranger: {},
  banned: { banned: true },
  invited: { invited: true },
  blocked: { role: "member", blocked: true },
  blocker: { role: "member", silent: true },
  "blocked both ways": { role: "member", blocked: true, silent: true },
  requested: { role: "member", silent: true },
  declined: { role: "member", blocked: true },
} as const satisfies Record<string, Partial<Standing>>;
export type StandingName = keyof typeof STANDINGS;

/** `strict`: whatever a room may leave to its admins is left to them. */
const STATES = ["open", "strict", "archived"] as const;
type StateName = (typeof STATES)[number];

export interface Situation {
  readonly kind: RoomKind;
  readonly state: StateName;
  readonly standing: StandingName;
}

const ONLY_IN_DM: readonly StandingName[] = [
  "blocked",
  "blocker",
  "blocked both ways",
  "requested",
  "declined",
];
const IN_DM: readonly StandingName[] = ["member", "stranger", ...ONLY_IN_DM];
const isPossible = ({ kind, state, standing }: Situation): boolean =>
  kind === "dm" ? state === "open" && IN_DM.includes(standing) : !ONLY_IN_DM.includes(standing);

export const SITUATIONS: readonly Situation[] = (["dm", "group", "channel"] as const)
  .flatMap((kind) =>
    STATES.flatMap((state) =>
      (Object.keys(STANDINGS) as StandingName[]).map((standing) => ({ kind, state, standing })),
    ),
  )
  .filter(isPossible);

const all = (who: "everyone" | "admins") => ({ post: who, invite: who, pin: who, mention_room: who });

/** The situation as the policy's table is asked about it. */
export const inPolicy = ({ kind, state, standing }: Situation): [Standing, Rules] => [
  { role: undefined, banned: false, muted_until: 0, blocked: false, ...STANDINGS[standing] },
  {
    kind,
    archived: state === "archived",
    permissions: state === "strict" ? all("admins") : all("everyone"),
  },
];

const random = (): string =>
  crypto
    .randomUUID()
    .replaceAll(/[^0-9a-f]/g, "")
    .slice(0, 20);
export const someone = (): UserId => asId<UserId>(`u_${random()}`);

/** A room with the subject in their standing, a message of theirs (1), and a poll of a member's (2). */
export interface Scene {
  readonly room_id: RoomId;
  readonly stub: DurableObjectStub<RoomObject>;
  readonly isArchived: boolean;
  /** A plain member, or the other person of a DM. */
  readonly member: UserId;
  /** Who made the room; in a DM, the other person. */
  readonly founder: UserId;
  readonly link_id: LinkId;
  readonly token: string;
  /** Everything in its tables, when it was made. */
  readonly before: string;
}

/** The same in all rooms, so that there are not two new inboxes for each. */
const [founder, member] = [someone(), someone()];

const poll = { options: ["yes", "no"], multiple: false };

async function done(operation: object | Promise<object>): Promise<void> {
  const result = await operation;
  if (!("ok" in result && result.ok)) throw new Error(JSON.stringify(result));
}
const say = (room: RoomObject, sender: UserId, more: object = {}) =>
  done(room.post(sender, { client_id: asId(uuidv7()), text: "words", ...more }));

/** Made inside the object, in one go: there are some hundreds of these. */
export async function makeScene(situation: Situation, subject: UserId): Promise<Scene> {
  const { kind, state, standing } = situation;
  const [first, third] = [someone(), someone()];
  const room_id =
    kind === "dm"
      ? dmRoomId(first, standing === "stranger" ? third : subject)
      : asId<RoomId>(`${kind === "group" ? "g" : "c"}_${random()}`);
  const [link_id, secret] = [asId<LinkId>(random()), random()];
  const stub = env.ROOM.getByName(room_id);
  const before = await runInDurableObject(stub, async (room, { storage }) => {
    if (kind === "dm") {
      await fillDm(room, room_id, first, standing, subject);
      // Whoever is asked cannot write without agreeing, but each of the two is to have a message here.
      storage.sql.exec("UPDATE message SET sender = ? WHERE message_id = 1", otherThan(first, room_id));
      storage.sql.exec("UPDATE message SET sender = ? WHERE message_id = 2", first);
    }
    if (kind !== "dm")
      await fill(room, room_id, { link_id, secret, expires_at: null, uses: null }, situation, subject);
    return tablesOf(storage);
  });
  const people = kind === "dm" ? { founder: first, member: first } : { founder, member };
  const token = [room_id, link_id, secret].join(".");
  return { room_id, stub, isArchived: state === "archived", ...people, link_id, token, before };
}

async function fill(
  room: RoomObject,
  room_id: RoomId,
  link: NewLink,
  { state, standing }: Situation,
  subject: UserId,
): Promise<void> {
  const wasIn = standing !== "stranger" && standing !== "invited";
  const members = wasIn ? [member, subject] : [member];
  await done(room.create({ room_id, name: "room", topic: "", owner: founder, members }));
  await say(room, wasIn ? subject : member);
  await say(room, member, { poll });
  await done(room.createLink(founder, link));
  // First, because some of it could not be done to an archived room.
  await place(room, standing, subject);
  const strict = { permissions: all("admins"), join: "request" } as const;
  const open = { permissions: all("everyone"), archived: state === "archived" };
  await done(
    room.applyAction(founder, { type: "update_room", settings: state === "strict" ? strict : open }),
  );
}

async function place(room: RoomObject, standing: StandingName, user_id: UserId): Promise<void> {
  if (standing === "owner" || standing === "admin")
    await done(room.applyAction(founder, { type: "set_role", user_id, role: standing }));
  if (standing === "muted") await done(room.applyAction(founder, { type: "mute", user_id, until: FAR }));
  if (standing === "banned") await done(room.applyAction(founder, { type: "ban", user_id, on: true }));
  if (standing === "left") await done(room.leave(user_id));
  if (standing === "invited") await done(room.invite(founder, [user_id], [user_id]));
}

const otherThan = (first: UserId, room_id: RoomId): UserId =>
  dmMembers(room_id).find((user_id) => user_id !== first) ?? first;

async function fillDm(
  room: RoomObject,
  room_id: RoomId,
  first: UserId,
  standing: StandingName,
  subject: UserId,
): Promise<void> {
  const other = otherThan(first, room_id);
  const asked = { requested: [subject], declined: [first] }[standing as string] ?? [];
  const owner = standing === "declined" ? subject : first;
  await done(room.create({ room_id, name: "", topic: "", owner, members: [other], asked }));
  await say(room, asked.length > 0 ? owner : other);
  await say(room, owner, { poll });
  if (standing === "declined") room.takeAnswer(first, { type: "decline", until: FAR });
  if (standing === "blocked" || standing === "blocked both ways") room.block(subject, true);
  if (standing === "blocker" || standing === "blocked both ways") room.block(first, true);
}

/** What the room does by itself, and in its own time. */
const BY_ITSELF = ["outbox", "fanout_cursor", "lease", "quiet_inboxes"];

function tablesOf({ sql }: DurableObjectStorage): string {
  const tables = sql
    .exec<{ name: string }>("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
    .toArray()
    .map(({ name }) => name)
    .filter((name) => !name.startsWith("_") && !BY_ITSELF.includes(name));
  return JSON.stringify(tables.map((name) => [name, [...sql.exec(`SELECT * FROM "${name}"`).raw()]]));
}

/** Whether anything in a room's tables is another than when it was made. */
export const isChanged = async ({ stub, before }: Scene): Promise<boolean> =>
  before !== (await runInDurableObject(stub, (_, { storage }) => tablesOf(storage)));
