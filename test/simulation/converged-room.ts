import { isDeepStrictEqual } from "node:util";
import type { RoomState, ThreadState } from "../../src/client/index.ts";
import type { ClientId, RoomId, UserId } from "../../src/protocol/ids.ts";
import { RECEIPTS_MEMBERS_MAX } from "../../src/protocol/limits.ts";
import type { Message } from "../../src/protocol/message.ts";
import { asId } from "../as-id.ts";
import type { Stored } from "./action-history.ts";
import type { Device } from "./device.ts";
import { Violation } from "./invariant-monitor.ts";
import { endsMembership, type StoredMember, type StoredRoom } from "./stored-room.ts";

/** A room on a device is a part of the room's log, and its end; who was removed has no more than was said until then. */
export function checkRoom(device: Device, room: StoredRoom): void {
  const handle = device.rooms.get(room.room_id);
  if (!handle) return;
  const where = `${device.name} in ${room.room_id}`;
  const member = room.members.get(device.user_id);
  const { messages, hasNewer } = handle.state.get();
  if (hasNewer) {
    if (member) sameMessages(`${where}, away from the end`, messages, room.messagesFor(device.user_id));
    handle.jumpToLatest();
  }
  const state = handle.state.get();
  if (!member) return checkRemoved(where, state, room, device.user_id);
  checkMessages(where, state, room, device.user_id);
  checkNotices(where, state, room);
  checkMetadata(where, state, room, member);
  for (const [key, thread] of device.threads) {
    const [room_id, root] = key.split(" ");
    if (room_id === room.room_id) checkThread(where, Number(root), thread.state.get(), room, device.user_id);
  }
  checkProof(where, state);
}

/** No server lied here: whatever crashed or slept, the chain has to fit, and to be proved up to the end. */
function checkProof(where: string, { proof, head }: RoomState): void {
  if (proof === undefined || proof.broken || proof.to !== head)
    throw new Violation("PROOF3", `${where}: has proved ${show(proof)} of ${head}`);
}

function checkMessages(where: string, state: RoomState, room: StoredRoom, user_id: UserId): void {
  const { messages, connection, head } = state;
  if (connection.state !== "live")
    throw new Violation("RESUME1", `${where}: is ${JSON.stringify(connection)}`);
  const last = messages.at(-1)?.message_id ?? 0;
  if (last !== room.head || head !== last)
    throw new Violation("RESUME1", `${where}: ends at ${last} of ${room.head}`);
  sameMessages(where, messages, room.messagesFor(user_id));
}

function sameMessages(where: string, messages: readonly Message[], all: readonly Message[]): void {
  const first = messages[0]?.message_id ?? 1;
  for (const [index, message] of messages.entries()) sameMessage(where, message, all[first - 1 + index]);
}

/** What of a message is under which rule. */
const PARTS: readonly (readonly [rule: string, parts: readonly (keyof Message)[]])[] = [
  ["RESUME4", ["message_id", "client_id", "sender", "time", "reply_to", "thread", "poll", "mention_room"]],
  ["DELETE1", ["deleted_at"]],
  ["EDIT1", ["text", "edited_at", "digest", "mentions"]],
  ["REACT1", ["reactions"]],
  ["PIN1", ["pinned"]],
  ["POLL1", ["votes"]],
  ["THREAD1", ["replies"]],
];

function sameMessage(where: string, shown: Message, stored: Message | undefined): void {
  if (isDeepStrictEqual(shown, stored)) return;
  for (const [rule, parts] of PARTS)
    for (const part of parts)
      if (!isDeepStrictEqual(shown[part], stored?.[part]))
        throw new Violation(
          rule,
          `${where}: ${part} of ${shown.message_id} is ${show(shown[part])}, in the room ${show(stored?.[part])}`,
        );
  throw new Violation("RESUME4", `${where}: ${show(shown)} is in the room ${show(stored)}`);
}

const show = (value: unknown): string => JSON.stringify(value) ?? "nothing";

function checkNotices(where: string, { changes }: RoomState, { notices }: StoredRoom): void {
  const [first] = changes;
  if (!first) return;
  const expected = notices.slice(notices.findIndex(({ change_id }) => change_id === first.change_id));
  if (!isDeepStrictEqual(changes, expected))
    throw new Violation("RESUME3", `${where}: tells ${show(changes)}, the room ${show(expected)}`);
}

function checkMetadata(where: string, state: RoomState, room: StoredRoom, member: StoredMember): void {
  if (state.role !== member.role || state.room?.member_count !== room.members.size)
    throw new Violation(
      "MEMBER3",
      `${where}: shows ${state.role} among ${state.room?.member_count}, is ${member.role} among ${room.members.size}`,
    );
  if (!isDeepStrictEqual(state.room, room.view))
    throw new Violation("MEMBER8", `${where}: shows ${show(state.room)}, is ${show(room.view)}`);
  if (state.users.length > 0) throw new Violation("TYPING1", `${where}: shows ${show(state.users)}`);
  if (room.members.size > RECEIPTS_MEMBERS_MAX) return;
  const receipts = [...state.receipts.values()].sort((a, b) => (a.user_id < b.user_id ? -1 : 1));
  if (!isDeepStrictEqual(receipts, room.receipts))
    throw new Violation("RECEIPT1", `${where}: shows ${show(receipts)}, is ${show(room.receipts)}`);
}

