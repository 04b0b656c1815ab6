import type { ClientId, MessageId, UserId } from "../../protocol/ids.ts";
import { REACTION_USERS_SHOWN, THREAD_USERS_SHOWN } from "../../protocol/limits.ts";
import type { Content, Message, Reaction, Tally, ThreadSummary } from "../../protocol/message.ts";
import type { Sql } from "../object/sql.ts";

/** A message as it was said. */
export type Said = Omit<
  Message,
  "edited_at" | "deleted_at" | "digest" | "reactions" | "pinned" | "replies" | "votes"
>;

interface Row {
  readonly message_id: number;
  readonly sender: UserId;
  readonly client_id: ClientId;
  readonly time: number;
  readonly text: string;
  readonly more: string | null;
  readonly edited_at: number | null;
  readonly deleted_at: number | null;
  readonly digest: string | null;
}

const COLUMNS = "message_id, sender, client_id, time, text, more, edited_at, deleted_at, digest";

const fromRow = ({ more, edited_at, deleted_at, digest, ...message }: Row): Message => ({
  ...message,
  ...(more !== null && (JSON.parse(more) as Omit<Content, "text">)),
  ...(edited_at !== null && { edited_at }),
  ...(deleted_at !== null && { deleted_at }),
  ...(digest !== null && { digest }),
});

/**
 * Reads and writes a room's messages and what has happened to each. A page of the log is a range in
 * each of the tables of message-schema-sql.ts.
 */
