import type { ChangeId, MessageId, UserId } from "../../../protocol/ids.ts";
import { THREAD_USERS_SHOWN } from "../../../protocol/limits.ts";
import type { ThreadSummary } from "../../../protocol/message.ts";
import type { Sql } from "../../object/sql.ts";
import type { Decorations, MessageFeature, Page } from "./feature.ts";

/** A thread that has grown. */
export interface GrownThread {
  readonly root: MessageId;
  /** Its newest reply. */
  readonly last: MessageId;
  readonly followers: readonly UserId[];
}

/** Which messages are replies in which thread, and who follows it. A thread is known by its first message, the root. */
export class ThreadTable implements MessageFeature {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  /** Adds a reply. Its sender and the sender of the root follow the thread from then on, unless they have chosen not to. */
  add(root: MessageId, message_id: MessageId, sender: UserId): void {
    this.#sql.exec("INSERT INTO thread (root, message_id) VALUES (?, ?)", root, message_id);
    this.#sql.exec(
      `INSERT INTO follower (root, user_id, following)
       SELECT ?1, sender, 1 FROM (SELECT sender FROM message WHERE message_id = ?1 UNION SELECT ?2)
       WHERE true ON CONFLICT DO NOTHING`,
      root,
      sender,
    );
  }

  follow(root: MessageId, user_id: UserId, on: boolean): void {
    this.#sql.exec(
      "INSERT OR REPLACE INTO follower (root, user_id, following) VALUES (?, ?, ?)",
      root,
      user_id,
      on ? 1 : 0,
    );
  }

  /** Whether a user follows a thread; undefined if they neither wrote in it nor chose. */
  isFollowing(root: MessageId, user_id: UserId): boolean | undefined {
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

  /** The replies in a thread after one of them, oldest first. */
  repliesAfter(root: MessageId, after: number, limit: number): MessageId[] {
    return this.#sql
      .exec<{ message_id: MessageId }>(
        "SELECT message_id FROM thread WHERE root = ? AND message_id > ? ORDER BY message_id LIMIT ?",
        root,
        after,
        limit,
      )
      .map((row) => row.message_id);
  }

  /**
   * Threads with replies after a change. Each reply records a change of its root in the same
   * transaction, so the changes tell which threads have grown without an index over all replies.
   */
  grownSince(change_id: ChangeId): GrownThread[] {
    return this.#sql
      .exec<{ root: number; last: number; followers: string }>(
        `SELECT message_id AS root,
           (SELECT max(message_id) FROM thread WHERE root = grown.message_id) AS last,
           (SELECT json_group_array(user_id) FROM follower WHERE root = grown.message_id AND following = 1) AS followers
         FROM (SELECT DISTINCT message_id FROM change WHERE change_id > ? AND field = 'replies') AS grown`,
        change_id,
      )
      .map(({ followers, ...thread }) => ({ ...thread, followers: JSON.parse(followers) as UserId[] }));
  }

  /** How many replies each thread has, the last of them, and the first who wrote in it. */
  decorate(page: Page): Decorations {
    const { condition, values } = page.where("root");
    const rows = this.#sql.exec<{ root: number; count: number; last_message_id: MessageId; users: string }>(
      `SELECT root, sum(replies) AS count, max(last) AS last_message_id,
         json_group_array(sender ORDER BY place) FILTER (WHERE place <= ?) AS users
       FROM (SELECT root, sender, count(*) AS replies, max(message_id) AS last,
               row_number() OVER (PARTITION BY root ORDER BY min(message_id)) AS place
             FROM thread JOIN message USING (message_id) WHERE ${condition} GROUP BY root, sender)
       GROUP BY root`,
      THREAD_USERS_SHOWN,
      ...values,
    );
    return new Map(
      rows.map(({ root, users, ...summary }) => {
        const replies: ThreadSummary = { ...summary, users: JSON.parse(users) as UserId[] };
        return [root, { replies }];
      }),
    );
  }

  /** A thread lives on when its first message is deleted, and so does the place of a deleted reply. */
  erase(): void {}
}