function checkThread(
  where: string,
  root: number,
  state: ThreadState,
  room: StoredRoom,
  user_id: UserId,
): void {
  const expected = room
    .messagesFor(user_id)
    .filter(({ message_id, thread }) => message_id === root || thread === root);
  if (!state.complete || !isDeepStrictEqual(state.messages, expected))
    throw new Violation(
      "THREAD1",
      `${where}: thread ${root} (${state.complete}) shows ${show(state.messages)}, is ${show(expected)}`,
    );
}

function checkRemoved(where: string, state: RoomState, room: StoredRoom, user_id: UserId): void {
  const { connection, messages, removed } = state;
  if (connection.state !== "closed" || !removed)
    throw new Violation("MEMBER4", `${where}: does not know that it was removed (${connection.state})`);
  const end = room.changes.findLast((change) => endsMembership(change) && change.user_id === user_id);
  const strange = messages.find(
    ({ message_id, client_id }) =>
      message_id > (end?.after_message_id ?? 0) || room.rows[message_id - 1]?.client_id !== client_id,
  );
  if (strange) throw new Violation("MEMBER4", `${where}: shows ${show(strange)} after its removal`);
}

/** What was typed is in the room, once, and nothing is left to be sent; or there is a reason, and it is told. */
export function checkSends(device: Device, room: StoredRoom, stored: Stored): void {
  const state = device.rooms.get(room.room_id)?.state.get();
  if (!state) return;
  const waiting = state.pending.find((each) => each.status !== "failed");
  if (waiting)
    throw new Violation(
      "SEND1",
      `${device.name} still has ${waiting.content.text} (${waiting.status}, ${show(state.connection)})`,
    );
  checkCalled(device, room);
  const failed = new Map(state.pending.map((each) => [each.client_id, each.failure?.code ?? ""]));
  for (const { content, client_id } of device.typed.get(room.room_id) ?? []) {
    const { message_id } = room.sent(client_id) ?? {};
    const isThere = message_id !== undefined;
    const code = failed.get(client_id);
    // Who was removed before the answer came cannot know that it is there; whoever sees it does.
    const isSeen = state.messages.some((message) => message.message_id === message_id);
    if (isThere ? code !== undefined && isSeen : !isExplained(code, device.user_id, room, stored))
      throw new Violation(
        "SEND1",
        `${content.text} of ${device.name} ${isThere ? "is there" : "is lost"} (${code})`,
      );
  }
}

/** Whoever was called by their handle is called, unless they have ever been no member. */
function checkCalled(device: Device, room: StoredRoom): void {
  const messages = new Map(room.messagesFor(device.user_id).map((each) => [each.client_id, each]));
  for (const { content, handles, client_id } of device.typed.get(room.room_id) ?? []) {
    const message = messages.get(client_id);
    if (!message || message.edited_at !== undefined || message.deleted_at !== undefined) continue;
    const forgotten = handles
      .map(asId<UserId>)
      .find((id) => !room.wasLeftBy(id) && !message.mentions?.includes(id));
    if (forgotten !== undefined)
      throw new Violation("MENTION2", `${content.text} of ${device.name} does not call ${forgotten}`);
  }
}

/** Whether somebody could be refused for this at some time. */
function isExplained(code: string | undefined, user_id: UserId, room: StoredRoom, stored: Stored): boolean {
  const has = (is: (change: StoredRoom["changes"][number]) => boolean) => room.changes.some(is);
  switch (code) {
    case "not_a_member":
    case "removed":
    case "banned":
      return room.wasLeftBy(user_id);
    case "muted":
      return has((change) => change.type === "member_muted" && change.user_id === user_id);
    case "archived":
      return has((change) => change.type === "room_changed" && change.settings.archived === true);
    case "blocked":
      return room.room_id.startsWith("d_") && stored.blocked.has(user_id);
    default:
      return false;
  }
}

/**
 * What one device has sent is in the room in the order it was typed. Not so what the room has once `refused`:
 * it may come again, from a network that repeats it or a client that never got the refusal. If it is taken
 * then, what was typed after it is there already.
 */
export function checkOrder(
  device: Device,
  rooms: ReadonlyMap<RoomId, StoredRoom>,
  refused: ReadonlySet<ClientId>,
): void {
  for (const [room_id, typed] of device.typed) {
    const room = rooms.get(room_id);
    const found = typed
      .filter(({ client_id }) => !refused.has(client_id))
      .flatMap(({ client_id }) => room?.sent(client_id)?.message_id ?? []);
    if (found.some((at, index) => at < (found[index - 1] ?? 0)))
      throw new Violation("SEND4", `${device.name} in ${room_id}: ${found.join(" ")}`);
  }
}
