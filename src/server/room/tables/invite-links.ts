import type { LinkId, UserId } from "../../../protocol/ids.ts";
import type { InviteLink } from "../../../protocol/moderation.ts";
import type { Sql } from "../../object/sql.ts";

/** A link as it is stored: of its secret only the digest. */
export interface StoredLink extends InviteLink {
  readonly digest: string;
}

const LINK = "link_id, digest, by, created_at, expires_at, uses_left";

/** The invite links of a room. */
export class InviteLinkTable {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  put(link: StoredLink): void {
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

  get(link_id: LinkId): StoredLink | undefined {
    return this.#sql.exec<StoredLink>(`SELECT ${LINK} FROM link WHERE link_id = ?`, link_id)[0];
  }

  all(): StoredLink[] {
    return this.#sql.exec<StoredLink>(`SELECT ${LINK} FROM link ORDER BY created_at DESC`);
  }

  /** Ends all links of a user. */
  deleteOf(user_id: UserId): void {
    this.#sql.exec("DELETE FROM link WHERE by = ?", user_id);
  }

  delete(link_id: LinkId): boolean {
    return this.#sql.exec("DELETE FROM link WHERE link_id = ? RETURNING 1", link_id).length > 0;
  }
}
