import type { Report, ReportedMessage } from "../../protocol/moderation.ts";

/** A report of a message in a DM, for whoever runs the deployment: `npm run reports` shows them. */
export interface DmReport extends Pick<Report, "by" | "reason" | "at"> {
  /** The same for the same report. */
  readonly report_key: string;
  readonly message: ReportedMessage;
}

export async function saveReport(db: D1Database, report: DmReport): Promise<void> {
  const { report_key, by, reason, at, message } = report;
  await db
    .prepare(
      `INSERT OR IGNORE INTO reports (report_key, reported_by, sender, reason, reported_at, message)
       VALUES (?, ?, ?, ?, ?, ?)`,
    )
    .bind(report_key, by, message.sender, reason, at, JSON.stringify(message))
    .run();
}
