import type * as z from "zod/mini";
import type { InboxDown, InboxUp } from "../../protocol/inbox-frames.ts";
import type { Ping, RoomDown, RoomUp } from "../../protocol/room-frames.ts";
import { ADA, CLIENT_ID, EPOCH, GRACE, ROOM, TIME } from "./examples.ts";

/** What each frame is for, and one as it may be seen on the wire. A frame without a note does not compile. */
type Notes<Frame extends { readonly type: string }> = {
  readonly [T in Frame["type"]]: {
    readonly summary: string;
    readonly example: Extract<Frame, { type: T }>;
  };
};

const room = {
  room_id: ROOM,
  kind: "group",
  name: "Analytical engines",
  topic: "What the engine can do",
  description: "",
  permissions: { post: "everyone", invite: "everyone", pin: "everyone", mention_room: "everyone" },
  slow_mode_seconds: 0,
  join: "open",
  archived: false,
  created_at: TIME - 86_400_000,
  member_count: 2,
} as const;

const message = {
  message_id: 42,
  sender: ADA,
  client_id: CLIENT_ID,
  time: TIME,
  text: "The engine weaves algebraic patterns.",
} as const;

const preview = { message_id: 42, sender: ADA, time: TIME, text: message.text } as const;

const ping = {
  summary:
    "Asks for a sign of life, at any time, also before hello. Send exactly these bytes, so that answering wakes nothing on the server.",
  example: { type: "ping" },
} as const;
const pong = { summary: "Answers ping.", example: { type: "pong" } } as const;
const done = {
  summary: "An action was carried out, or had been before. It comes after the frames that the action caused.",
  example: { type: "done", client_id: CLIENT_ID },
} as const;
const error = {
  summary:
    "Something was wrong with a frame. It names the client_id of the frame, if it had one, and the field at fault. The socket stays open.",
  example: {
    type: "error",
    code: "bad_frame",
    message: "The frame is malformed.",
    client_id: CLIENT_ID,
    field: "reply_to",
  },
} as const;

export const roomUp: Notes<RoomUp | z.infer<typeof Ping>> = {
  hello: {
    summary:
      "The first frame on every socket. Without a position, or with one the server cannot resume from, the room is sent anew.",
    example: { type: "hello", protocol: 1, position: { epoch: EPOCH, message_id: 41, change_id: 7 } },
  },
  send: {
    summary: "Sends a message. The answer is the message itself in events, with this client_id, or a reject.",
    example: {
      type: "send",
      client_id: CLIENT_ID,
      text: message.text,
      reply_to: 41,
      mentions: [GRACE],
    },
  },
  action: {
    summary:
      "Does anything else in the room: one of the actions below. Answered by done or reject with the same client_id.",
    example: {
      type: "action",
      client_id: CLIENT_ID,
      action: { type: "react", message_id: 42, emoji: "👍", on: true },
    },
  },
  typing: {
    summary: "The user is typing, or has stopped. Repeat it every 4 s while it goes on. Never answered.",
    example: { type: "typing", on: true, thread: 17 },
  },
  receipt: {
    summary:
      "This device has received everything up to `delivered` and, if the user lets others know, shown everything up to `read`. Never answered.",
    example: { type: "receipt", delivered: 42, read: 40 },
  },
  ping,
};

