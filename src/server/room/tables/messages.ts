import type { MessageId, UserId } from "../../../protocol/ids.ts";
import type { Content, Message } from "../../../protocol/message.ts";
import type { Sql } from "../../object/sql.ts";
import { type MessageFeature, Page } from "./feature.ts";
import { FileTable } from "./files.ts";
import { type LoggedMessage, LogTable, type StoredMessage } from "./log.ts";
import { MentionTable, mentionsAnyone } from "./mentions.ts";
import { PinTable } from "./pins.ts";
import { PollTable } from "./polls.ts";
import { ReactionTable } from "./reactions.ts";
import { RevisionTable } from "./revisions.ts";
import { blockOf, firstOf, lastOf, SearchTable } from "./search.ts";
import { ThreadTable } from "./threads.ts";

/**
 * Whole messages: a row of the log, and what the tables of the features add to it.
 * However many messages are read together, they cost one query for the log and one per feature.
 */
export class Messages {
  readonly log: LogTable;
  readonly reactions: ReactionTable;
  readonly pins: PinTable;
  readonly threads: ThreadTable;
  readonly polls: PollTable;
  readonly mentions: MentionTable;
  readonly revisions: RevisionTable;
  readonly search: SearchTable;
  readonly files: FileTable;
  readonly #features: readonly MessageFeature[];

  constructor(sql: Sql) {
    this.log = new LogTable(sql);
    this.reactions = new ReactionTable(sql);
    this.pins = new PinTable(sql);
    this.threads = new ThreadTable(sql);
    this.polls = new PollTable(sql);
    this.mentions = new MentionTable(sql);
    this.revisions = new RevisionTable(sql);
    this.search = new SearchTable(sql);
    this.files = new FileTable(sql);
    this.#features = [
      ...[this.reactions, this.pins, this.threads, this.polls],
      ...[this.mentions, this.revisions, this.files],
    ];
  }

  /** Stores a message unless its client_id was used before; returns whether it did. */
  insert(message: LoggedMessage, chain: string): boolean {
    if (!this.log.insert(message, chain)) return false;
    const { message_id, thread, sender } = message;
    if (thread !== undefined) this.threads.add(thread, message_id, sender);
    if (mentionsAnyone(message)) this.mentions.set(message_id, true);
    return true;
  }

  /** One message, as `reader` sees it (as everyone does, if left out). */
  get(message_id: MessageId, reader?: UserId): Message | undefined {
    return this.among([message_id], reader)[0];
  }

  /** The messages after one, oldest first. */
  after(message_id: MessageId, limit: number, reader?: UserId): Message[] {
    return this.#decorate(this.log.after(message_id, limit), reader);
  }

  /** Those of some messages that exist, in the order in which they are named. */
  among(ids: readonly MessageId[], reader?: UserId): Message[] {
    const messages = this.#decorate(this.log.among(ids), reader);
    const byId = new Map(messages.map((message) => [message.message_id, message]));
    return ids.flatMap((id) => byId.get(id) ?? []);
  }

  #decorate(messages: readonly StoredMessage[], reader: UserId | undefined): Message[] {
    if (messages.length === 0) return [];
    const page = new Page(messages, reader);
    const decorations = this.#features
      .map((feature) => feature.decorate(page))
      .filter(({ size }) => size > 0);
    return messages.map((message) =>
      Object.assign({}, message, ...decorations.map((added) => added.get(message.message_id))),
    );
  }

  /** Replaces the text of a message. Earlier versions stay for moderators. */
  edit(before: Message, text: string, more: Omit<Content, "text">, edited_at: number, digest: string): void {
    const { message_id } = before;
    if (before.text !== text) this.revisions.add(message_id, edited_at, before.text);
    this.log.edit(message_id, text, more, edited_at, digest);
    const isMention = mentionsAnyone(more);
    if (isMention !== mentionsAnyone(before)) this.mentions.set(message_id, isMention);
    this.#indexAnew(message_id);
  }

  /** Removes the text and everything that belongs to it. */
  erase(
    message_id: MessageId,
    deleted_at: number,
    digest: string,
    more: Pick<Content, "reply_to" | "thread">,
  ): void {
    for (const feature of this.#features) feature.erase(message_id);
    this.log.erase(message_id, deleted_at, digest, more);
    this.#indexAnew(message_id);
  }

  /** Puts the blocks after the last one in the index into it, up to one. */
  indexUpTo(last: number): void {
    for (let block = this.search.last() + 1; block <= last; block++)
      this.search.put(block, this.log.searchable(firstOf(block), lastOf(block)), false);
  }

  /** What a message says now is found, and what it said before is not. */
  #indexAnew(message_id: MessageId): void {
    const block = blockOf(message_id);
    if (block <= this.search.last())
      this.search.put(block, this.log.searchable(firstOf(block), lastOf(block)), true);
  }
}
