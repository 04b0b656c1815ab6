import type { MessageId, UserId } from "../../../protocol/ids.ts";
import { REACTION_USERS_SHOWN } from "../../../protocol/limits.ts";
import type { Reaction } from "../../../protocol/message.ts";
import type { Sql } from "../../object/sql.ts";
import type { Decorations, MessageFeature, Page } from "./feature.ts";

/** Who reacted to which message with which emoji. */
export class ReactionTable implements MessageFeature {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  /** Sets a reaction; returns whether that changed anything. */
  set(message_id: MessageId, emoji: string, user_id: UserId, on: boolean, at: number): boolean {
    const changed = on
      ? this.#sql.exec(
          "INSERT INTO reaction (message_id, emoji, user_id, at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING RETURNING 1",
          message_id,
          emoji,
          user_id,
          at,
        )
      : this.#sql.exec(
          "DELETE FROM reaction WHERE message_id = ? AND emoji = ? AND user_id = ? RETURNING 1",
          message_id,
          emoji,
          user_id,
        );
    return changed.length > 0;
  }

  /** Those who reacted with an emoji after somebody who did (or the first), in order. */
  reactors(message_id: MessageId, emoji: string, after: UserId | undefined, limit: number): UserId[] {
    return this.#sql
      .exec<{ user_id: UserId }>(
        `SELECT user_id FROM reaction WHERE message_id = ?1 AND emoji = ?2 AND (?3 IS NULL OR (at, user_id) >
           (SELECT at, user_id FROM reaction WHERE message_id = ?1 AND emoji = ?2 AND user_id = ?3))
         ORDER BY at, user_id LIMIT ?4`,
        message_id,
        emoji,
        after ?? null,
        limit,
      )
      .map((row) => row.user_id);
  }

  /** Each emoji with its count and the first who used it; the emoji that came first is first. */
  decorate(page: Page): Decorations {
    const { reader } = page;
    const { condition, values } = page.where("message_id");
    const rows = this.#sql.exec<{
      message_id: MessageId;
      emoji: string;
      count: number;
      users: string;
      me: number;
    }>(
      `SELECT message_id, emoji, count(*) AS count, max(user_id = ?) AS me,
         json_group_array(user_id ORDER BY at, user_id) FILTER (WHERE place <= ?) AS users
       FROM (SELECT message_id, emoji, user_id, at,
               row_number() OVER (PARTITION BY message_id, emoji ORDER BY at, user_id) AS place
             FROM reaction WHERE ${condition})
       GROUP BY message_id, emoji ORDER BY message_id, min(at), emoji`,
      reader ?? "",
      REACTION_USERS_SHOWN,
      ...values,
    );
    const decorations = new Map<MessageId, { reactions: Reaction[] }>();
    for (const { message_id, users, me, ...reaction } of rows) {
      const whole = { ...reaction, users: JSON.parse(users) as UserId[], ...(reader && { me: me === 1 }) };
      const reactions = decorations.get(message_id)?.reactions;
      if (reactions) reactions.push(whole);
      else decorations.set(message_id, { reactions: [whole] });
    }
    return decorations;
  }

  erase(message_id: MessageId): void {
    this.#sql.exec("DELETE FROM reaction WHERE message_id = ?", message_id);
  }
}
