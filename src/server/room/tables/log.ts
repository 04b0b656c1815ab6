import { type ClientId, type MessageId, publicRoomId, type UserId } from "../../../protocol/ids.ts";
import type { Content, Message } from "../../../protocol/message.ts";
import type { Sql, SqlValue } from "../../object/sql.ts";
import { digestOf } from "../chain.ts";

/** A message as its own row has it, without what the tables of features add. */
export type StoredMessage = Omit<Message, "reactions" | "pinned" | "replies" | "votes">;

/** The part of a message that a search looks at. */
export type SearchableMessage = Pick<StoredMessage, "message_id" | "sender" | "time"> & Content;
type SearchableRow = Pick<Row, "message_id" | "sender" | "time" | "text" | "more">;

/** A text with an apostrophe, or anything else than ASCII. */
const NOT_PLAIN = "*['\u0080-\u{10ffff}]*";

/** A message as it enters the log. */
export type LoggedMessage = Omit<StoredMessage, "edited_at" | "deleted_at" | "digest">;

interface Row {
  readonly message_id: MessageId;
  readonly sender: UserId;
  readonly client_id: ClientId;
  readonly time: number;
  readonly text: string;
  readonly more: string | null;
  readonly edited_at: number | null;
  readonly deleted_at: number | null;
  readonly digest: string | null;
}

const COLUMNS = "message_id, sender, client_id, time, text, more, edited_at, deleted_at, digest";

const fromRow = ({ more, edited_at, deleted_at, digest, ...message }: Row): StoredMessage =>
  withoutDmId({
    ...message,
    ...(more !== null && (JSON.parse(more) as Omit<Content, "text">)),
    ...(edited_at !== null && { edited_at }),
    ...(deleted_at !== null && { deleted_at }),
    ...(digest !== null && { digest }),
  });

/** Forwards used to name the DM they came from. That is not told any more, but is part of what was digested. */
function withoutDmId(message: StoredMessage): StoredMessage {
  const { forward } = message;
  const room_id = forward && publicRoomId(forward.room_id);
  if (!forward || !room_id || room_id === forward.room_id) return message;
  return { ...message, digest: message.digest ?? digestOf(message), forward: { ...forward, room_id } };
}

/**
 * The log itself: a row for each message, and a row for each client_id so that a repeated send finds
 * the message it became. A plain message costs exactly these two. There is no secondary index,
 * because each of its entries would be billed as another row.
 */
