import { kindOf, type RoomId, type UserId } from "../../../protocol/ids.ts";
import type { Preview } from "../../../protocol/inbox.ts";
import { isNewer, migrate } from "../../object/migrations.ts";
import { OutboxSql } from "../../object/outbox-sql.ts";
import { hasTable } from "../../object/schema-version-sql.ts";
import type { Sql } from "../../object/sql.ts";
import type { StoredConversation } from "../conversation.ts";
import { AccountSql } from "./account-sql.ts";
import { EntrySql } from "./entry-sql.ts";
import { INBOX_SCHEMA } from "./migrations-sql.ts";
import { PresenceSql } from "./presence-sql.ts";

interface Row extends Omit<StoredConversation, "kind" | "preview" | "large" | "pinned"> {
  readonly large: number;
  readonly pinned: number;
  readonly preview: string | null;
}

const COLUMNS =
  "room_id, change_id, name, membership, large, head, read, reported, mentions, preview, level, muted_until, pinned, active_at, version";

const fromRow = ({ preview, large, pinned, ...row }: Row): StoredConversation => ({
  ...row,
  kind: kindOf(row.room_id),
  large: large === 1,
  ...(pinned === 1 && { pinned: true }),
  ...(preview !== null && { preview: JSON.parse(preview) as Preview }),
});

/**
 * The database of an inbox: what its user has read, and what their list of conversations looks like. Entries,
 * presence, the account and the outbox have files of their own. There is one row a room; an update
 * rewrites that row and no other. There is no index by version: a resume reads the whole list, which is
 * cheaper than an index entry for each update.
 */
export class InboxSql {
  readonly entries: EntrySql;
  readonly presence: PresenceSql;
  readonly account: AccountSql;
  readonly outbox: OutboxSql;
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
    this.entries = new EntrySql(sql);
    this.presence = new PresenceSql(sql);
    this.account = new AccountSql(sql);
    this.outbox = new OutboxSql(sql);
  }

  /** Whether this inbox was ever used. Asking makes no tables, so an id nobody has leaves nothing behind. */
  exists(): boolean {
    return hasTable(this.#sql, INBOX_SCHEMA.firstTable);
  }

  /** Whether the tables were made by newer code, so that this code must not touch them. */
  isNewer(): boolean {
    return isNewer(this.#sql, INBOX_SCHEMA);
  }

  /** Brings the tables to the newest version. `user_id` and `epoch` are used only if the inbox is new. */
  migrate(user_id: UserId, epoch: string): void {
    migrate(this.#sql, INBOX_SCHEMA);
    this.#sql.exec(
      "INSERT OR IGNORE INTO inbox (one, user_id, epoch, forgotten) VALUES (1, ?, ?, 0)",
      user_id,
      epoch,
    );
  }

  transaction<T>(work: () => T): T {
    return this.#sql.transaction(work);
  }

  /** `forgotten`: what is gone up to this version may be unknown by now, so nobody resumes from before it. */
  inbox(): { user_id: UserId; epoch: string; forgotten: number } {
    const [row] = this.#sql.exec<{ user_id: UserId; epoch: string; forgotten: number }>(
      "SELECT user_id, epoch, forgotten FROM inbox",
    );
    if (!row) throw new Error("an inbox without a row");
    return row;
  }

  putForgotten(version: number): void {
    this.#sql.exec("UPDATE inbox SET forgotten = ?", version);
  }

  lastVersion(): number {
    const [row] = this.#sql.exec<{ version: number }>(
      "SELECT ifnull(max(version), 0) AS version FROM conversation",
    );
    return Math.max(row?.version ?? 0, this.entries.lastVersion());
  }

  // ---- conversations --------------------------------------------------------------------------

  conversation(room_id: RoomId): StoredConversation | undefined {
    return this.#sql
      .exec<Row>(`SELECT ${COLUMNS} FROM conversation WHERE room_id = ?`, room_id)
      .map(fromRow)[0];
  }

  /** Those changed after a version, in the order of their changes. */
  conversationsAfter(version: number): StoredConversation[] {
    return this.#sql
      .exec<Row>(`SELECT ${COLUMNS} FROM conversation WHERE version > ? ORDER BY version`, version)
      .map(fromRow);
  }

  put(conversation: StoredConversation): void {
    this.#sql.exec(
      `INSERT OR REPLACE INTO conversation (${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      conversation.room_id,
      conversation.change_id,
      conversation.name,
      conversation.membership,
      conversation.large ? 1 : 0,
      conversation.head,
      conversation.read,
      conversation.reported,
      conversation.mentions,
      conversation.preview ? JSON.stringify(conversation.preview) : null,
      conversation.level,
      conversation.muted_until,
      conversation.pinned ? 1 : 0,
      conversation.active_at,
      conversation.version,
    );
  }
}
