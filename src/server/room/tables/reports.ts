import type { Report, ReportedMessage } from "../../../protocol/moderation.ts";
import type { Sql } from "../../object/sql.ts";

interface Row extends Omit<Report, "message"> {
  readonly message: string | null;
}

const COLUMNS = "report_id, message_id, by, reason, at, message";

const fromRow = ({ message, ...report }: Row): Report => ({
  ...report,
  ...(message !== null && { message: JSON.parse(message) as ReportedMessage }),
});

/** What members have reported: one report per member and message, with the message as it was then. */
export class ReportTable {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  /** Returns the number of the report, or undefined if the same member has reported the message before. */
  add({ message_id, by, reason, at, message }: Omit<Report, "report_id">): number | undefined {
    return this.#sql.exec<{ report_id: number }>(
      `INSERT INTO report (message_id, by, reason, at, message) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT DO NOTHING RETURNING report_id`,
      message_id,
      by,
      reason,
      at,
      message ? JSON.stringify(message) : null,
    )[0]?.report_id;
  }

  get(report_id: number): Report | undefined {
    return this.#sql
      .exec<Row>(`SELECT ${COLUMNS} FROM report WHERE report_id = ?`, report_id)
      .map(fromRow)[0];
  }

  /** The newest reports, newest first. */
  newest(limit: number): Report[] {
    return this.#sql
      .exec<Row>(`SELECT ${COLUMNS} FROM report ORDER BY report_id DESC LIMIT ?`, limit)
      .map(fromRow);
  }
}
