import { isDeepStrictEqual } from "node:util";
import type { RoomState } from "../../src/client/index.ts";
import type { RoomId, UserId } from "../../src/protocol/ids.ts";
import type { Conversation } from "../../src/protocol/inbox.ts";
import { PREVIEW_CHARACTERS } from "../../src/protocol/limits.ts";
import type { Message } from "../../src/protocol/message.ts";
import type { Device } from "./device.ts";
import type { StoredRoom } from "./stored-room.ts";
import { Violation } from "./witness.ts";

/** At a glance: whether it is worth while to look at everything. */
export function seemsCurrent({ parlor, rooms }: Device, heads: ReadonlyMap<RoomId, number>): boolean {
  if (parlor.connection.get().state !== "live") return false;
  if (parlor.conversations.get().some(({ room_id, head }) => head !== heads.get(room_id))) return false;
  return [...rooms].every(([room_id, { state }]) => {
    const { connection, head, pending } = state.get();
    if (connection.state === "closed") return true;
    return (
      connection.state === "live" &&
      head === heads.get(room_id) &&
      pending.every((each) => each.status === "failed")
    );
  });
}

/** Whether everything a device shows is what the rooms hold. Throws what is different. */
export function checkDevice(
  device: Device,
  rooms: ReadonlyMap<RoomId, StoredRoom>,
  marks: ReadonlyMap<RoomId, number>,
): void {
  const connection = device.parlor.connection.get();
  if (connection.state !== "live") throw new Violation("INBOX4", `${device.name} is ${connection.state}`);
  checkConversations(device, rooms, marks);
  for (const [room_id, handle] of device.rooms) {
    const room = rooms.get(room_id) as StoredRoom;
    const where = `${device.name} in ${room_id}`;
    const { messages, hasNewer } = handle.state.get();
    if (hasNewer) {
      checkMessages(`${where}, away from the end`, messages, room);
      handle.jumpToLatest();
    }
    checkRoom(where, handle.state.get(), room, device.user_id);
    checkSends(device, handle.state.get(), room);
  }
}

const sameMessage = (a: Message, b: Message | undefined): boolean =>
  a.message_id === b?.message_id &&
  a.client_id === b.client_id &&
  a.text === b.text &&
  isDeepStrictEqual(a, b);

function checkMessages(where: string, messages: readonly Message[], room: StoredRoom): void {
  const first = messages[0]?.message_id ?? 1;
  if (messages.some((message, index) => !sameMessage(message, room.messages[first - 1 + index])))
    throw new Violation("RESUME4", `${where}: the messages are not the room's`);
}

/** The timeline is the end of the log; who was removed has no more than was said until then. */
function checkRoom(where: string, state: RoomState, room: StoredRoom, user_id: UserId): void {
  const { messages, changes, connection } = state;
  const member = room.members.get(user_id);
  const last = messages.at(-1)?.message_id ?? 0;
  checkMessages(where, messages, room);
  const firstChange = changes[0]?.change_id ?? 1;
  if (!isDeepStrictEqual(changes, room.changes.slice(firstChange - 1, firstChange - 1 + changes.length)))
    throw new Violation("RESUME3", `${where}: the changes are not the room's`);
  if (!member) {
    if (connection.state !== "closed" || !state.removed)
      throw new Violation("MEMBER4", `${where}: does not know that it was removed (${connection.state})`);
    return;
  }
  if (connection.state !== "live")
    throw new Violation("RESUME1", `${where}: is ${JSON.stringify(connection)}`);
  if (last !== room.messages.length || state.head !== last)
    throw new Violation("RESUME1", `${where}: ends at ${last} of ${room.messages.length}`);
  if (changes.length > 0 && changes.at(-1)?.change_id !== room.changes.length)
    throw new Violation(
      "RESUME1",
      `${where}: ends at change ${changes.at(-1)?.change_id} of ${room.changes.length}`,
    );
  if (state.role !== member.role || state.room?.member_count !== room.members.size)
    throw new Violation(
      "MEMBER3",
      `${where}: shows ${state.role} among ${state.room?.member_count}, is ${member.role} among ${room.members.size}`,
    );
}

/** What was typed is in the room, once, and nothing is left to be sent; or the user was removed and is told. */
function checkSends(device: Device, { pending, connection }: RoomState, room: StoredRoom): void {
  const waiting = pending.find((each) => each.status !== "failed");
  if (waiting)
    throw new Violation(
      "SEND1",
      `${device.name} still has ${waiting.content.text} (${waiting.status}, ${JSON.stringify(connection)})`,
    );
  const failed = new Map(pending.map((each) => [each.content.text, each.failure?.code]));
  for (const text of device.typed.get(room.room_id) ?? []) {
    const count = room.messages.filter((message) => message.text === text).length;
    if (count > 1) throw new Violation("SEND2", `${text} is in ${room.room_id} ${count} times`);
    if (count === 0 && failed.get(text) !== "not_a_member")
      throw new Violation("SEND1", `${text} of ${device.name} is lost (${failed.get(text)})`);
  }
}

/** What one device has sent is in the room in the order it was typed. */
export function checkOrder(device: Device, rooms: ReadonlyMap<RoomId, StoredRoom>): void {
  for (const [room_id, typed] of device.typed) {
    const places = new Map(rooms.get(room_id)?.messages.map((message) => [message.text, message.message_id]));
    const found = typed.flatMap((text) => places.get(text) ?? []);
    if (found.some((at, index) => at < (found[index - 1] ?? 0)))
      throw new Violation("SEND4", `${device.name} in ${room_id}: ${found.join(" ")}`);
  }
}

function checkConversations(
  device: Device,
  rooms: ReadonlyMap<RoomId, StoredRoom>,
  marks: ReadonlyMap<RoomId, number>,
): void {
  const shown = new Map(
    device.parlor.conversations.get().map((conversation) => [conversation.room_id, conversation]),
  );
  for (const room of rooms.values()) {
    const conversation = shown.get(room.room_id);
    const where = `${device.name}'s list, ${room.room_id}`;
    if (!room.isKnownTo(device.user_id)) {
      if (conversation) throw new Violation("INBOX1", `${where}: is still there`);
    } else if (!conversation) throw new Violation("INBOX1", `${where}: is missing`);
    else checkConversation(where, conversation, room, device.user_id, marks.get(room.room_id) ?? 0);
  }
}

function checkConversation(
  where: string,
  shown: Conversation,
  room: StoredRoom,
  user_id: UserId,
  mark: number,
): void {
  const head = room.messages.length;
  if (shown.head !== head) throw new Violation("INBOX1", `${where}: head ${shown.head}, is ${head}`);
  if (shown.membership !== room.members.get(user_id)?.role)
    throw new Violation("INBOX1", `${where}: ${shown.membership}`);
  const last = room.messages.at(-1);
  const text = last && Array.from(last.text).slice(0, PREVIEW_CHARACTERS).join("");
  if (shown.preview?.text !== text)
    throw new Violation("INBOX1", `${where}: previews ${shown.preview?.text}, is ${text}`);
  const [least, most] = room.readBy(user_id, mark);
  if (shown.read < least || shown.read > most)
    throw new Violation("INBOX3", `${where}: read ${shown.read}, is ${least} to ${most}`);
}
