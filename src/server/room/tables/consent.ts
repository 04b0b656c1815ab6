import type { UserId } from "../../../protocol/ids.ts";
import { FORMER_PEOPLE_MAX } from "../../../protocol/limits.ts";
import type { Sql } from "../../object/sql.ts";

const FORMER_PEOPLE_SPARE = 100;

/** Somebody who may join if they agree. */
export interface Invitation {
  readonly user_id: UserId;
  readonly by: UserId;
  /** Unix milliseconds. */
  readonly at: number;
}

/**
 * Who has agreed to be here, as far as membership does not say it: people who are invited, who have left,
 * whose request was declined and, in a DM, who was asked and has not answered yet.
 */
export class ConsentTables {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  // ---- invitations ----------------------------------------------------------------------------

  /** Whoever is invited already stays invited by the same person. */
  invite({ user_id, by, at }: Invitation): void {
    this.#sql.exec("INSERT OR IGNORE INTO invitation (user_id, by, at) VALUES (?, ?, ?)", user_id, by, at);
  }

  invitation(user_id: UserId): Invitation | undefined {
    return this.#sql.exec<Invitation>("SELECT user_id, by, at FROM invitation WHERE user_id = ?", user_id)[0];
  }

  countInvitations(): number {
    return this.#sql.exec<{ count: number }>("SELECT count(*) AS count FROM invitation")[0]?.count ?? 0;
  }

  dropInvitation(user_id: UserId): boolean {
    return this.#sql.exec("DELETE FROM invitation WHERE user_id = ? RETURNING 1", user_id).length > 0;
  }

  /** Takes back what somebody has sent, or everyone. Returns who was invited. */
  dropInvitations(by?: UserId): UserId[] {
    return this.#sql
      .exec<{ user_id: UserId }>(
        "DELETE FROM invitation WHERE ?1 IS NULL OR by = ?1 RETURNING user_id",
        by ?? null,
      )
      .map(({ user_id }) => user_id);
  }

  // ---- people who left ------------------------------------------------------------------------

  leave(user_id: UserId, at: number): void {
    this.#sql.exec("INSERT OR REPLACE INTO departed (user_id, at) VALUES (?, ?)", user_id, at);
    this.#trim("departed", "at");
  }

  hasLeft(user_id: UserId): boolean {
    return this.#sql.exec("SELECT 1 FROM departed WHERE user_id = ?", user_id).length > 0;
  }

  /** A user is a member now: whatever kept them from being one is over. */
  arrive(user_id: UserId): void {
    for (const table of ["invitation", "departed", "declined"])
      this.#sql.exec(`DELETE FROM ${table} WHERE user_id = ?`, user_id);
  }

  // ---- requests -------------------------------------------------------------------------------

  /** In a DM: somebody has begun to write to a user who does not know them. */
  ask(user_id: UserId): void {
    this.#sql.exec("INSERT OR IGNORE INTO asked (user_id) VALUES (?)", user_id);
  }

  /** The user agrees. Returns whether they had been asked. */
  agree(user_id: UserId): boolean {
    return this.#sql.exec("DELETE FROM asked WHERE user_id = ? RETURNING 1", user_id).length > 0;
  }

  asked(): UserId[] {
    return this.#sql.exec<{ user_id: UserId }>("SELECT user_id FROM asked").map(({ user_id }) => user_id);
  }

  /** A user's request was declined; they may repeat it from a time on (Unix milliseconds). */
  decline(user_id: UserId, until: number, now: number): void {
    this.#sql.exec("DELETE FROM declined WHERE until <= ?", now);
    this.#sql.exec("INSERT OR REPLACE INTO declined (user_id, until) VALUES (?, ?)", user_id, until);
    this.#trim("declined", "until");
  }

  /** Until when (Unix milliseconds) a user may not repeat a request; 0 if they may. */
  declinedUntil(user_id: UserId): number {
    return (
      this.#sql.exec<{ until: number }>("SELECT until FROM declined WHERE user_id = ?", user_id)[0]?.until ??
      0
    );
  }

  endDecline(user_id: UserId): void {
    this.#sql.exec("DELETE FROM declined WHERE user_id = ?", user_id);
  }

  /** Forgets the oldest, some more than it has to, so that it need not sort each time. */
  #trim(table: "departed" | "declined", time: string): void {
    const [row] = this.#sql.exec<{ count: number }>(`SELECT count(*) AS count FROM ${table}`);
    if ((row?.count ?? 0) <= FORMER_PEOPLE_MAX) return;
    this.#sql.exec(
      `DELETE FROM ${table} WHERE user_id IN
       (SELECT user_id FROM ${table} ORDER BY ${time} DESC, user_id LIMIT -1 OFFSET ?)`,
      FORMER_PEOPLE_MAX - FORMER_PEOPLE_SPARE,
    );
  }
}
