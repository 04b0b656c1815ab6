import { accept, type Refusal, refuse } from "../../protocol/codes.ts";
import type { ClientId, UserId } from "../../protocol/ids.ts";
import type { Content, Message } from "../../protocol/message.ts";
import type { Change } from "../../protocol/room.ts";
import { CHAIN_START, chainAfter, digestOf } from "./chain.ts";
import type { RoomSql, Tail } from "./room-sql.ts";

/** Something a user wants to say. */
export interface Submission {
  readonly sender: UserId;
  readonly client_id: ClientId;
  readonly content: Content;
}

/** What became of it: a new message, or the message it already was, or why it is none. */
export type Outcome = { readonly ok: true; readonly value: Message; readonly repeated: boolean } | Refusal;

/** `Omit` that keeps the members of a union apart. */
type Body<T> = T extends Change ? Omit<T, "change_id" | "after_message_id" | "time"> : never;
/** A change before the log has numbered it. */
export type ChangeBody = Body<Change>;

/**
 * The two numbered sequences of a room and where they end. Everything is appended inside a
 * transaction of the caller's. If that throws, the tail in memory is ahead of the tables and the
 * whole room must be read anew; its object does so.
 */
export class Log {
  readonly #sql: RoomSql;
  #tail: Tail;

  constructor(sql: RoomSql) {
    this.#sql = sql;
    this.#tail = sql.tail(CHAIN_START);
  }

  get tail(): Tail {
    return this.#tail;
  }

  /** Gives a submission the next id and stores it, unless its client_id already became a message. */
  append({ sender, client_id, content }: Submission, now: number): Outcome {
    const { message_id, time, chain } = this.#tail;
    if (content.reply_to !== undefined && content.reply_to > message_id) return refuse("reply_unknown");
    const message: Message = {
      message_id: message_id + 1,
      sender,
      client_id,
      time: Math.max(time, now),
      text: content.text,
      ...(content.reply_to !== undefined && { reply_to: content.reply_to }),
      ...(content.mentions?.length && { mentions: content.mentions }),
    };
    const after = chainAfter(chain, message, digestOf(message));
    if (!this.#sql.insertMessage(message, after)) return this.#repeat(sender, client_id);
    this.#tail = { ...this.#tail, message_id: message.message_id, time: message.time, chain: after };
    return { ...accept(message), repeated: false };
  }

  /** Numbers and stores a change, anchored after the newest message. */
  record(body: ChangeBody, now: number): Change {
    const change_id = this.#tail.change_id + 1;
    const change: Change = { ...body, change_id, after_message_id: this.#tail.message_id, time: now };
    this.#sql.insertChange(change);
    this.#tail = { ...this.#tail, change_id };
    return change;
  }

  #repeat(sender: UserId, client_id: ClientId): Outcome {
    const sent = this.#sql.sent(client_id);
    if (sent?.sender !== sender) return refuse("client_id_taken");
    const message = this.#sql.message(sent.message_id);
    if (!message) throw new Error("a dedupe row points to no message");
    return { ...accept(message), repeated: true };
  }
}
