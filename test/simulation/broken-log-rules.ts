import { ConversationTable } from "../../src/server/inbox/tables/conversations.ts";
import { Sockets } from "../../src/server/object/sockets.ts";
import { RoomReader } from "../../src/server/room/room-reader.ts";
import { FanOutTable } from "../../src/server/room/tables/fan-out.ts";
import { LogTable } from "../../src/server/room/tables/log.ts";
import { type BrokenRules, replace } from "./breaking.ts";
import { ObjectHost } from "./host.ts";
import { ServerEnd } from "./wire.ts";

/** Sending, receiving, resuming and the list of conversations. */
export const brokenLogRules: BrokenRules = {
  "SEND2: dedupe off": {
    breaks: () =>
      replace(
        LogTable.prototype,
        "insert",
        (original) =>
          function (this: LogTable, message, chain) {
            this.purgeSent("~", 1_000_000);
            return original.call(this, message, chain);
          },
      ),
    seenAs: ["SEND2"],
  },
  "SEND3: broadcast before write": {
    breaks: () =>
      replace(
        LogTable.prototype,
        "insert",
        (original) =>
          function (this: LogTable, message, chain) {
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
    seenAs: ["SEND3", "SEND2", "RESUME4", "INBOX3"],
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
      replace(FanOutTable.prototype, "cursor", () => () => ({
        message_id: Number.MAX_SAFE_INTEGER,
        change_id: Number.MAX_SAFE_INTEGER,
      })),
    seenAs: ["INBOX1", "INBOX3", "INBOX8", "THREAD2"],
  },
  "INBOX3: a read cursor that moves back": {
    breaks: () =>
      replace(
        ConversationTable.prototype,
        "get",
        (original) =>
          function (this: ConversationTable, room_id) {
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
