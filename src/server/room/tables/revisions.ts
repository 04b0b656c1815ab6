import type { MessageId } from "../../../protocol/ids.ts";
import { REVISIONS_MAX } from "../../../protocol/limits.ts";
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
    // What was first sent is what the others are compared with, so it is not the oldest that goes.
    this.#sql.exec(
      `DELETE FROM revision WHERE message_id = ?1 AND until IN (
         SELECT until FROM revision WHERE message_id = ?1 AND until > (
           SELECT min(until) FROM revision WHERE message_id = ?1
         ) ORDER BY until DESC LIMIT -1 OFFSET ?2)`,
      message_id,
      REVISIONS_MAX - 1,
    );
  }

  /** The earlier texts of a message that were replaced after a time, oldest first. */
  after(message_id: MessageId, until: number): Revision[] {
    return this.#sql.exec<Revision>(
      "SELECT until, text FROM revision WHERE message_id = ? AND until > ? ORDER BY until",
      message_id,
      until,
    );
  }

  decorate(): Decorations {
    return NO_DECORATIONS;
  }

  erase(message_id: MessageId): void {
    this.#sql.exec("DELETE FROM revision WHERE message_id = ?", message_id);
  }
}
