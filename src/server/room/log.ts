import { CHAIN_START } from "../../protocol/chain.ts";
import { accept, type Refusal, refuse } from "../../protocol/codes.ts";
import type { ChangeId, ClientId, MessageId, UserId } from "../../protocol/ids.ts";
import type { Content, Forward, Message } from "../../protocol/message.ts";
import { chainAfter, digestOf } from "./chain.ts";
import { attachFiles, filesToSend } from "./sent-files.ts";
import type { StoredChange } from "./tables/changes.ts";
import type { LoggedMessage } from "./tables/log.ts";
import type { RoomTables } from "./tables/room-tables.ts";

/** A message a user wants to send. `forward` only ever comes from the Worker, which has read the original. */
export interface Submission {
  readonly sender: UserId;
  readonly client_id: ClientId;
  readonly content: Content & { readonly forward?: Forward };
}

/** A message as a client sends it. */
export type NewMessage = { readonly client_id: ClientId } & Submission["content"];

/** The outcome: a new message, the message it already was (`repeated`), or why it was refused. */
export type Outcome = { readonly ok: true; readonly value: Message; readonly repeated: boolean } | Refusal;

/** `Omit` that keeps the members of a union apart. */
type Body<T> = T extends StoredChange ? Omit<T, "change_id" | "after_message_id" | "time"> : never;
/** A change before the log has numbered it. */
export type ChangeBody = Body<StoredChange>;

/** Where the log ends. */
export interface Tail {
  readonly message_id: MessageId;
  readonly change_id: ChangeId;
  readonly time: number;
  readonly chain: string;
}

/**
 * The two numbered sequences of a room and where they end. Everything is appended inside the caller's
 * transaction. If that throws, the tail in memory is ahead of the tables and the whole room must be
 * read again; its object does so.
 */
export class Log {
  readonly #tables: RoomTables;
  #tail: Tail;

  constructor(tables: RoomTables) {
    this.#tables = tables;
    const last = tables.log.last() ?? { message_id: 0, time: 0, chain: CHAIN_START };
    this.#tail = { ...last, change_id: tables.changes.last() };
  }

  get tail(): Tail {
    return this.#tail;
  }

  /** Gives a submission the next id and stores it, unless its client_id already became a message. */
  append({ sender, client_id, content }: Submission, now: number): Outcome {
    const { message_id, time, chain } = this.#tail;
    const unknown = (["reply_to", "thread"] as const).find((field) => (content[field] ?? 0) > message_id);
    if (unknown) return refuse("reply_unknown", { field: unknown });
    const { mentions, files, ...others } = content;
    // The files of a message that is sent again are no longer free.
    if (files && this.#tables.log.sent(client_id)) return this.#repeat(sender, client_id);
    const free = files && filesToSend(this.#tables, sender, files);
    if (free && !free.ok) return free;
    const message: LoggedMessage = {
      message_id: message_id + 1,
      sender,
      client_id,
      time: Math.max(time, now),
      ...others,
      ...(mentions?.length && { mentions }),
      ...(free && { files: free.value }),
    };
    const after = chainAfter(chain, message, digestOf(message));
    if (!this.#tables.messages.insert(message, after)) return this.#repeat(sender, client_id);
    if (free) attachFiles(this.#tables, message.message_id, free.value);
    this.#tail = { ...this.#tail, message_id: message.message_id, time: message.time, chain: after };
    return { ...accept(message), repeated: false };
  }

  /** Numbers and stores a change, anchored after the newest message. */
  record(body: ChangeBody, now: number): StoredChange {
    const change_id = this.#tail.change_id + 1;
    const change: StoredChange = { ...body, change_id, after_message_id: this.#tail.message_id, time: now };
    this.#tables.changes.insert(change);
    this.#tail = { ...this.#tail, change_id };
    return change;
  }

  #repeat(sender: UserId, client_id: ClientId): Outcome {
    const sent = this.#tables.log.sent(client_id);
    if (sent?.sender !== sender) return refuse("client_id_taken");
    const message = this.#tables.messages.get(sent.message_id);
    if (!message) throw new Error("a dedupe row points to no message");
    return { ...accept(message), repeated: true };
  }
}
