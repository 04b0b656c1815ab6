import { kindOf, type RoomId } from "../../../protocol/ids.ts";
import type { Preview } from "../../../protocol/inbox.ts";
import type { Sql } from "../../object/sql.ts";
import type { StoredConversation } from "../conversation.ts";
import type { Run } from "../runs.ts";

interface Row extends Omit<StoredConversation, "kind" | "preview" | "large" | "pinned" | "deleted"> {
  readonly large: number;
  readonly pinned: number;
  readonly preview: string | null;
  readonly deleted: string;
}

const COLUMNS =
  "room_id, change_id, name, membership, large, head, read, reported, mentions, preview, level, muted_until, pinned, active_at, version, told_message_id, told_change_id, deleted";

const fromRow = ({ preview, large, pinned, deleted, ...row }: Row): StoredConversation => ({
  ...row,
  kind: kindOf(row.room_id),
  large: large === 1,
  deleted: JSON.parse(deleted) as Run[],
  ...(pinned === 1 && { pinned: true }),
  ...(preview !== null && { preview: JSON.parse(preview) as Preview }),
});

/**
 * What the user's list of conversations looks like: one row a room. An update rewrites that row and no
 * other. There is no index by version: a resume reads the whole list, which is cheaper than an index
 * entry for each update.
 */
export class ConversationTable {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  lastVersion(): number {
    const [row] = this.#sql.exec<{ version: number }>(
      "SELECT ifnull(max(version), 0) AS version FROM conversation",
    );
    return row?.version ?? 0;
  }

  get(room_id: RoomId): StoredConversation | undefined {
    return this.#sql
      .exec<Row>(`SELECT ${COLUMNS} FROM conversation WHERE room_id = ?`, room_id)
      .map(fromRow)[0];
  }

  /** Those changed after a version, in the order of their changes. */
  after(version: number): StoredConversation[] {
    return this.#sql
      .exec<Row>(`SELECT ${COLUMNS} FROM conversation WHERE version > ? ORDER BY version`, version)
      .map(fromRow);
  }

  put(conversation: StoredConversation): void {
    this.#sql.exec(
      `INSERT OR REPLACE INTO conversation (${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
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
      conversation.told_message_id,
      conversation.told_change_id,
      JSON.stringify(conversation.deleted),
    );
  }
}