export class LogTable {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  /** The last message's numbers, or undefined if the room is empty. */
  last(): { message_id: MessageId; time: number; chain: string } | undefined {
    return this.#sql.exec<{ message_id: MessageId; time: number; chain: string }>(
      "SELECT message_id, time, chain FROM message ORDER BY message_id DESC LIMIT 1",
    )[0];
  }

  /** Stores a message unless its client_id was used before; returns whether it did. */
  insert(message: LoggedMessage, chain: string): boolean {
    const { message_id, sender, client_id, time, text, ...more } = message;
    const written = this.#sql.run(
      "INSERT INTO sent (client_id, sender, message_id) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
      client_id,
      sender,
      message_id,
    );
    if (written === 0) return false;
    this.#sql.run(
      "INSERT INTO message (message_id, sender, client_id, time, text, more, chain) VALUES (?, ?, ?, ?, ?, ?, ?)",
      message_id,
      sender,
      client_id,
      time,
      text,
      jsonOf(more),
      chain,
    );
    return true;
  }

  /** Which message a client_id became, and who sent it. */
  sent(client_id: ClientId): { sender: UserId; message_id: MessageId } | undefined {
    return this.#sql.exec<{ sender: UserId; message_id: MessageId }>(
      "SELECT sender, message_id FROM sent WHERE client_id = ?",
      client_id,
    )[0];
  }

  /** Forgets up to `limit` client_ids that sort before `bound`, that is, those made before its time. */
  purgeSent(bound: string, limit: number): void {
    this.#sql.exec(
      "DELETE FROM sent WHERE client_id IN (SELECT client_id FROM sent WHERE client_id < ? ORDER BY client_id LIMIT ?)",
      bound,
      limit,
    );
  }

  /** The messages after one, oldest first. */
  after(message_id: MessageId, limit: number): StoredMessage[] {
    return this.#select("message_id > ? ORDER BY message_id LIMIT ?", message_id, limit);
  }

  /**
   * What a search looks at in the messages from one to another, the newest first, without those that were deleted. With a
   * `word` those are left out that cannot have it, which costs less here than anywhere else: a text of ASCII without
   * apostrophes has a folded word only if its lower case has it.
   */
  searchable(first: MessageId, last: MessageId, word = ""): SearchableMessage[] {
    return this.#sql
      .exec<SearchableRow>(
        `SELECT message_id, sender, time, text, more FROM message
         WHERE message_id BETWEEN ?1 AND ?2 AND deleted_at IS NULL
           AND (?3 = '' OR instr(lower(text), ?3) > 0 OR more IS NOT NULL OR text GLOB ?4)
         ORDER BY message_id DESC`,
        first,
        last,
        word,
        NOT_PLAIN,
      )
      .map(({ more, ...message }) =>
        more === null ? message : { ...message, ...(JSON.parse(more) as Omit<Content, "text">) },
      );
  }

  /** When a message was sent. */
  time(message_id: MessageId): number | undefined {
    return this.#sql.exec<{ time: number }>("SELECT time FROM message WHERE message_id = ?", message_id)[0]
      ?.time;
  }

  /** Characters of all texts after a message. */
  charactersAfter(message_id: MessageId): number {
    const [row] = this.#sql.exec<{ characters: number }>(
      "SELECT ifnull(sum(length(text)), 0) AS characters FROM message WHERE message_id > ?",
      message_id,
    );
    return row?.characters ?? 0;
  }

  /** Those of some messages that exist, oldest first. */
  among(ids: readonly MessageId[]): StoredMessage[] {
    if (ids.length === 0) return [];
    return this.#select(
      "message_id IN (SELECT value FROM json_each(?)) ORDER BY message_id",
      JSON.stringify(ids),
    );
  }

  #select(condition: string, ...values: SqlValue[]): StoredMessage[] {
    return this.#sql.exec<Row>(`SELECT ${COLUMNS} FROM message WHERE ${condition}`, ...values).map(fromRow);
  }

  /** The chain value after a message. */
  chain(message_id: MessageId): string | undefined {
    return this.#sql.exec<{ chain: string }>("SELECT chain FROM message WHERE message_id = ?", message_id)[0]
      ?.chain;
  }

  /** Each sender's newest message after a message_id. */
  newestBySender(after: number): { sender: UserId; message_id: MessageId }[] {
    return this.#sql.exec<{ sender: UserId; message_id: MessageId }>(
      "SELECT sender, max(message_id) AS message_id FROM message WHERE message_id > ? GROUP BY sender",
      after,
    );
  }

  /** When a user last sent a message after `time`, for slow mode. Looks at the newest `limit` messages only. */
  lastSentSince(sender: UserId, time: number, limit: number): number | undefined {
    return this.#sql.exec<{ time: number }>(
      `SELECT time FROM (SELECT sender, time FROM message ORDER BY message_id DESC LIMIT ?)
       WHERE sender = ? AND time > ? ORDER BY time DESC LIMIT 1`,
      limit,
      sender,
      time,
    )[0]?.time;
  }

  edit(
    message_id: MessageId,
    text: string,
    more: Omit<Content, "text">,
    edited_at: number,
    digest: string,
  ): void {
    this.#sql.exec(
      "UPDATE message SET text = ?, more = ?, edited_at = ?, digest = ? WHERE message_id = ?",
      text,
      jsonOf(more),
      edited_at,
      digest,
      message_id,
    );
  }

  /** Removes the text. Number, sender, time, chain value and digest stay, so the chain can still be checked. */
  erase(
    message_id: MessageId,
    deleted_at: number,
    digest: string,
    more: Pick<Content, "reply_to" | "thread">,
  ): void {
    this.#sql.exec(
      "UPDATE message SET text = '', more = ?, edited_at = NULL, deleted_at = ?, digest = ? WHERE message_id = ?",
      jsonOf(more),
      deleted_at,
      digest,
      message_id,
    );
  }
}

/** The rarer parts of a message's content are one JSON column; most messages have none. */
function jsonOf(more: object): string | null {
  const json = JSON.stringify(more);
  return json === "{}" ? null : json;
}
