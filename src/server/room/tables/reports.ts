import type { Report } from "../../../protocol/moderation.ts";
import type { Sql } from "../../object/sql.ts";

/** Reports of messages to the admins: one per member and message. */
export class ReportTable {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  add({ message_id, by, reason, at }: Omit<Report, "report_id">): void {
    this.#sql.exec(
      "INSERT INTO report (message_id, by, reason, at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
      message_id,
      by,
      reason,
      at,
    );
  }

  /** The newest reports, newest first. */
  newest(limit: number): Report[] {
    return this.#sql.exec<Report>(
      "SELECT report_id, message_id, by, reason, at FROM report ORDER BY report_id DESC LIMIT ?",
      limit,
    );
  }
}
