import { type Accessor, createContext, createMemo, onCleanup, useContext } from "solid-js";
import {
  isExpulsion,
  type RoomHandle,
  type RoomState,
  type RosterHandle,
  type RosterState,
} from "../../client/index.ts";
import type { Action } from "../../protocol/actions.ts";
import { kindOf, otherMember, type RoomId, type RoomKind, type UserId } from "../../protocol/ids.ts";
import type { Conversation } from "../../protocol/inbox.ts";
import type { Room } from "../../protocol/room.ts";
import type { User } from "../../protocol/user.ts";
import { toastRefusal } from "../primitives/toast.tsx";
import { observe, observeFields, useMe, useParlor, usePeople } from "../state/parlor-context.ts";
import { type Rights, rightsIn } from "../state/rights.ts";
import { useRoomName } from "../state/room-name.ts";
import { sameList } from "../state/same-list.ts";

/** The open room, as all its views see it. */
export interface OpenRoom {
  readonly room_id: RoomId;
  readonly kind: RoomKind;
  readonly handle: RoomHandle;
  readonly state: Accessor<RoomState>;
  /** Changes only with the room itself, not with each message. */
  readonly room: Accessor<Room | undefined>;
  readonly rights: Accessor<Rights>;
  /** The name its reader sees. */
  readonly name: Accessor<string>;
  /** The other person of a direct message. */
  readonly other: UserId | undefined;
  readonly person: Accessor<User | undefined>;
  readonly conversation: Accessor<Conversation | undefined>;
  readonly roster: RosterHandle;
  readonly members: Accessor<RosterState>;
  /** The users known here that a message can mention by their handle. */
  readonly mentionable: Accessor<readonly User[]>;
  /** Whether `mentionable` contains all members. */
  readonly knowsAllMembers: Accessor<boolean>;
  /** Who has written here, if the member list is incomplete. */
  readonly speakers: Accessor<readonly User[]>;
  /** Whether the user is not (or no longer) a member. */
  readonly isOutside: Accessor<boolean>;
  /** Applies an action, and shows a refusal. */
  readonly applyAction: (what: Action, handles?: readonly string[]) => Promise<boolean>;
}

export const OpenRoomContext = createContext<OpenRoom>();

export function useRoom(): OpenRoom {
  const room = useContext(OpenRoomContext);
  if (room === undefined) throw new Error("no room is open");
  return room;
}

/** How many members' handles the composer knows. */
const MENTIONABLE_MAX = 200;

/** Opens a room for as long as its view exists. */
export function createOpenRoom(room_id: RoomId): OpenRoom {
  const parlor = useParlor();
  const me = useMe();
  const kind = kindOf(room_id);
  const handle = parlor.openRoom(room_id);
  const roster = handle.members();
  onCleanup(() => {
    roster.close();
    handle.close();
  });
  const state = observeFields(handle.state);
  const conversations = observe(parlor.conversations);
  const conversation = createMemo(() => conversations().find((each) => each.room_id === room_id));
  const room = createMemo(() => state().room);
  const { name, person } = useRoomName(() => ({
    room_id,
    name: room()?.name ?? conversation()?.name ?? "",
  }));
  const isOutside = createMemo(() => {
    const { connection, removed } = state();
    return removed || (connection.state === "closed" && isClosedTo(connection.code));
  });
  const role = createMemo(() => state().role);
  const members = observe(roster.state);
  const other = kind === "dm" ? otherMember(room_id, me().user_id) : undefined;
  const mentionable = usePeople(
    createMemo(() =>
      other === undefined
        ? members()
            .members.slice(0, MENTIONABLE_MAX)
            .map(({ user_id }) => user_id)
        : [other],
    ),
  );
  const knowsAllMembers = createMemo(() => {
    if (other !== undefined) return mentionable().length > 0;
    const isUpToDate = state().connection.state === "live" && members().complete;
    return isUpToDate && mentionable().length === members().members.length;
  });
  const speakers = usePeople(
    createMemo(
      () =>
        other !== undefined || members().complete
          ? []
          : [...new Set(state().messages.map(({ sender }) => sender))].slice(-MENTIONABLE_MAX),
      [],
      { equals: sameList },
    ),
  );
  return {
    room_id,
    kind,
    handle,
    state,
    room,
    rights: createMemo(() => rightsIn(kind, room(), role())),
    name,
    other,
    person,
    conversation,
    roster,
    members,
    mentionable,
    knowsAllMembers,
    speakers,
    isOutside,
    applyAction: (what, handles) => toastRefusal(handle.applyAction(what, handles)),
  };
}

const isClosedTo = (code: string | undefined): boolean => isExpulsion(code) || code === "not_found";
