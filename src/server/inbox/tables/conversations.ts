import { kindOf, type RoomId } from "../../../protocol/ids.ts";
import type { Preview } from "../../../protocol/inbox.ts";
import type { Sql } from "../../object/sql.ts";
import type { StoredConversation } from "../conversation.ts";
import type { Run } from "../runs.ts";

interface Row
  extends Omit<
    StoredConversation,
    "kind" | "preview" | "large" | "quiet" | "pinned" | "invitation" | "deleted"
  > {
  readonly invitation: string | null;
  readonly large: number;
  readonly quiet: number;
  readonly pinned: number;
  readonly preview: string | null;
  readonly deleted: string;
}

const COLUMNS =
  "room_id, change_id, name, membership, large, head, read, reported, mentions, preview, level, muted_until, pinned, active_at, version, told_message_id, told_change_id, invitation, request, declined_until, deleted, quiet";

const fromRow = ({
  preview,
  large,
  quiet,
  pinned,
  invitation,
  deleted,
  ...row
}: Row): StoredConversation => ({
  ...row,
  kind: kindOf(row.room_id),
  large: large === 1,
  quiet: quiet === 1,
  deleted: JSON.parse(deleted) as Run[],
  ...(pinned === 1 && { pinned: true }),
  ...(invitation !== null && {
    invitation: JSON.parse(invitation) as NonNullable<StoredConversation["invitation"]>,
  }),
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

  /** How many wait for the user's answer: invitations, and DMs that strangers have begun. */
  countRequests(): number {
    return (
      this.#sql.exec<{ n: number }>(
        "SELECT count(*) AS n FROM conversation WHERE invitation IS NOT NULL OR request = 'asked'",
      )[0]?.n ?? 0
    );
  }

  /** The rooms the user is in, the latest active first. */
  sharedRooms(limit: number): RoomId[] {
    return this.#sql
      .exec<{ room_id: RoomId }>(
        `SELECT room_id FROM conversation WHERE membership <> 'left' AND (room_id < 'd_' OR room_id >= 'd\`')
         ORDER BY active_at DESC LIMIT ?`,
        limit,
      )
      .map(({ room_id }) => room_id);
  }

  /** Those of some rooms that the user is in. */
  among(room_ids: readonly RoomId[]): RoomId[] {
    return this.#sql
      .exec<{ room_id: RoomId }>(
        `SELECT room_id FROM conversation
         WHERE membership <> 'left' AND room_id IN (SELECT value FROM json_each(?))`,
        JSON.stringify(room_ids),
      )
      .map(({ room_id }) => room_id);
  }

  /** The rooms that were told not to report each message. */
  quiet(): RoomId[] {
    return this.#sql
      .exec<{ room_id: RoomId }>("SELECT room_id FROM conversation WHERE quiet = 1 AND membership <> 'left'")
      .map(({ room_id }) => room_id);
  }

  /** Those changed after a version, in the order of their changes. */
  after(version: number): StoredConversation[] {
    return this.#sql
      .exec<Row>(`SELECT ${COLUMNS} FROM conversation WHERE version > ? ORDER BY version`, version)
      .map(fromRow);
  }

  put(conversation: StoredConversation): void {
    this.#sql.exec(
      `INSERT OR REPLACE INTO conversation (${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
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
      conversation.invitation ? JSON.stringify(conversation.invitation) : null,
      conversation.request,
      conversation.declined_until,
      JSON.stringify(conversation.deleted),
      conversation.quiet ? 1 : 0,
    );
  }
}
