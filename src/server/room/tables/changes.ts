import type { ChangeId, MessageId } from "../../../protocol/ids.ts";
import type { Change } from "../../../protocol/room.ts";
import type { Sql } from "../../object/sql.ts";

/** The parts of a message that change independently of each other. */
export type Field = "text" | "reactions" | "pinned" | "replies" | "votes";

type MessageChanged = Extract<Change, { type: "message_changed" }>;

/** A change as it is stored: for a changed message only which part, because the message has the rest. */
export type StoredChange =
  | Exclude<Change, MessageChanged>
  | (Omit<MessageChanged, "patch"> & { readonly message_id: MessageId; readonly field: Field });

interface Row {
  readonly body: string;
  readonly message_id: MessageId | null;
  readonly field: Field | null;
}

/** Everything that changed in the room other than by a new message, numbered without holes. */
export class ChangeTable {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  /** The newest change_id; 0 before the first. */
  last(): number {
    return (
      this.#sql.exec<{ change_id: ChangeId }>(
        "SELECT change_id FROM change ORDER BY change_id DESC LIMIT 1",
      )[0]?.change_id ?? 0
    );
  }

  insert(change: StoredChange): void {
    const { message_id, field, ...body } = { message_id: null, field: null, ...change };
    this.#sql.exec(
      "INSERT INTO change (change_id, body, message_id, field) VALUES (?, ?, ?, ?)",
      change.change_id,
      JSON.stringify(body),
      message_id,
      field,
    );
  }

  /** The changes after one, oldest first. */
  after(change_id: ChangeId, limit: number): StoredChange[] {
    return this.#sql
      .exec<Row>(
        "SELECT body, message_id, field FROM change WHERE change_id > ? ORDER BY change_id LIMIT ?",
        change_id,
        limit,
      )
      .map(fromRow);
  }

  /** Messages whose text was edited or deleted after a change, in the order in which that first happened. */
  rewrittenSince(change_id: ChangeId): MessageId[] {
    return this.#sql
      .exec<{ message_id: MessageId }>(
        `SELECT message_id FROM change WHERE change_id > ? AND field = 'text'
         GROUP BY message_id ORDER BY min(change_id)`,
        change_id,
      )
      .map((row) => row.message_id);
  }

  /** Whether any of the room's settings changed after a change. */
  isRoomChangedSince(change_id: ChangeId): boolean {
    return (
      this.#sql.exec(
        "SELECT 1 FROM change WHERE change_id > ? AND field IS NULL AND body ->> '$.type' = 'room_changed' LIMIT 1",
        change_id,
      ).length > 0
    );
  }
}

/** Rows written by version 0.1.0 repeat message and field in their body, under older names; the columns are right in all. */
function fromRow({ body, message_id, field }: Row): StoredChange {
  const change = JSON.parse(body) as StoredChange;
  if (message_id === null || field === null) return change;
  const { type, change_id, after_message_id, time, by } = change as Extract<
    StoredChange,
    { type: "message_changed" }
  >;
  return { type, change_id, after_message_id, time, by, message_id, field };
}