export class MessageSql {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  /** The last message's numbers, or nothing in an empty room. */
  last(): { message_id: number; time: number; chain: string } | undefined {
    return this.#sql.exec<{ message_id: number; time: number; chain: string }>(
      "SELECT message_id, time, chain FROM message ORDER BY message_id DESC LIMIT 1",
    )[0];
  }

  /** Stores a message unless its client_id was used before; returns whether it did. */
  insert(message: Said, chain: string): boolean {
    const { message_id, sender, client_id, time, text, ...more } = message;
    const written = this.#sql.run(
      "INSERT INTO sent (client_id, sender, message_id) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
      client_id,
      sender,
      message_id,
    );
    if (written === 0) return false;
    this.#sql.run(
      "INSERT INTO message (message_id, sender, client_id, time, text, more, chain) VALUES (?, ?, ?, ?, ?, ?, ?)",
      message_id,
      sender,
      client_id,
      time,
      text,
      isEmpty(more) ? null : JSON.stringify(more),
      chain,
    );
    if (message.thread !== undefined) this.#reply(message.thread, message_id, sender);
    return true;
  }

  /** Who writes in a thread, and who began it, follow it, unless they have said otherwise. */
  #reply(root: MessageId, message_id: MessageId, sender: UserId): void {
    this.#sql.exec("INSERT INTO thread (root, message_id) VALUES (?, ?)", root, message_id);
    this.#sql.exec(
      `INSERT INTO follower (root, user_id, following)
       SELECT ?1, sender, 1 FROM (SELECT sender FROM message WHERE message_id = ?1 UNION SELECT ?2)
       WHERE true ON CONFLICT DO NOTHING`,
      root,
      sender,
    );
  }

  /** Which message a client_id became, and whose it was. */
  sent(client_id: ClientId): { sender: UserId; message_id: MessageId } | undefined {
    return this.#sql.exec<{ sender: UserId; message_id: MessageId }>(
      "SELECT sender, message_id FROM sent WHERE client_id = ?",
      client_id,
    )[0];
  }

  /** Forgets up to `limit` client_ids that sort before `bound`. */
  purgeSent(bound: string, limit: number): void {
    this.#sql.exec(
      "DELETE FROM sent WHERE client_id IN (SELECT client_id FROM sent WHERE client_id < ? ORDER BY client_id LIMIT ?)",
      bound,
      limit,
    );
  }

  /** One message, with what has happened to it, as `reader` sees it (everyone, where left out). */
  get(message_id: MessageId, reader?: UserId): Message | undefined {
    return this.after(message_id - 1, 1, reader).find((message) => message.message_id === message_id);
  }

  /** The messages after one, oldest first, with what has happened to them. */
  after(message_id: number, limit: number, reader?: UserId): Message[] {
    const messages = this.#sql
      .exec<Row>(
        `SELECT ${COLUMNS} FROM message WHERE message_id > ? ORDER BY message_id LIMIT ?`,
        message_id,
        limit,
      )
      .map(fromRow);
    const [first, last] = [messages[0]?.message_id, messages.at(-1)?.message_id];
    if (first === undefined || last === undefined) return messages;
    const reactions = this.#reactions(first, last, reader);
    const pinned = this.#pinned(first, last);
    const replies = this.#replies(first, last);
    return messages.map((message) => ({
      ...message,
      ...(reactions.has(message.message_id) && { reactions: reactions.get(message.message_id) }),
      ...(pinned.has(message.message_id) && { pinned: true }),
      ...(replies.has(message.message_id) && { replies: replies.get(message.message_id) }),
      ...(message.poll &&
        !message.deleted_at && {
          votes: this.#votes(message.message_id, message.poll.options.length, reader),
        }),
    }));
  }

  /** The chain value after a message. */
  chain(message_id: MessageId): string | undefined {
    return this.#sql.exec<{ chain: string }>("SELECT chain FROM message WHERE message_id = ?", message_id)[0]
      ?.chain;
  }

  /** Each sender's newest message after a message_id. */
  newestBySender(after: number): { sender: UserId; message_id: number }[] {
    return this.#sql.exec<{ sender: UserId; message_id: number }>(
      "SELECT sender, max(message_id) AS message_id FROM message WHERE message_id > ? GROUP BY sender",
      after,
    );
  }

  /** Messages after one that call on somebody, oldest first, as they were said. */
  callsAfter(message_id: number): Message[] {
    return this.#sql
      .exec<Row>(
        `SELECT ${COLUMNS} FROM message WHERE message_id > ? AND more LIKE '%"mention%' ORDER BY message_id`,
        message_id,
      )
      .map(fromRow);
  }

  /** Whether someone said something after a time: what slow mode asks. Looks at the newest `limit` messages. */
  spokeSince(sender: UserId, time: number, limit: number): number | undefined {
    return this.#sql.exec<{ time: number }>(
      `SELECT time FROM (SELECT sender, time FROM message ORDER BY message_id DESC LIMIT ?)
       WHERE sender = ? AND time > ? ORDER BY time DESC LIMIT 1`,
      limit,
      sender,
      time,
    )[0]?.time;
  }

  // ---- what happens to a message ----------------------------------------------------------------

  edit(before: Message, text: string, more: Omit<Content, "text">, edited_at: number, digest: string): void {
    if (before.text !== text)
      this.#sql.exec(
        "INSERT OR REPLACE INTO revision (message_id, until, text) VALUES (?, ?, ?)",
        before.message_id,
        edited_at,
        before.text,
      );
    this.#sql.exec(
      "UPDATE message SET text = ?, more = ?, edited_at = ?, digest = ? WHERE message_id = ?",
      text,
      isEmpty(more) ? null : JSON.stringify(more),
      edited_at,
      digest,
      before.message_id,
    );
  }

  /** The text and all that hung on it goes; number, sender, time, chain and digest stay. */
  erase(
    message_id: MessageId,
    deleted_at: number,
    digest: string,
    more: Pick<Content, "reply_to" | "thread">,
  ): void {
    for (const table of ["revision", "reaction", "pin", "vote"])
      this.#sql.exec(`DELETE FROM ${table} WHERE message_id = ?`, message_id);
    this.#sql.exec(
      "UPDATE message SET text = '', more = ?, edited_at = NULL, deleted_at = ?, digest = ? WHERE message_id = ?",
      isEmpty(more) ? null : JSON.stringify(more),
      deleted_at,
      digest,
      message_id,
    );
  }

  revisions(message_id: MessageId): { until: number; text: string }[] {
    return this.#sql.exec<{ until: number; text: string }>(
      "SELECT until, text FROM revision WHERE message_id = ? ORDER BY until",
      message_id,
    );
  }

  /** Sets a reaction; returns whether that changed anything. */
  react(message_id: MessageId, emoji: string, user_id: UserId, on: boolean, at: number): boolean {
    const changed = on
      ? this.#sql.exec(
          "INSERT INTO reaction (message_id, emoji, user_id, at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING RETURNING 1",
          message_id,
          emoji,
          user_id,
          at,
        )
      : this.#sql.exec(
          "DELETE FROM reaction WHERE message_id = ? AND emoji = ? AND user_id = ? RETURNING 1",
          message_id,
          emoji,
          user_id,
        );
    return changed.length > 0;
  }

  /** Who reacted with an emoji, all of them, in order. */
  reactors(message_id: MessageId, emoji: string): UserId[] {
    return this.#sql
      .exec<{ user_id: UserId }>(
        "SELECT user_id FROM reaction WHERE message_id = ? AND emoji = ? ORDER BY at, user_id",
        message_id,
        emoji,
      )
      .map((row) => row.user_id);
  }

  pin(message_id: MessageId, on: boolean, at: number): boolean {
    const changed = on
      ? this.#sql.exec(
          "INSERT INTO pin (message_id, at) VALUES (?, ?) ON CONFLICT DO NOTHING RETURNING 1",
          message_id,
          at,
        )
      : this.#sql.exec("DELETE FROM pin WHERE message_id = ? RETURNING 1", message_id);
    return changed.length > 0;
  }

  /** Pinned messages, last pinned first. */
  pins(): MessageId[] {
    return this.#sql
      .exec<{ message_id: number }>("SELECT message_id FROM pin ORDER BY at DESC, message_id DESC")
      .map((row) => row.message_id);
  }

  follow(root: MessageId, user_id: UserId, on: boolean): void {
    this.#sql.exec(
      "INSERT OR REPLACE INTO follower (root, user_id, following) VALUES (?, ?, ?)",
      root,
      user_id,
      on ? 1 : 0,
    );
  }

  /** Whether somebody follows a thread; nothing where they neither wrote in it nor said so. */
  following(root: MessageId, user_id: UserId): boolean | undefined {
    const [row] = this.#sql.exec<{ following: number }>(
      "SELECT following FROM follower WHERE root = ? AND user_id = ?",
      root,
      user_id,
    );
    return row && row.following === 1;
  }

  followers(root: MessageId): UserId[] {
    return this.#sql
      .exec<{ user_id: UserId }>("SELECT user_id FROM follower WHERE root = ? AND following = 1", root)
      .map((row) => row.user_id);
  }

  /** Threads with replies after a message, the last of each, and everyone who follows them. */
  threadsSince(message_id: MessageId): { root: MessageId; last: MessageId; followers: UserId[] }[] {
    return this.#sql
      .exec<{ root: number; last: number; followers: string }>(
        `SELECT thread.root, max(thread.message_id) AS last,
           (SELECT json_group_array(user_id) FROM follower WHERE root = thread.root AND following = 1) AS followers
         FROM message JOIN thread USING (message_id) WHERE message_id > ? AND more LIKE '%"thread"%' GROUP BY thread.root`,
        message_id,
      )
      .map(({ followers, ...thread }) => ({ ...thread, followers: JSON.parse(followers) as UserId[] }));
  }

  /** The replies in a thread after one of them, oldest first. */
  threadAfter(root: MessageId, after: number, limit: number): MessageId[] {
    return this.#sql
      .exec<{ message_id: number }>(
        "SELECT message_id FROM thread WHERE root = ? AND message_id > ? ORDER BY message_id LIMIT ?",
        root,
        after,
        limit,
      )
      .map((row) => row.message_id);
  }

  vote(message_id: MessageId, user_id: UserId, options: readonly number[]): void {
    if (options.length === 0)
      this.#sql.exec("DELETE FROM vote WHERE message_id = ? AND user_id = ?", message_id, user_id);
    else
      this.#sql.exec(
        "INSERT OR REPLACE INTO vote (message_id, user_id, options) VALUES (?, ?, ?)",
        message_id,
        user_id,
        JSON.stringify(options),
      );
  }

  #reactions(first: number, last: number, reader: UserId | undefined): Map<MessageId, Reaction[]> {
    const rows = this.#sql.exec<{
      message_id: number;
      emoji: string;
      count: number;
      users: string;
      me: number;
    }>(
      `SELECT message_id, emoji, count(*) AS count, max(user_id = ?) AS me,
         json_group_array(user_id ORDER BY at, user_id) FILTER (WHERE place <= ?) AS users
       FROM (SELECT message_id, emoji, user_id, at,
               row_number() OVER (PARTITION BY message_id, emoji ORDER BY at, user_id) AS place
             FROM reaction WHERE message_id BETWEEN ? AND ?)
       GROUP BY message_id, emoji ORDER BY message_id, min(at), emoji`,
      reader ?? "",
      REACTION_USERS_SHOWN,
      first,
      last,
    );
    const reactions = new Map<MessageId, Reaction[]>();
    for (const { message_id, users, me, ...reaction } of rows) {
      const full = { ...reaction, users: JSON.parse(users) as UserId[], ...(reader && { me: me === 1 }) };
      reactions.set(message_id, [...(reactions.get(message_id) ?? []), full]);
    }
    return reactions;
  }

  #pinned(first: number, last: number): Set<MessageId> {
    const rows = this.#sql.exec<{ message_id: number }>(
      "SELECT message_id FROM pin WHERE message_id BETWEEN ? AND ?",
      first,
      last,
    );
    return new Set(rows.map((row) => row.message_id));
  }

  #replies(first: number, last: number): Map<MessageId, ThreadSummary> {
    const rows = this.#sql.exec<{ root: number; count: number; last_message_id: number }>(
      `SELECT root, count(*) AS count, max(message_id) AS last_message_id
       FROM thread WHERE root BETWEEN ? AND ? GROUP BY root`,
      first,
      last,
    );
    return new Map(
      rows.map(({ root, ...summary }) => [root, { ...summary, users: this.#threadUsers(root) }]),
    );
  }

  #threadUsers(root: MessageId): UserId[] {
    return this.#sql
      .exec<{ sender: UserId }>(
        `SELECT sender FROM thread JOIN message USING (message_id) WHERE root = ?
         GROUP BY sender ORDER BY min(thread.message_id) LIMIT ?`,
        root,
        THREAD_USERS_SHOWN,
      )
      .map((row) => row.sender);
  }

  #votes(message_id: MessageId, options: number, reader: UserId | undefined): Tally[] {
    const rows = this.#sql.exec<{ option: number; count: number; me: number }>(
      `SELECT value AS option, count(*) AS count, max(user_id = ?) AS me
       FROM vote, json_each(vote.options) WHERE message_id = ? GROUP BY value`,
      reader ?? "",
      message_id,
    );
    const tallies = new Map(rows.map((row) => [row.option, row]));
    return Array.from({ length: options }, (_, option) => ({
      count: tallies.get(option)?.count ?? 0,
      ...(reader && { me: tallies.get(option)?.me === 1 }),
    }));
  }
}

const isEmpty = (more: object): boolean => Object.keys(more).length === 0;
