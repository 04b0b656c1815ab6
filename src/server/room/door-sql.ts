import type { UserId } from "../../protocol/ids.ts";
import type { AuditEntry, InviteLink, JoinRequest, Report } from "../../protocol/moderation.ts";
import type { Sql } from "../object/sql.ts";

/**
 * The ways into a room, and the books its admins keep: links, requests, reports, the audit log.
 * None of it is on the way of a message.
 */
export const DOOR_SCHEMA = [
  // uses_left: NULL is no limit. Of the secret only its digest is here.
  `CREATE TABLE IF NOT EXISTS link (
    link_id TEXT PRIMARY KEY, digest TEXT NOT NULL, by TEXT NOT NULL, created_at INTEGER NOT NULL,
    expires_at INTEGER, uses_left INTEGER
  ) STRICT, WITHOUT ROWID`,
  `CREATE TABLE IF NOT EXISTS join_request (
    user_id TEXT PRIMARY KEY, at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID`,
  `CREATE TABLE IF NOT EXISTS report (
    report_id INTEGER PRIMARY KEY, message_id INTEGER NOT NULL, by TEXT NOT NULL, reason TEXT NOT NULL, at INTEGER NOT NULL,
    UNIQUE (message_id, by)
  ) STRICT`,
  `CREATE TABLE IF NOT EXISTS audit (
    audit_id INTEGER PRIMARY KEY, by TEXT NOT NULL, at INTEGER NOT NULL, what TEXT NOT NULL
  ) STRICT`,
];

export interface StoredLink extends InviteLink {
  readonly digest: string;
}

const LINK = "link_id, digest, by, created_at, expires_at, uses_left";

export class DoorSql {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  putLink(link: StoredLink): void {
    this.#sql.exec(
      `INSERT OR REPLACE INTO link (${LINK}) VALUES (?, ?, ?, ?, ?, ?)`,
      link.link_id,
      link.digest,
      link.by,
      link.created_at,
      link.expires_at,
      link.uses_left,
    );
  }

  link(link_id: string): StoredLink | undefined {
    return this.#sql.exec<StoredLink>(`SELECT ${LINK} FROM link WHERE link_id = ?`, link_id)[0];
  }

  links(): StoredLink[] {
    return this.#sql.exec<StoredLink>(`SELECT ${LINK} FROM link ORDER BY created_at DESC`);
  }

  deleteLink(link_id: string): boolean {
    return this.#sql.exec("DELETE FROM link WHERE link_id = ? RETURNING 1", link_id).length > 0;
  }

  request({ user_id, at }: JoinRequest): void {
    this.#sql.exec("INSERT OR IGNORE INTO join_request (user_id, at) VALUES (?, ?)", user_id, at);
  }

  /** Takes a request off the list; returns whether it was on it. */
  takeRequest(user_id: UserId): boolean {
    return this.#sql.exec("DELETE FROM join_request WHERE user_id = ? RETURNING 1", user_id).length > 0;
  }

  requests(): JoinRequest[] {
    return this.#sql.exec<JoinRequest>("SELECT user_id, at FROM join_request ORDER BY at, user_id");
  }

  countRequests(): number {
    return this.#sql.exec<{ count: number }>("SELECT count(*) AS count FROM join_request")[0]?.count ?? 0;
  }

  /** One report of each person about each message. */
  report(report: Omit<Report, "report_id">): void {
    const { message_id, by, reason, at } = report;
    this.#sql.exec(
      "INSERT INTO report (message_id, by, reason, at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
      message_id,
      by,
      reason,
      at,
    );
  }

  reports(limit: number): Report[] {
    return this.#sql.exec<Report>(
      "SELECT report_id, message_id, by, reason, at FROM report ORDER BY report_id DESC LIMIT ?",
      limit,
    );
  }

  audit({ by, at, action }: Omit<AuditEntry, "audit_id">): void {
    this.#sql.exec("INSERT INTO audit (by, at, what) VALUES (?, ?, ?)", by, at, JSON.stringify(action));
  }

  audits(before: number, limit: number): AuditEntry[] {
    return this.#sql
      .exec<{ audit_id: number; by: UserId; at: number; what: string }>(
        "SELECT audit_id, by, at, what FROM audit WHERE audit_id < ? ORDER BY audit_id DESC LIMIT ?",
        before,
        limit,
      )
      .map(({ what, ...entry }) => ({ ...entry, action: JSON.parse(what) as AuditEntry["action"] }));
  }
}
