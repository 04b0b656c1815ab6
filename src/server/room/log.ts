import { accept, type Refusal, refuse } from "../../protocol/codes.ts";
import type { ClientId, UserId } from "../../protocol/ids.ts";
import type { Content, Forward, Message } from "../../protocol/message.ts";
import { CHAIN_START, chainAfter, digestOf } from "./chain.ts";
import type { Said } from "./message-sql.ts";
import type { RoomSql, StoredChange } from "./room-sql.ts";

/** Something a user wants to say. `forward` only ever comes from the Worker, which has read the original. */
export interface Submission {
  readonly sender: UserId;
  readonly client_id: ClientId;
  readonly content: Content & { readonly forward?: Forward };
}

/** What became of it: a new message, or the message it already was, or why it is none. */
export type Outcome = { readonly ok: true; readonly value: Message; readonly repeated: boolean } | Refusal;

/** `Omit` that keeps the members of a union apart. */
type Body<T> = T extends StoredChange ? Omit<T, "change_id" | "after_message_id" | "time"> : never;
/** A change before the log has numbered it. */
export type ChangeBody = Body<StoredChange>;

/** Where the log ends. */
export interface Tail {
  readonly message_id: number;
  readonly change_id: number;
  readonly time: number;
  readonly chain: string;
}

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
    const last = sql.messages.last() ?? { message_id: 0, time: 0, chain: CHAIN_START };
    this.#tail = { ...last, change_id: sql.lastChange() };
  }

  get tail(): Tail {
    return this.#tail;
  }

  /** Gives a submission the next id and stores it, unless its client_id already became a message. */
  append({ sender, client_id, content }: Submission, now: number): Outcome {
    const { message_id, time, chain } = this.#tail;
    const unknown = (["reply_to", "thread"] as const).find((field) => (content[field] ?? 0) > message_id);
    if (unknown) return refuse("reply_unknown", { field: unknown });
    const { mentions, ...said } = content;
    const message: Said = {
      message_id: message_id + 1,
      sender,
      client_id,
      time: Math.max(time, now),
      ...said,
      ...(mentions?.length && { mentions }),
    };
    const after = chainAfter(chain, message, digestOf(message));
    if (!this.#sql.messages.insert(message, after)) return this.#repeat(sender, client_id);
    this.#tail = { ...this.#tail, message_id: message.message_id, time: message.time, chain: after };
    return { ...accept(message), repeated: false };
  }

  /** Numbers and stores a change, anchored after the newest message. */
  record(body: ChangeBody, now: number): StoredChange {
    const change_id = this.#tail.change_id + 1;
    const change: StoredChange = { ...body, change_id, after_message_id: this.#tail.message_id, time: now };
    this.#sql.insertChange(change);
    this.#tail = { ...this.#tail, change_id };
    return change;
  }

  #repeat(sender: UserId, client_id: ClientId): Outcome {
    const sent = this.#sql.messages.sent(client_id);
    if (sent?.sender !== sender) return refuse("client_id_taken");
    const message = this.#sql.messages.get(sent.message_id);
    if (!message) throw new Error("a dedupe row points to no message");
    return { ...accept(message), repeated: true };
  }
}
