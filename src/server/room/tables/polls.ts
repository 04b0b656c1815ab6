import type { MessageId, UserId } from "../../../protocol/ids.ts";
import type { Tally } from "../../../protocol/message.ts";
import type { Sql } from "../../object/sql.ts";
import { type Decorations, type MessageFeature, NO_DECORATIONS, type Page } from "./feature.ts";

/** Who voted for which options of a poll. The poll itself is part of its message. */
export class PollTable implements MessageFeature {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  /** Replaces a user's vote; choosing no option takes it back. */
  vote(message_id: MessageId, user_id: UserId, options: readonly number[]): void {
    if (options.length === 0)
      this.#sql.exec("DELETE FROM vote WHERE message_id = ? AND user_id = ?", message_id, user_id);
    else
      this.#sql.exec(
        "INSERT OR REPLACE INTO vote (message_id, user_id, options) VALUES (?, ?, ?)",
        message_id,
        user_id,
        JSON.stringify(options),
      );
  }

  /** The votes for each option of each poll, including options nobody voted for. */
  decorate(page: Page): Decorations {
    const polls = page.messages.filter(({ poll, deleted_at }) => poll && deleted_at === undefined);
    if (polls.length === 0) return NO_DECORATIONS;
    const tallies = this.#tallies(page);
    return new Map(
      polls.map(({ message_id, poll }) => [
        message_id,
        {
          votes: (poll?.options ?? []).map((_, option): Tally => {
            const tally = tallies.get(`${message_id}/${option}`);
            return { count: tally?.count ?? 0, ...(page.reader && { me: tally?.me === 1 }) };
          }),
        },
      ]),
    );
  }

  #tallies(page: Page): ReadonlyMap<string, { readonly count: number; readonly me: number }> {
    const { condition, values } = page.where("message_id");
    const rows = this.#sql.exec<{ message_id: MessageId; option: number; count: number; me: number }>(
      `SELECT message_id, value AS option, count(*) AS count, max(user_id = ?) AS me
       FROM vote, json_each(vote.options) WHERE ${condition} GROUP BY message_id, value`,
      page.reader ?? "",
      ...values,
    );
    return new Map(rows.map((row) => [`${row.message_id}/${row.option}`, row]));
  }

  erase(message_id: MessageId): void {
    this.#sql.exec("DELETE FROM vote WHERE message_id = ?", message_id);
  }
}
