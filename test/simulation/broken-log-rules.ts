import { InboxSql } from "../../src/server/inbox/inbox-sql.ts";
import { Sockets } from "../../src/server/object/sockets.ts";
import { MessageSql } from "../../src/server/room/message-sql.ts";
import { RoomReader } from "../../src/server/room/room-reader.ts";
import { RoomSql } from "../../src/server/room/room-sql.ts";
import { type BrokenRules, replace } from "./breaking.ts";
import { ObjectHost } from "./host.ts";
import { ServerEnd } from "./wire.ts";

/** Sending, receiving, resuming and the list of conversations. */
export const brokenLogRules: BrokenRules = {
  "SEND2: dedupe off": {
    breaks: () =>
      replace(
        MessageSql.prototype,
        "insert",
        (original) =>
          function (this: MessageSql, message, chain) {
            this.purgeSent("~", 1_000_000);
            return original.call(this, message, chain);
          },
      ),
    seenAs: ["SEND2"],
  },
  "SEND3: broadcast before write": {
    breaks: () =>
      replace(
        MessageSql.prototype,
        "insert",
        (original) =>
          function (this: MessageSql, message, chain) {
            if (this.sent(message.client_id)) return false;
            setTimeout(() => original.call(this, message, chain), 5);
            return true;
          },
      ),
    seenAs: ["SEND3", "SEND2", "THREAD1", "INBOX10"],
  },
  "SEND3: frames leave before the disk has what they tell": {
    breaks: () =>
      replace(
        ObjectHost.prototype,
        "emit",
        () =>
          function (this: ObjectHost, letOut) {
            letOut();
          },
      ),
    seenAs: ["SEND3", "SEND2", "RESUME4"],
  },
  "RESUME1: a resume leaves one out": {
    breaks: () =>
      replace(
        RoomReader.prototype,
        "resume",
        (original) =>
          function (this: RoomReader, ...args) {
            const frames = original.apply(this, args);
            if (!frames.ok || frames.value[0]?.type !== "welcome" || frames.value[0].mode !== "resume")
              return frames;
            const value = frames.value.map((frame) =>
              frame.type === "events" ? { ...frame, messages: frame.messages.slice(1) } : frame,
            );
            return { ok: true, value };
          },
      ),
    seenAs: ["RESUME1", "SEND1"],
  },
  "RESUME1: a resume ends one too early": {
    breaks: () =>
      replace(
        RoomReader.prototype,
        "head",
        (original) =>
          function (this: RoomReader) {
            const head = original.call(this);
            return { ...head, message_id: Math.max(0, head.message_id - 1) };
          },
      ),
    seenAs: ["RESUME1", "SEND1", "INBOX1"],
  },
  "MEMBER4: the socket of who was removed is kept": {
    breaks: () =>
      replace(
        Sockets.prototype,
        "closeUser",
        (original) =>
          function (this: Sockets, user_id, code) {
            if (code !== "not_a_member" && code !== "removed") original.call(this, user_id, code);
          },
      ),
    seenAs: ["MEMBER4"],
  },
  "INBOX1: fan-out is not repeated after a crash": {
    breaks: () =>
      replace(
        RoomSql.prototype,
        "fanoutCursor",
        () =>
          function (this: RoomSql) {
            return { message_id: this.messages.last()?.message_id ?? 0, change_id: this.lastChange() };
          },
      ),
    seenAs: ["INBOX1", "INBOX3", "INBOX8", "THREAD2"],
  },
  "INBOX3: a read cursor that moves back": {
    breaks: () =>
      replace(
        InboxSql.prototype,
        "conversation",
        (original) =>
          function (this: InboxSql, room_id) {
            const known = original.call(this, room_id);
            return known && { ...known, read: 0 };
          },
      ),
    seenAs: ["INBOX3"],
  },
  "RESUME1: hibernation forgets which sockets are live": {
    breaks: () =>
      replace(
        ServerEnd.prototype,
        "serializeAttachment",
        (original) =>
          function (this: ServerEnd, value) {
            if (this.attachment === null) original.call(this, value);
          },
      ),
    seenAs: ["RESUME1", "SEND1", "INBOX1", "INBOX4"],
  },
};
