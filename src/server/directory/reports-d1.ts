import type { Decision, DeploymentReport, ReportKey } from "../../protocol/deployment.ts";
import type { MessageId } from "../../protocol/ids.ts";
import { ADMIN_PAGE } from "../../protocol/limits.ts";
import type { Report, ReportedMessage } from "../../protocol/moderation.ts";

/** A report of a message in a DM, for whoever runs the deployment. */
export interface DmReport extends Pick<Report, "by" | "reason" | "at" | "message_id"> {
  /** The same for the same report. */
  readonly report_key: string;
  readonly message: ReportedMessage;
}

export async function saveReport(db: D1Database, report: DmReport): Promise<void> {
  const { report_key, by, reason, at, message, message_id } = report;
  await db
    .prepare(
      `INSERT OR IGNORE INTO reports (report_key, reported_by, sender, reason, reported_at, message, message_id)
       VALUES (?, ?, ?, ?, ?, ?, ?)`,
    )
    .bind(report_key, by, message.sender, reason, at, JSON.stringify(message), message_id)
    .run();
}

interface Row extends Omit<DeploymentReport, "message" | "message_id"> {
  readonly message: string;
  readonly message_id: MessageId | null;
}

const COLUMNS = `report_key AS report_id, reported_by AS "by", reason, reported_at AS at, message, message_id,
  (SELECT count(*) FROM reports AS others WHERE others.sender = reports.sender) AS reports_of_author`;

const fromRow = ({ message, message_id, ...row }: Row): DeploymentReport => ({
  ...row,
  message: JSON.parse(message) as ReportedMessage,
  ...(message_id !== null && { message_id }),
});

/** Open reports, the first one first. */
export async function openReports(db: D1Database): Promise<DeploymentReport[]> {
  const { results } = await db
    .prepare(
      `SELECT ${COLUMNS} FROM reports WHERE decision IS NULL ORDER BY reported_at, report_key LIMIT ${ADMIN_PAGE}`,
    )
    .all<Row>();
  return results.map(fromRow);
}

/** A report, if it is open. */
export async function findOpenReport(
  db: D1Database,
  report_id: ReportKey,
): Promise<DeploymentReport | undefined> {
  const row = await db
    .prepare(`SELECT ${COLUMNS} FROM reports WHERE report_key = ? AND decision IS NULL`)
    .bind(report_id)
    .first<Row>();
  return row ? fromRow(row) : undefined;
}

export async function countOpenReports(db: D1Database): Promise<number> {
  const count = await db
    .prepare("SELECT count(*) AS n FROM reports WHERE decision IS NULL")
    .first<number>("n");
  return count ?? 0;
}

/** Closes a report, to be run in one batch with what is noted of it. Of two decisions the first counts. */
export const closeReport = (db: D1Database, report_id: ReportKey, decision: Decision): D1PreparedStatement =>
  db
    .prepare("UPDATE reports SET decision = ? WHERE report_key = ? AND decision IS NULL")
    .bind(decision, report_id);

/** Closes a report in one batch with the statements that note it. */
export async function saveDecision(
  db: D1Database,
  report_id: ReportKey,
  decision: Decision,
  ...notes: readonly D1PreparedStatement[]
): Promise<void> {
  await db.batch([closeReport(db, report_id, decision), ...notes]);
}
