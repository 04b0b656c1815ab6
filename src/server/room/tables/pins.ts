import type { MessageId } from "../../../protocol/ids.ts";
import type { Sql } from "../../object/sql.ts";
import type { Decorations, MessageFeature, Page } from "./feature.ts";

/** Which messages are pinned, and since when. */
export class PinTable implements MessageFeature {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  /** Pins or unpins a message; returns whether that changed anything. */
  set(message_id: MessageId, on: boolean, at: number): boolean {
    const changed = on
      ? this.#sql.exec(
          "INSERT INTO pin (message_id, at) VALUES (?, ?) ON CONFLICT DO NOTHING RETURNING 1",
          message_id,
          at,
        )
      : this.#sql.exec("DELETE FROM pin WHERE message_id = ? RETURNING 1", message_id);
    return changed.length > 0;
  }

  /** All pinned messages, the last pinned first. */
  all(): MessageId[] {
    return this.#sql
      .exec<{ message_id: MessageId }>("SELECT message_id FROM pin ORDER BY at DESC, message_id DESC")
      .map((row) => row.message_id);
  }

  count(): number {
    return this.#sql.exec<{ count: number }>("SELECT count(*) AS count FROM pin")[0]?.count ?? 0;
  }

  decorate(page: Page): Decorations {
    const { condition, values } = page.where("message_id");
    const rows = this.#sql.exec<{ message_id: MessageId }>(
      `SELECT message_id FROM pin WHERE ${condition}`,
      ...values,
    );
    return new Map(rows.map(({ message_id }) => [message_id, { pinned: true }]));
  }

  erase(message_id: MessageId): void {
    this.#sql.exec("DELETE FROM pin WHERE message_id = ?", message_id);
  }
}
