import type { RoomId, UserId } from "../../protocol/ids.ts";
import { kindOf } from "../../protocol/ids.ts";
import type { Preview } from "../../protocol/inbox.ts";
import type { Sql } from "../object/sql.ts";
import { ACCOUNT_SCHEMA, AccountSql } from "./account-sql.ts";
import type { StoredConversation } from "./conversation.ts";
import { ENTRY_SCHEMA, EntrySql } from "./entry-sql.ts";
import { PRESENCE_SCHEMA, PresenceSql } from "./presence-sql.ts";

/**
 * The inbox's database: the truth for what a user has read and for how their list of conversations
 * looks; entries, presence and account have files of their own. One row a room; an update rewrites that row
 * and no other. There is no index by version: a resume reads the whole list, which is cheaper than
 * an index entry written on each update.
 */
const SCHEMA = [
  // forgotten: what was changed up to this version may be known no more, so nobody resumes from before it.
  `CREATE TABLE IF NOT EXISTS inbox (
    one INTEGER PRIMARY KEY CHECK (one = 1), user_id TEXT NOT NULL, epoch TEXT NOT NULL, forgotten INTEGER NOT NULL
  ) STRICT`,
  `CREATE TABLE IF NOT EXISTS conversation (
    room_id TEXT PRIMARY KEY, change_id INTEGER NOT NULL, name TEXT NOT NULL, membership TEXT NOT NULL,
    large INTEGER NOT NULL, head INTEGER NOT NULL, read INTEGER NOT NULL, reported INTEGER NOT NULL,
    mentions INTEGER NOT NULL, preview TEXT, level TEXT NOT NULL, muted_until INTEGER NOT NULL,
    pinned INTEGER NOT NULL, active_at INTEGER NOT NULL, version INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID`,
  // People whose DM room has yet to be told that they are blocked, or no longer.
  `CREATE TABLE IF NOT EXISTS outbox (
    user_id TEXT PRIMARY KEY, failures INTEGER NOT NULL, retry_at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID`,
  ...ENTRY_SCHEMA,
  ...PRESENCE_SCHEMA,
  ...ACCOUNT_SCHEMA,
];

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

/** A room that must be told of a block, or of its end. */
interface BlockDebt {
  readonly user_id: UserId;
  readonly failures: number;
  /** Unix milliseconds. */
  readonly retry_at: number;
}

export class InboxSql {
  readonly entries: EntrySql;
  readonly presence: PresenceSql;
  readonly account: AccountSql;
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
    this.entries = new EntrySql(sql);
    this.presence = new PresenceSql(sql);
    this.account = new AccountSql(sql);
  }

  /** Whether this inbox was ever used. Asking makes no tables, so a stray id leaves nothing behind. */
  exists(): boolean {
    return this.#sql.exec("SELECT 1 FROM sqlite_master WHERE name = 'inbox'").length > 0;
  }

  /** Makes what is missing. */
  migrate(user_id: UserId, epoch: string): void {
    for (const statement of SCHEMA) this.#sql.exec(statement);
    this.#sql.exec(
      "INSERT OR IGNORE INTO inbox (one, user_id, epoch, forgotten) VALUES (1, ?, ?, 0)",
      user_id,
      epoch,
    );
  }

  transaction<T>(work: () => T): T {
    return this.#sql.transaction(work);
  }

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

  // ---- blocks to be told ----------------------------------------------------------------------

  owe({ user_id, failures, retry_at }: BlockDebt): void {
    this.#sql.exec(
      "INSERT OR REPLACE INTO outbox (user_id, failures, retry_at) VALUES (?, ?, ?)",
      user_id,
      failures,
      retry_at,
    );
  }

  /** All of them, the most urgent first. */
  owed(): BlockDebt[] {
    return this.#sql.exec<BlockDebt>("SELECT user_id, failures, retry_at FROM outbox ORDER BY retry_at");
  }

  settle(user_id: UserId): void {
    this.#sql.exec("DELETE FROM outbox WHERE user_id = ?", user_id);
  }
}
