import type { UserId } from "../../../protocol/ids.ts";
import { AUDIT_MAX } from "../../../protocol/limits.ts";
import type { AuditEntry } from "../../../protocol/moderation.ts";
import type { Sql } from "../../object/sql.ts";

/** The audit log: what owners and admins did, for all of them to see. */
export class AuditTable {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  add({ by, at, action }: Omit<AuditEntry, "audit_id">): void {
    this.#sql.exec("INSERT INTO audit (by, at, action) VALUES (?, ?, ?)", by, at, JSON.stringify(action));
    this.#sql.exec("DELETE FROM audit WHERE audit_id <= (SELECT max(audit_id) FROM audit) - ?", AUDIT_MAX);
  }

  /** Entries older than one, newest first. */
  before(audit_id: number, limit: number): AuditEntry[] {
    return this.#sql
      .exec<{ audit_id: number; by: UserId; at: number; action: string }>(
        "SELECT audit_id, by, at, action FROM audit WHERE audit_id < ? ORDER BY audit_id DESC LIMIT ?",
        audit_id,
        limit,
      )
      .map((row) => ({ ...row, action: JSON.parse(row.action) as AuditEntry["action"] }));
  }
}
