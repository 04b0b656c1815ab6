import type { MessageId, UserId } from "../../../protocol/ids.ts";
import type { Message } from "../../../protocol/message.ts";
import type { SqlValue } from "../../object/sql.ts";
import type { StoredMessage } from "./log.ts";

/** What a feature adds to some messages, by message_id. */
export type Decorations = ReadonlyMap<MessageId, Partial<Message>>;

/** For a feature that stores something about messages but adds nothing to them. */
export const NO_DECORATIONS: Decorations = new Map();

/**
 * Something that can happen to a message, in a table of its own keyed by message_id. A feature is
 * asked about a whole page at once, so a page costs one query per feature and none per message.
 */
export interface MessageFeature {
  decorate(page: Page): Decorations;
  /** Removes everything it stores about a message that is being deleted. */
  erase(message_id: MessageId): void;
}

/** Messages that are read together: a range of the log, or a list of ids such as the pinned ones. */
export class Page {
  /** In the order of their ids. */
  readonly messages: readonly StoredMessage[];
  /** Whose own reactions and votes are marked; undefined if the page goes to everyone. */
  readonly reader: UserId | undefined;

  constructor(messages: readonly StoredMessage[], reader: UserId | undefined) {
    this.messages = messages;
    this.reader = reader;
  }

  /** The condition under which a column holds the id of a message of this page, and the condition's values. */
  where(column: string): { readonly condition: string; readonly values: readonly SqlValue[] } {
    const { messages } = this;
    const [first = 0, last = 0] = [messages[0]?.message_id, messages.at(-1)?.message_id];
    // Ids have no holes, so a range of the log is a range of every feature's primary key.
    if (last - first === messages.length - 1)
      return { condition: `${column} BETWEEN ? AND ?`, values: [first, last] };
    const ids = messages.map((message) => message.message_id);
    return { condition: `${column} IN (SELECT value FROM json_each(?))`, values: [JSON.stringify(ids)] };
  }
}
