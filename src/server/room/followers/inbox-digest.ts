import type { UserId } from "../../../protocol/ids.ts";
import { previewOf, previewText } from "../../../protocol/inbox.ts";
import type { Message } from "../../../protocol/message.ts";
import type { RoomUpdate } from "../../inbox/room-update.ts";
import type { RoomState } from "../room-state.ts";
import type { Cursor } from "../tables/fan-out.ts";
import type { GrownThread } from "../tables/threads.ts";
import { type InboxInterest, isLarge } from "./inbox-interest.ts";

/**
 * What has happened in a room since a point, as far as inboxes are concerned. It is read from the log,
 * so nothing else has to be stored, and only once for all inboxes at the same point.
 */
export class InboxDigest {
  readonly #state: RoomState;
  readonly #since: Cursor;
  /** Users who have the room open at this moment. */
  readonly #present: ReadonlySet<UserId>;
  readonly #last: Message | undefined;
  /** Messages since then that mention somebody. */
  readonly #mentioning: readonly Message[];
  /** Messages whose text was edited or deleted since then. */
  readonly #rewritten: readonly Message[];
  /** Threads with new replies, each with its newest one. */
  readonly #threads: readonly (GrownThread & { readonly reply: Message })[];
  readonly #ownSince: ReadonlyMap<UserId, number>;
  readonly #isRenamed: boolean;

  constructor(state: RoomState, since: Cursor, present: readonly UserId[]) {
    const { messages, log, changes } = state.tables;
    const { message_id, change_id } = state.log.tail;
    this.#state = state;
    this.#since = since;
    this.#present = new Set(present);
    const isNewMessage = message_id > since.message_id;
    const isNewChange = change_id > since.change_id;
    const mentioning = isNewMessage ? messages.mentions.after(since.message_id) : [];
    const threads = isNewChange ? messages.threads.grownSince(since.change_id) : [];
    const rewritten = isNewChange ? changes.rewrittenSince(since.change_id) : [];
    const rows = new Map(
      log
        .among([message_id, ...mentioning, ...rewritten, ...threads.map(({ last }) => last)])
        .map((message) => [message.message_id, message]),
    );
    const messagesOf = (ids: readonly number[]) => ids.flatMap((id) => rows.get(id) ?? []);
    this.#last = rows.get(message_id);
    this.#mentioning = messagesOf(mentioning);
    this.#rewritten = messagesOf(rewritten);
    this.#threads = threads.flatMap((thread) =>
      messagesOf([thread.last]).map((reply) => ({ ...thread, reply })),
    );
    this.#ownSince = new Map(
      (isNewMessage ? log.newestBySender(since.message_id) : []).map((row) => [row.sender, row.message_id]),
    );
    this.#isRenamed = isNewChange && changes.isRoomChangedSince(since.change_id);
  }

  /**
   * Whose inboxes have to be told: those who want to hear of each message, users who are mentioned, and followers of
   * a thread. What changes a text or the room concerns all who may show it; a deleted text concerns everyone, because
   * it may be on any of their lists.
   */
  audience(interest: Pick<InboxInterest, "wanting" | "listening">): Set<UserId> {
    const isNewMessage = this.#state.log.tail.message_id > this.#since.message_id;
    if (!isNewMessage && this.#rewritten.length === 0 && !this.#isRenamed) return new Set();
    const isErased = this.#rewritten.some((message) => message.deleted_at !== undefined);
    const isForAll =
      this.#mentioning.some(({ mention_room }) => mention_room === "all") ||
      // Who was there when it was sent is not known any more.
      this.#rewritten.some(({ mention_room }) => mention_room !== undefined);
    if (isErased || isForAll)
      return new Set(this.#state.tables.members.all().map((member) => member.user_id));
    const isForShown = this.#rewritten.length > 0 || this.#isRenamed;
    const users = new Set(isForShown ? interest.listening() : interest.wanting());
    for (const user_id of this.#concerned()) if (this.#state.member(user_id)) users.add(user_id);
    return users;
  }

  /** Users who are the subject of a change since then, members or not. */
  #concerned(): UserId[] {
    const byMessage = [...this.#mentioning, ...this.#rewritten].flatMap(
      ({ mentions = [], mention_room, thread }) => [
        ...mentions,
        ...(mention_room === "here" ? this.#present : []),
        ...(thread === undefined ? [] : this.#state.tables.messages.threads.followers(thread)),
      ],
    );
    return [...byMessage, ...this.#threads.flatMap(({ followers }) => followers)];
  }

  updateFor(user_id: UserId): RoomUpdate {
    const { info, log } = this.#state;
    const { message_id: head, change_id } = log.tail;
    const member = this.#state.member(user_id);
    const about = {
      user_id,
      room_id: info.room_id,
      change_id,
      since: this.#since,
      name: info.settings.name,
      large: isLarge(this.#state),
    };
    // A user who has left, or is only invited, is told that, and nothing of what was said.
    if (!member) {
      const invitation = this.#state.tables.consent.invitation(user_id);
      return {
        ...about,
        ...(invitation && { invitation: { by: invitation.by, at: invitation.at } }),
        membership: "left",
        head: 0,
        read: 0,
        active_at: info.created_at,
        mentions: [],
        threads: [],
        rewritten: [],
      };
    }
    return {
      ...about,
      ...(this.#state.isAsked(user_id) && { asked: true }),
      membership: member.role,
      head,
      ...(this.#last && { preview: previewOf(this.#last) }),
      read: Math.max(this.#ownSince.get(user_id) ?? 0, member.read_from),
      active_at: Math.max(this.#last?.time ?? info.created_at, member.joined_at),
      // An edit may mention users too; for those mentioned before it only the text is new.
      mentions: [...this.#mentioning, ...this.#rewritten]
        .filter((message) => this.#isMentioned(user_id, message))
        .map(previewOf),
      threads: this.#threads
        .filter(({ followers }) => followers.includes(user_id))
        // What they wrote themselves they have read.
        .map(({ root, last, reply }) => ({
          root,
          last: previewOf(reply),
          read: reply.sender === user_id ? last : 0,
        })),
      rewritten: this.#rewritten.map((message) => ({
        message_id: message.message_id,
        text: message.deleted_at === undefined ? previewText(message.text) : null,
        ...(!mayMention(user_id, message) && { no_mention: true }),
      })),
    };
  }

  /** Whether a message mentions a user. Nobody mentions themselves. */
  #isMentioned(user_id: UserId, { sender, mentions, mention_room, deleted_at }: Message): boolean {
    if (sender === user_id || deleted_at !== undefined) return false;
    if (mention_room === "all" || (mention_room === "here" && this.#present.has(user_id))) return true;
    return mentions?.includes(user_id) ?? false;
  }
}

/** Whether a message mentions a user, as far as it says itself: who was there for `here` is known only at the time. */
const mayMention = (user_id: UserId, { mentions, mention_room }: Message): boolean =>
  mention_room !== undefined || (mentions?.includes(user_id) ?? false);

/** For the inbox of a member that asks: what it has missed. From now on the room reports each message to it. */
export function catchUp(
  state: RoomState,
  interest: Pick<InboxInterest, "asked">,
  user_id: UserId,
  since: Cursor,
): RoomUpdate | undefined {
  if (!state.member(user_id)) return undefined;
  interest.asked(user_id);
  return new InboxDigest(state, since, []).updateFor(user_id);
}
