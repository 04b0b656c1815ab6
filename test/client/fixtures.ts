import { systemClock } from "../../src/client/clock.ts";
import { clientIds } from "../../src/client/sending/client-ids.ts";
import type { OutgoingMessage } from "../../src/client/sending/outbox.ts";
import type { ClientId, RoomId, UserId } from "../../src/protocol/ids.ts";
import type { Message } from "../../src/protocol/message.ts";
import type { Change, Position, Room } from "../../src/protocol/room.ts";
import type { RoomDown } from "../../src/protocol/room-frames.ts";
import type { User } from "../../src/protocol/user.ts";
import { asId } from "../as-id.ts";

export const ME = asId<UserId>(`u_${"m".repeat(20)}`);
export const OTHER = asId<UserId>(`u_${"n".repeat(20)}`);
export const ROOM = asId<RoomId>(`g_${"r".repeat(20)}`);
export const EPOCH = "first";

const newClientId = clientIds(systemClock);

/** A generator of fractions that gives the same for the same seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const clientIdOf = (number: number): ClientId =>
  asId(`00000000-0000-7000-8000-${number.toString(16).padStart(12, "0")}`);

export const message = (message_id: number, more: Partial<Message> = {}): Message => ({
  message_id,
  sender: OTHER,
  client_id: clientIdOf(message_id),
  time: message_id,
  text: `text ${message_id}`,
  ...more,
});

export const messages = (from: number, to: number): Message[] =>
  Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => message(from + index));

export const change = (change_id: number, after_message_id = 0): Change => ({
  change_id,
  after_message_id,
  time: change_id,
  by: OTHER,
  type: "member_joined",
  user_id: OTHER,
  role: "member",
});

export const position = (message_id: number, change_id = 0, epoch = EPOCH): Position => ({
  epoch,
  message_id,
  change_id,
});

export const room: Room = {
  room_id: ROOM,
  kind: "group",
  name: "Room",
  topic: "",
  description: "",
  permissions: { post: "everyone", invite: "everyone", pin: "everyone", mention_room: "everyone" },
  slow_mode_seconds: 0,
  join: "open",
  archived: false,
  created_at: 0,
  member_count: 2,
};

export const welcome = (mode: "resume" | "reload", head: Position): RoomDown => ({
  type: "welcome",
  protocol: 1,
  min_protocol: 1,
  mode,
  user_id: ME,
  room,
  role: "member",
  head,
  server_time: 0,
});

export const events = (list: Message[], changes: Change[] = []): RoomDown => ({
  type: "events",
  messages: list,
  changes,
});

export const current = (at: Position): RoomDown => ({ type: "current", position: at });

export const outgoing = (text = "hello", client_id = newClientId()): OutgoingMessage => ({
  client_id,
  room_id: ROOM,
  content: { text },
  created_at: 0,
});

export const user = (user_id: string, name = "Someone"): User => ({
  user_id: asId(user_id),
  handle: name.toLowerCase(),
  name,
  bio: "",
  color: "#336699",
  created_at: 0,
});
