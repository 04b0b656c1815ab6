import type { RoomId } from "../../protocol/ids.ts";
import { kindOf } from "../../protocol/ids.ts";
import type { Conversation, Preview } from "../../protocol/inbox.ts";
import type { Sql } from "../sql.ts";

/**
 * The inbox's tables, and the only place of their SQL: the truth for what a user has read and for
 * how their list of conversations looks. One row a room; an update rewrites that row and no other.
 * There is no index by version: a resume reads the whole list, which is cheaper than an index entry
 * written on each update.
 */
const SCHEMA = [
  `CREATE TABLE IF NOT EXISTS inbox (
    one INTEGER PRIMARY KEY CHECK (one = 1), epoch TEXT NOT NULL
  ) STRICT`,
  `CREATE TABLE IF NOT EXISTS conversation (
    room_id TEXT PRIMARY KEY, change_id INTEGER NOT NULL, name TEXT NOT NULL, membership TEXT NOT NULL,
    head INTEGER NOT NULL, read INTEGER NOT NULL, preview TEXT, active_at INTEGER NOT NULL, version INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID`,
];

/** A conversation with what orders its updates. */
export interface StoredConversation extends Conversation {
  readonly change_id: number;
}

interface Row extends Omit<StoredConversation, "kind" | "preview"> {
  readonly preview: string | null;
}

const COLUMNS = "room_id, change_id, name, membership, head, read, preview, active_at, version";

const fromRow = ({ preview, ...row }: Row): StoredConversation => ({
  ...row,
  kind: kindOf(row.room_id),
  ...(preview !== null && { preview: JSON.parse(preview) as Preview }),
});

export class InboxSql {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  /** Makes what is missing. */
  migrate(epoch: string): void {
    for (const statement of SCHEMA) this.#sql.exec(statement);
    this.#sql.exec("INSERT OR IGNORE INTO inbox (one, epoch) VALUES (1, ?)", epoch);
  }

  epoch(): string | undefined {
    return this.#sql.exec<{ epoch: string }>("SELECT epoch FROM inbox")[0]?.epoch;
  }

  version(): number {
    return (
      this.#sql.exec<{ version: number }>("SELECT ifnull(max(version), 0) AS version FROM conversation")[0]
        ?.version ?? 0
    );
  }

  conversation(room_id: RoomId): StoredConversation | undefined {
    const [row] = this.#sql.exec<Row>(`SELECT ${COLUMNS} FROM conversation WHERE room_id = ?`, room_id);
    return row && fromRow(row);
  }

  /** Those changed after a version, in the order of their changes. */
  conversationsAfter(version: number): StoredConversation[] {
    return this.#sql
      .exec<Row>(`SELECT ${COLUMNS} FROM conversation WHERE version > ? ORDER BY version`, version)
      .map(fromRow);
  }

  put(conversation: StoredConversation): void {
    this.#sql.exec(
      `INSERT OR REPLACE INTO conversation (${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      conversation.room_id,
      conversation.change_id,
      conversation.name,
      conversation.membership,
      conversation.head,
      conversation.read,
      conversation.preview ? JSON.stringify(conversation.preview) : null,
      conversation.active_at,
      conversation.version,
    );
  }
}
