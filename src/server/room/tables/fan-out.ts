import type { ChangeId, MessageId, UserId } from "../../../protocol/ids.ts";
import type { Sql } from "../../object/sql.ts";

/** A point in both sequences of the log: everything up to it has been handled. */
export interface Cursor {
  readonly message_id: MessageId;
  readonly change_id: ChangeId;
}

export const earlier = (a: Cursor, b: Cursor): Cursor => ({
  message_id: Math.min(a.message_id, b.message_id),
  change_id: Math.min(a.change_id, b.change_id),
});

export const later = (a: Cursor, b: Cursor): Cursor => ({
  message_id: Math.max(a.message_id, b.message_id),
  change_id: Math.max(a.change_id, b.change_id),
});

/** A live inbox that wants to hear of a large room, and when it last said so (Unix milliseconds). */
export interface Lease {
  readonly user_id: UserId;
  readonly at: number;
}

/** What the fan-out to inboxes remembers: how far its rounds have got and, in a large room, which inboxes are live. */
export class FanOutTable {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  cursor(): Cursor {
    const [cursor] = this.#sql.exec<{ message_id: MessageId; change_id: ChangeId }>(
      "SELECT message_id, change_id FROM fanout_cursor",
    );
    return cursor ?? { message_id: 0, change_id: 0 };
  }

  putCursor({ message_id, change_id }: Cursor): void {
    this.#sql.exec(
      "INSERT OR REPLACE INTO fanout_cursor (one, message_id, change_id) VALUES (1, ?, ?)",
      message_id,
      change_id,
    );
  }

  /** Takes a lease, or renews it. */
  lease(user_id: UserId, at: number): void {
    this.#sql.run("INSERT OR REPLACE INTO lease (user_id, at) VALUES (?, ?)", user_id, at);
  }

  /** Ends a lease, unless it has been renewed since. */
  endLease({ user_id, at }: Lease): void {
    this.#sql.run("DELETE FROM lease WHERE user_id = ? AND at <= ?", user_id, at);
  }

  endLeases(): void {
    this.#sql.exec("DELETE FROM lease");
  }

  leases(): Lease[] {
    return this.#sql.exec<Lease>("SELECT user_id, at FROM lease ORDER BY user_id");
  }
}
