import type { UserId } from "../../../protocol/ids.ts";
import type { Receipt } from "../../../protocol/room-frames.ts";
import type { Sql } from "../../object/sql.ts";

/** How far each member has received and read. Both only move forward. */
export class ReceiptTable {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  get(user_id: UserId): Receipt | undefined {
    return this.#sql.exec<Receipt>(
      "SELECT user_id, delivered, read FROM receipt WHERE user_id = ?",
      user_id,
    )[0];
  }

  put({ user_id, delivered, read }: Receipt): void {
    this.#sql.exec(
      `INSERT INTO receipt (user_id, delivered, read) VALUES (?, ?, ?)
       ON CONFLICT (user_id) DO UPDATE SET delivered = max(delivered, excluded.delivered), read = max(read, excluded.read)`,
      user_id,
      delivered,
      read,
    );
  }

  all(): Receipt[] {
    return this.#sql.exec<Receipt>("SELECT user_id, delivered, read FROM receipt ORDER BY user_id");
  }

  delete(user_id: UserId): void {
    this.#sql.exec("DELETE FROM receipt WHERE user_id = ?", user_id);
  }

  clear(): void {
    this.#sql.exec("DELETE FROM receipt");
  }
}
