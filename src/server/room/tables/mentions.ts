import type { MessageId } from "../../../protocol/ids.ts";
import type { Content } from "../../../protocol/message.ts";
import type { Sql } from "../../object/sql.ts";
import { type Decorations, type MessageFeature, NO_DECORATIONS } from "./feature.ts";

export const mentionsAnyone = ({
  mentions,
  mention_room,
}: Pick<Content, "mentions" | "mention_room">): boolean =>
  mention_room !== undefined || (mentions !== undefined && mentions.length > 0);

/** Which messages mention somebody. Whom they mention is in the message; the others have no row here. */
export class MentionTable implements MessageFeature {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  set(message_id: MessageId, on: boolean): void {
    if (on) this.#sql.run("INSERT INTO mention (message_id) VALUES (?)", message_id);
    else this.erase(message_id);
  }

  /** Messages after one that mention somebody, oldest first. */
  after(message_id: MessageId): MessageId[] {
    return this.#sql
      .exec<{ message_id: MessageId }>(
        "SELECT message_id FROM mention WHERE message_id > ? ORDER BY message_id",
        message_id,
      )
      .map((row) => row.message_id);
  }

  decorate(): Decorations {
    return NO_DECORATIONS;
  }

  erase(message_id: MessageId): void {
    this.#sql.exec("DELETE FROM mention WHERE message_id = ?", message_id);
  }
}