export const roomDown: Notes<RoomDown> = {
  welcome: {
    summary:
      "Answers hello. With mode reload, drop what you have of the room: its latest page follows. With resume, only what you missed follows.",
    example: {
      type: "welcome",
      protocol: 1,
      min_protocol: 1,
      mode: "resume",
      user_id: ADA,
      room,
      role: "owner",
      head: { epoch: EPOCH, message_id: 42, change_id: 8 },
      server_time: TIME,
    },
  },
  events: {
    summary: "New messages and changes, each list oldest first. Apply the messages before the changes.",
    example: {
      type: "events",
      messages: [message],
      changes: [
        {
          type: "message_changed",
          change_id: 8,
          after_message_id: 42,
          time: TIME + 4_000,
          by: GRACE,
          patch: {
            message_id: 42,
            reactions: [{ emoji: "👍", count: 1, users: [GRACE] }],
            actor_state: { emoji: "👍", on: true },
          },
        },
      ],
    },
  },
  current: {
    summary: "You are up to date. Store this position; from here on events are live.",
    example: {
      type: "current",
      position: { epoch: EPOCH, message_id: 42, change_id: 8 },
      chain: { chain_before: "5be0…", chain_after: "9f2c…" },
    },
  },
  done,
  typing: {
    summary:
      "Everyone who is typing now; it replaces the frame before. Drop each of them yourself 6 s later, unless another frame names them again.",
    example: { type: "typing", users: [{ user_id: GRACE }, { user_id: ADA, thread: 17 }] },
  },
  receipts: {
    summary: "How far some members have come. Between welcome and current: all of them.",
    example: { type: "receipts", receipts: [{ user_id: GRACE, delivered: 42, read: 40 }] },
  },
  reject: {
    summary: "A send or an action was refused; nothing of it is in the room. The code says what to do next.",
    example: {
      type: "reject",
      client_id: CLIENT_ID,
      code: "rate_limited",
      message: "That was too fast. Please wait a moment.",
      retry_after_ms: 500,
    },
  },
  error,
  pong,
};

export const inboxUp: Notes<InboxUp | z.infer<typeof Ping>> = {
  hello: {
    summary: "The first frame on every socket, as in a room.",
    example: { type: "hello", protocol: 1, position: { epoch: EPOCH, version: 12 } },
  },
  read: {
    summary:
      "The user has read everything up to this message. It clears the unread count on all of their devices, and nobody else is told. Never answered but by the conversation it changes.",
    example: { type: "read", room_id: ROOM, message_id: 42 },
  },
  action: {
    summary:
      "Changes anything else in the inbox: one of the actions below. Answered by done or reject with the same client_id.",
    example: {
      type: "action",
      client_id: CLIENT_ID,
      action: { type: "save", room_id: ROOM, message_id: 42, on: true },
    },
  },
  follow: {
    summary:
      "The rooms whose end this device shows, live: all of them, as often as that changes. What comes there need not be told to the inbox too, nor reported as read one by one.",
    example: { type: "follow", room_ids: [ROOM] },
  },
  subscribe_presence: {
    summary: "Whose presence this device shows at the moment: all of them, not only those that are new.",
    example: { type: "subscribe_presence", user_ids: [GRACE] },
  },
  ping: {
    ...ping,
    summary: `${ping.summary} On this socket it is the heartbeat that keeps the user online.`,
  },
};

export const inboxDown: Notes<InboxDown> = {
  welcome: {
    summary:
      "Answers hello. With mode reload, everything follows and replaces what you have; with resume, what changed since your position.",
    example: {
      type: "welcome",
      protocol: 1,
      min_protocol: 1,
      mode: "resume",
      head: { epoch: EPOCH, version: 14 },
      server_time: TIME,
    },
  },
  conversations: {
    summary: "Conversations that changed, each complete and as it is now, in order of their version.",
    example: {
      type: "conversations",
      conversations: [
        {
          room_id: ROOM,
          kind: "group",
          name: "Analytical engines",
          membership: "owner",
          head: 42,
          read: 40,
          mentions: 0,
          preview,
          level: "all",
          unset: true,
          muted_until: 0,
          active_at: TIME,
          version: 13,
        },
      ],
    },
  },
  entries: {
    summary:
      "Entries that changed, each complete and as it is now, in order of their version. `entry: null` means that it is gone.",
    example: {
      type: "entries",
      entries: [
        {
          key: `saved ${ROOM} 42`,
          version: 14,
          entry: { kind: "saved", room_id: ROOM, message_id: 42, at: TIME },
        },
        { key: `draft ${ROOM}`, version: 15, entry: null },
      ],
    },
  },
  current: {
    summary: "You are up to date. Store this position; from here on frames are live.",
    example: { type: "current", position: { epoch: EPOCH, version: 14 } },
  },
  presence: {
    summary: "The presence of people this device subscribed to, as it is now.",
    example: {
      type: "presence",
      people: [{ user_id: GRACE, online: false, last_active_at: TIME }],
    },
  },
  done,
  reject: {
    summary: "An action was refused; nothing has changed. The code says what to do next.",
    example: {
      type: "reject",
      client_id: CLIENT_ID,
      code: "too_many",
      message: "The limit has been reached.",
    },
  },
  error,
  pong,
};
