import { Typing } from "../../src/client/room/typing.ts";
import type { UserId } from "../../src/protocol/ids.ts";
import { rules } from "../../src/protocol/policy.ts";
import { Sockets } from "../../src/server/object/sockets.ts";
import { Room } from "../../src/server/room/room.ts";
import { RoomReader } from "../../src/server/room/room-reader.ts";
import { RoomState } from "../../src/server/room/room-state.ts";
import { BanTable } from "../../src/server/room/tables/bans.ts";
import { Messages } from "../../src/server/room/tables/messages.ts";
import { PinTable } from "../../src/server/room/tables/pins.ts";
import { PollTable } from "../../src/server/room/tables/polls.ts";
import { ReactionTable } from "../../src/server/room/tables/reactions.ts";
import { ThreadTable } from "../../src/server/room/tables/threads.ts";
import { asId } from "../as-id.ts";
import { type BrokenRules, replace } from "./breaking.ts";

/** What people do to messages, to each other and to a room. */
export const brokenActionRules: BrokenRules = {
  "ACTION1: an action that was repeated is done twice": {
    breaks: () =>
      replace(
        ReactionTable.prototype,
        "set",
        (original) =>
          function (this: ReactionTable, ...args) {
            original.apply(this, args);
            return true;
          },
      ),
    seenAs: ["ACTION1"],
  },
  "MENTION2: a room finds nobody by their handle": {
    breaks: () => replace(RoomReader.prototype, "membersAmong", () => () => ({ ok: true, value: [] })),
    seenAs: ["MENTION2"],
  },
  "ACTION1: what is told of an action is not what is stored": {
    breaks: () =>
      replace(
        Room.prototype,
        "applyAction",
        (original) =>
          function (this: Room, ...args) {
            const done = original.apply(this, args);
            return done.ok
              ? { ok: true, value: done.value.map((change) => ({ ...change, by: asId<UserId>("u_") })) }
              : done;
          },
      ),
    seenAs: ["ACTION1", "RESUME4"],
  },
  "RESUME7: a resume leaves out how reactions are now": {
    breaks: () =>
      replace(
        RoomReader.prototype,
        "resume",
        (original) =>
          function (this: RoomReader, ...args) {
            const frames = original.apply(this, args);
            if (!frames.ok) return frames;
            const value = frames.value.map((frame) =>
              frame.type === "events"
                ? {
                    ...frame,
                    changes: frame.changes.filter((change) => !("patch" in change && change.patch.reactions)),
                  }
                : frame,
            );
            return { ok: true, value };
          },
      ),
    seenAs: ["REACT1"],
  },
  "EDIT1: the earlier text comes back": {
    breaks: () =>
      replace(
        Messages.prototype,
        "edit",
        (original) =>
          function (this: Messages, before, _text, ...rest) {
            original.call(this, before, before.text, ...rest);
          },
      ),
    seenAs: ["EDIT1"],
  },
  "EDIT2: the digest is that of the new text": {
    breaks: () =>
      replace(
        Messages.prototype,
        "edit",
        (original) =>
          function (this: Messages, before, text, more, at) {
            original.call(this, before, text, more, at, "0".repeat(64));
          },
      ),
    seenAs: ["EDIT2", "PROOF1"],
  },
  "DELETE1: the earlier texts of a deleted message stay": {
    breaks: () =>
      replace(
        Messages.prototype,
        "erase",
        (original) =>
          function (this: Messages, message_id, ...rest) {
            const message = this.get(message_id);
            original.call(this, message_id, ...rest);
            if (message) this.edit(message, "", {}, rest[0], rest[1]);
          },
      ),
    seenAs: ["DELETE1"],
  },
  "PIN1: a pin is told and not kept": {
    breaks: () => replace(PinTable.prototype, "set", () => () => true),
    seenAs: ["PIN1"],
  },
  "POLL1: a new vote is added to the old one": {
    breaks() {
      const tables = new WeakMap<PollTable, Map<string, readonly number[]>>();
      return replace(
        PollTable.prototype,
        "vote",
        (original) =>
          function (this: PollTable, message_id, user_id, options) {
            const votes = tables.get(this) ?? new Map<string, readonly number[]>();
            tables.set(this, votes);
            const key = `${message_id} ${user_id}`;
            const all = [...new Set([...(votes.get(key) ?? []), ...options])].sort();
            votes.set(key, all);
            original.call(this, message_id, user_id, all);
          },
      );
    },
    seenAs: ["POLL1"],
  },
  "THREAD1: a reply does not change what is told of its thread": {
    breaks: () => replace(ThreadTable.prototype, "decorate", () => () => new Map()),
    seenAs: ["THREAD1"],
  },
  "TYPING1: who stops without a word types for ever": {
    breaks() {
      const expiresAt = Object.getOwnPropertyDescriptor(Typing.prototype, "expiresAt") ?? {};
      Object.defineProperty(Typing.prototype, "expiresAt", { ...expiresAt, get: () => undefined });
      return () => void Object.defineProperty(Typing.prototype, "expiresAt", expiresAt);
    },
    seenAs: ["TYPING1"],
  },
  "MEMBER4: who was removed is still told who types": {
    breaks() {
      const removed = new WeakSet<WebSocket>();
      const undoClosing = replace(
        Sockets.prototype,
        "closeUser",
        (original) =>
          function (this: Sockets, user_id, code) {
            if (code !== "not_a_member" && code !== "removed") return original.call(this, user_id, code);
            for (const peer of this.peers()) if (peer.user_id === user_id) removed.add(peer.ws);
          },
      );
      const undoTelling = replace(
        Sockets.prototype,
        "toAll",
        (original) =>
          function (this: Sockets, frame) {
            const isTyping = "type" in frame && frame.type === "typing";
            if (isTyping) return original.call(this, frame);
            const told = this.peers().filter(({ ws }) => !removed.has(ws));
            this.toSockets(new Set(told.map(({ socket_id }) => socket_id)), frame);
          },
      );
      return () => {
        undoClosing();
        undoTelling();
      };
    },
    seenAs: ["MEMBER4"],
  },
  "MEMBER7: who is banned comes back": {
    breaks: () => replace(BanTable.prototype, "isBanned", () => () => false),
    seenAs: ["MEMBER7"],
  },
  "MEMBER7: who is muted goes on": {
    breaks: () =>
      replace(
        RoomState.prototype,
        "standing",
        (original) =>
          function (this: RoomState, user_id) {
            return { ...original.call(this, user_id), muted_until: 0 };
          },
      ),
    seenAs: ["MEMBER7"],
  },
  "MEMBER8: an archived room goes on": {
    breaks: () => replace(rules as { send: object }, "send", (rule) => ({ ...rule, archived: true })),
    seenAs: ["MEMBER8"],
  },
  "MEMBER8: a new name is not told": {
    breaks: () =>
      replace(
        RoomState.prototype,
        "view",
        (original) =>
          function (this: RoomState) {
            return { ...original.call(this), name: "room" };
          },
      ),
    seenAs: ["MEMBER8"],
  },
};
