import type { MessageId } from "../../../protocol/ids.ts";
import type { Revision } from "../../../protocol/moderation.ts";
import type { Sql } from "../../object/sql.ts";
import { type Decorations, type MessageFeature, NO_DECORATIONS } from "./feature.ts";

/** Earlier versions of edited messages. Only moderators see them. */
export class RevisionTable implements MessageFeature {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  /** Keeps a text that stood until now. */
  add(message_id: MessageId, until: number, text: string): void {
    this.#sql.exec(
      "INSERT OR REPLACE INTO revision (message_id, until, text) VALUES (?, ?, ?)",
      message_id,
      until,
      text,
    );
  }

  /** The earlier texts of a message, oldest first. */
  of(message_id: MessageId): Revision[] {
    return this.#sql.exec<Revision>(
      "SELECT until, text FROM revision WHERE message_id = ? ORDER BY until",
      message_id,
    );
  }

  decorate(): Decorations {
    return NO_DECORATIONS;
  }

  erase(message_id: MessageId): void {
    this.#sql.exec("DELETE FROM revision WHERE message_id = ?", message_id);
  }
}
