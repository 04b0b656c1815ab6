import { kindOf } from "../../src/protocol/ids.ts";
import { CatchUp } from "../../src/server/inbox/catch-up.ts";
import { Entries } from "../../src/server/inbox/entries.ts";
import { FollowedRooms } from "../../src/server/inbox/followed-rooms.ts";
import { Inbox } from "../../src/server/inbox/inbox.ts";
import { PresenceSubscriptions } from "../../src/server/inbox/presence-subscriptions.ts";
import { ConversationTable } from "../../src/server/inbox/tables/conversations.ts";
import { Outbox } from "../../src/server/object/outbox.ts";
import { InboxInterest } from "../../src/server/room/followers/inbox-interest.ts";
import { MentionTable } from "../../src/server/room/tables/mentions.ts";
import { ThreadTable } from "../../src/server/room/tables/threads.ts";
import { type BrokenRules, replace } from "./breaking.ts";

/** What a user keeps, and who is there. */
export const brokenInboxRules: BrokenRules = {
  "INBOX5: another device is not told of a draft": {
    breaks: () =>
      replace(
        Entries.prototype,
        "drain",
        (original) =>
          function (this: Entries) {
            return original.call(this).filter(({ key }) => !key.startsWith("draft"));
          },
      ),
    seenAs: ["INBOX5"],
  },
  "INBOX6: what was reported before undoes a mark as unread": {
    breaks: () =>
      replace(
        ConversationTable.prototype,
        "put",
        (original) =>
          function (this: ConversationTable, conversation) {
            const { read, reported } = conversation;
            original.call(this, { ...conversation, read: Math.max(read, reported) });
          },
      ),
    seenAs: ["INBOX6"],
  },
  "INBOX8: nobody is told that they are mentioned": {
    breaks: () => replace(MentionTable.prototype, "after", () => () => []),
    seenAs: ["INBOX8"],
  },
  "INBOX10: a deleted text stays in the list of mentions": {
    breaks: () =>
      replace(
        Entries.prototype,
        "report",
        (original) =>
          function (this: Entries, update, isOutdated) {
            original.call(this, { ...update, rewritten: [] }, isOutdated);
          },
      ),
    seenAs: ["INBOX10", "DELETE1"],
  },
  "INBOX10: a deleted text stays as the preview": {
    breaks: () =>
      replace(
        ConversationTable.prototype,
        "put",
        (original) =>
          function (this: ConversationTable, conversation) {
            const { preview: before } = this.get(conversation.room_id) ?? {};
            const isSame = before?.message_id === conversation.preview?.message_id;
            original.call(this, { ...conversation, ...(isSame && before && { preview: before }) });
          },
      ),
    seenAs: ["INBOX10", "DELETE1"],
  },
  "INBOX16: a room goes on being quiet when another device looks": {
    breaks: () => replace(CatchUp.prototype, "looking", () => () => Promise.resolve()),
    seenAs: ["INBOX1", "INBOX5", "RESUME1"],
  },
  "INBOX16: whoever has a device connected is taken to show the end of every group": {
    breaks: () =>
      replace(
        FollowedRooms.prototype,
        "isShownByAll",
        () =>
          function (this: FollowedRooms, room_id) {
            return this.isAnyConnected() && kindOf(room_id) !== "channel";
          },
      ),
    seenAs: ["INBOX1", "INBOX5", "RESUME1"],
  },
  "INBOX16: an answer to a report counts although the inbox has asked since": {
    breaks: () => replace(InboxInterest.prototype, "asks", () => () => 0),
    seenAs: ["INBOX1", "INBOX5", "RESUME1"],
  },
  "INBOX17: what a device has read is forgotten when it no longer follows": {
    breaks: () => replace(FollowedRooms.prototype, "take", () => () => []),
    seenAs: ["INBOX3", "INBOX5"],
  },
  "INBOX12: a block that could not be told is forgotten": {
    breaks: () =>
      replace(
        Outbox.prototype,
        "enqueue",
        (original) =>
          function (this: Outbox, target, body) {
            if (body !== null) original.call(this, target, body);
          },
      ),
    seenAs: ["INBOX12"],
  },
  "THREAD2: a thread's newest reply is not shown": {
    breaks: () => replace(ThreadTable.prototype, "grownSince", () => () => []),
    seenAs: ["THREAD2"],
  },
  "PRESENCE5: who could not be asked is not asked again": {
    breaks: () => replace(PresenceSubscriptions.prototype, "retry", () => () => Promise.resolve()),
    seenAs: ["PRESENCE2"],
  },
  "PRESENCE6: who hides is seen": {
    breaks: () =>
      replace(
        Inbox.prototype,
        "settings",
        (original) =>
          function (this: Inbox) {
            return { ...original.call(this), visible: true };
          },
      ),
    seenAs: ["PRESENCE6"],
  },
};
