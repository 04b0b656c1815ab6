import type { UserId } from "../../protocol/ids.ts";
import type { Preview } from "../../protocol/inbox.ts";
import { INBOX_FANOUT_MAX, PREVIEW_CHARACTERS, RESUME_MAX } from "../../protocol/limits.ts";
import type { Message } from "../../protocol/message.ts";
import type { RoomUpdate } from "../inbox/room-update.ts";
import type { Cursor } from "./room-sql.ts";
import type { RoomState } from "./room-state.ts";

/** What has happened in a room since a point, as far as inboxes are concerned. It is read from the log: nothing else is kept. */
export class News {
  readonly #state: RoomState;
  readonly #since: Cursor;
  /** Who has the room open at this moment. */
  readonly #present: ReadonlySet<UserId>;
  readonly #last: Message | undefined;
  /** Messages since then that call on somebody. */
  readonly #calls: readonly Message[];
  /** Messages whose text is another one since then, or gone. */
  readonly #rewritten: readonly Message[];
  readonly #threads: ReturnType<RoomState["sql"]["messages"]["threadsSince"]>;
  readonly #ownSince: ReadonlyMap<UserId, number>;
  readonly #isRenamed: boolean;

  constructor(state: RoomState, since: Cursor, present: readonly UserId[]) {
    const { messages } = state.sql;
    const { message_id, change_id } = state.log.tail;
    this.#state = state;
    this.#since = since;
    this.#present = new Set(present);
    this.#last = messages.get(message_id);
    const isMore = message_id > since.message_id;
    this.#calls = isMore ? messages.callsAfter(since.message_id) : [];
    this.#threads = isMore ? messages.threadsSince(since.message_id) : [];
    this.#ownSince = new Map(
      messages.newestBySender(since.message_id).map((row) => [row.sender, row.message_id]),
    );
    const changes = change_id > since.change_id ? state.sql.changesAfter(since.change_id, RESUME_MAX) : [];
    const rewritten = changes.flatMap((change) =>
      change.type === "message_changed" && change.facet === "text" ? [change.message_id] : [],
    );
    this.#rewritten = [...new Set(rewritten)].flatMap((id) => messages.get(id) ?? []);
    this.#isRenamed = changes.some((change) => change.type === "room_changed");
  }

  /**
   * Whose inboxes have to be told. In a small room all that happens concerns everyone; in a large one
   * it concerns those whose inbox is live, and those called on or following. A text that was deleted
   * concerns everyone in either: it may be on any of their lists.
   */
  audience(): Set<UserId> {
    const { message_id } = this.#state.log.tail;
    const isNews = message_id > this.#since.message_id || this.#rewritten.length > 0 || this.#isRenamed;
    if (!isNews) return new Set();
    const isErased = this.#rewritten.some((message) => message.deleted_at !== undefined);
    if (!isLarge(this.#state) || isErased || this.#calls.some((message) => message.mention_room === "all"))
      return new Set(this.#state.sql.members.all().map((member) => member.user_id));
    const users = new Set(this.#state.sql.leases().map((lease) => lease.user_id));
    for (const message of [...this.#calls, ...this.#rewritten])
      for (const user_id of this.#concernedBy(message)) if (this.#state.member(user_id)) users.add(user_id);
    for (const { followers } of this.#threads)
      for (const user_id of followers) if (this.#state.member(user_id)) users.add(user_id);
    return users;
  }

  #concernedBy({ mentions = [], mention_room, thread }: Message): UserId[] {
    const followers = thread === undefined ? [] : this.#state.sql.messages.followers(thread);
    return [...mentions, ...(mention_room === "here" ? this.#present : []), ...followers];
  }

  updateFor(user_id: UserId): RoomUpdate {
    const { info, log } = this.#state;
    const { message_id: head, change_id } = log.tail;
    const member = this.#state.member(user_id);
    const about = {
      user_id,
      room_id: info.room_id,
      change_id,
      name: info.settings.name,
      large: isLarge(this.#state),
    };
    // Who left is told that, and nothing of what was said.
    if (!member)
      return {
        ...about,
        membership: "left",
        head: 0,
        read: 0,
        active_at: info.created_at,
        mentions: [],
        threads: [],
        rewritten: [],
      };
    return {
      ...about,
      membership: member.role,
      head,
      ...(this.#last && { preview: previewOf(this.#last) }),
      read: Math.max(this.#ownSince.get(user_id) ?? 0, member.read_from),
      active_at: Math.max(this.#last?.time ?? info.created_at, member.joined_at),
      // An edit may call on people too; whoever was called before just gets the new text.
      mentions: [...this.#calls, ...this.#rewritten]
        .filter((message) => this.#callsOn(message, user_id))
        .map(previewOf),
      threads: this.#threadsOf(user_id),
      rewritten: this.#rewritten.map(({ message_id, deleted_at, text }) => ({
        message_id,
        text: deleted_at === undefined ? previewText(text) : null,
      })),
    };
  }

  /** Whether a message calls on someone. Nobody calls on themselves. */
  #callsOn({ sender, mentions, mention_room, deleted_at }: Message, user_id: UserId): boolean {
    if (sender === user_id || deleted_at !== undefined) return false;
    if (mention_room === "all" || (mention_room === "here" && this.#present.has(user_id))) return true;
    return mentions?.includes(user_id) ?? false;
  }

  /** Threads the user follows that have grown. What they wrote themselves they have read. */
  #threadsOf(user_id: UserId): RoomUpdate["threads"] {
    const followed = this.#threads.filter(({ followers }) => followers.includes(user_id));
    return followed.flatMap(({ root, last }) => {
      const message = this.#state.sql.messages.get(last);
      return message ? [{ root, last: previewOf(message), read: message.sender === user_id ? last : 0 }] : [];
    });
  }
}

/** Whether a room is too large to report each message to each member. */
export const isLarge = (state: RoomState): boolean => state.memberCount > INBOX_FANOUT_MAX;

const previewText = (text: string): string =>
  Array.from(text.slice(0, 2 * PREVIEW_CHARACTERS))
    .slice(0, PREVIEW_CHARACTERS)
    .join("");

const previewOf = ({ message_id, sender, time, text, deleted_at }: Message): Preview => ({
  message_id,
  sender,
  time,
  text: previewText(text),
  ...(deleted_at !== undefined && { deleted: true }),
});
