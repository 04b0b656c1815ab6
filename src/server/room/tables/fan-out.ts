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

/**
 * What the fan-out to inboxes remembers: how far its rounds have got, which inboxes do not want to hear of each message
 * of a small room and, in a large one, which do.
 */
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

  /** Inboxes that do not want to hear of each message until they ask, and up to where they know everything. */
  quiet(): ReadonlyMap<UserId, Cursor> {
    const [row] = this.#sql.exec<{ inboxes: string }>("SELECT inboxes FROM quiet_inboxes");
    const rows = JSON.parse(row?.inboxes ?? "[]") as [UserId, MessageId, ChangeId][];
    return new Map(rows.map(([user_id, message_id, change_id]) => [user_id, { message_id, change_id }]));
  }

  /** Adds inboxes and removes others. One row is written for all of them, if anything changes. */
  putQuiet(added: ReadonlyMap<UserId, Cursor>, removed: readonly UserId[]): void {
    const before = this.quiet();
    const isNoneKnown = removed.every((user_id) => !before.has(user_id));
    if (added.size === 0 && isNoneKnown) return;
    const after = new Map([...before, ...added]);
    for (const user_id of removed) after.delete(user_id);
    const rows = [...after].map(([user_id, { message_id, change_id }]) => [user_id, message_id, change_id]);
    this.#sql.run("INSERT OR REPLACE INTO quiet_inboxes (one, inboxes) VALUES (1, ?)", JSON.stringify(rows));
  }

  unquiet(user_ids: readonly UserId[]): void {
    this.putQuiet(new Map(), user_ids);
  }
}
