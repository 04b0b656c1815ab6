import { chainWith, digestWith, type Hash } from "../../protocol/chain.ts";
import type { MessageId } from "../../protocol/ids.ts";
import type { Message } from "../../protocol/message.ts";
import type { History, Position } from "../../protocol/room.ts";
import type { ChainEnds } from "../../protocol/room-frames.ts";
import { sha256 } from "./sha256.ts";

/** Why the log that the server shows is not the one this device has seen. */
export interface BrokenProof {
  /**
   * `history_changed`: what was there before is missing, altered or in another order. `log_replaced`: the room
   * has another log than before, as after a restored backup.
   */
  readonly code: "history_changed" | "log_replaced";
  /** The first message that is known to differ; undefined if that is not known. */
  readonly message_id?: MessageId;
}

/** Which part of a room's log has been proved to be whole and as it was sent. */
export interface ProofState {
  /** The first and the last message of that part. It is empty if `from` is greater than `to`. */
  readonly from: MessageId;
  readonly to: MessageId;
  readonly broken?: BrokenProof;
}

/** What the device remembers: the newest value that this user has seen. */
export interface SavedProof {
  readonly epoch: string;
  readonly message_id: MessageId;
  readonly chain: string;
  readonly broken?: BrokenProof;
}

/** Chain values that are kept for pages to be compared with. */
const VALUES_MAX = 10_000;

/**
 * Checks a room's log against its chain (PROTOCOL.md, PROOF) as it comes: live, in a resume, in a reload and in
 * pages of history. It sees messages as the server sends them, before any stage has opened them. Pure.
 */
export class RoomProof {
  readonly #hash: Hash;
  #epoch: string | undefined;
  /** The newest message proved, and the chain value after it. */
  #newest: { readonly message_id: MessageId; readonly chain: string } | undefined;
  /** The first message of the part without holes that ends there. */
  #from = 1;
  #broken: BrokenProof | undefined;
  /** The chain values after some messages of that part. */
  readonly #values = new Map<MessageId, string>();
  /** What a reload brings, until it is complete. */
  #reload: Message[] | undefined;

  constructor(hash: Hash = sha256) {
    this.#hash = hash;
  }

  /** Undefined while nothing is known, as with a server that says nothing of the chain. */
  get state(): ProofState | undefined {
    const broken = this.#broken && { broken: this.#broken };
    if (!this.#newest) return broken && { from: 1, to: 0, ...broken };
    return { from: this.#from, to: this.#newest.message_id, ...broken };
  }

  save(): SavedProof | undefined {
    if (!this.#newest || this.#epoch === undefined) return undefined;
    return { epoch: this.#epoch, ...this.#newest, ...(this.#broken && { broken: this.#broken }) };
  }

  /** What this device knew when the room was last open: whatever comes has to continue it. */
  remember({ epoch, message_id, chain, broken }: SavedProof): void {
    this.#epoch = epoch;
    this.#broken = broken;
    this.#startAt(message_id, chain);
  }

  /** The server begins to answer a `hello`. */
  begin(mode: "resume" | "reload", head: Position): void {
    this.#reload = mode === "reload" ? [] : undefined;
    if (this.#epoch !== undefined && this.#epoch !== head.epoch) {
      this.#break({ code: "log_replaced" });
      this.#newest = undefined;
      this.#values.clear();
    }
    this.#epoch = head.epoch;
    // Numbers are given once: a log that ends before what was seen has lost something.
    if (this.#newest && head.message_id < this.#newest.message_id)
      this.#break({ code: "history_changed", message_id: head.message_id + 1 });
  }

  /** The connection is gone. */
  interrupt(): void {
    this.#reload = undefined;
  }

  /** Takes the messages of an `events` frame. Those that are known already are compared. */
  take(messages: readonly Message[]): void {
    if (this.#reload) return this.#load(this.#reload, messages);
    for (const message of messages) {
      const newest = this.#newest;
      if (!newest || message.message_id > newest.message_id + 1) return;
      const isNext = message.message_id === newest.message_id + 1;
      const before = isNext ? newest.chain : this.#values.get(message.message_id - 1);
      if (before === undefined) continue;
      const after = this.#after(before, message);
      if (isNext) this.#advance(message.message_id, after);
      else this.#compare(message.message_id, after);
    }
  }

  /**
   * The server says that everything up to a position has been sent. Returns the message after which the log
   * should be compared with what was seen before, because there is a gap between the two.
   */
  complete({ message_id }: Position, ends: ChainEnds | undefined): MessageId | undefined {
    const brought = this.#reload;
    this.#reload = undefined;
    if (!ends) return undefined;
    if (brought) return this.#loaded(brought, message_id, ends);
    if (!this.#newest) this.#startAt(message_id, ends.chain_after);
    else if (this.#newest.message_id === message_id) this.#compare(message_id, ends.chain_after);
    return undefined;
  }

  /** A page of history, as the server has sent it. */
  page({ epoch, messages, chain_before, chain_after }: History): void {
    const first = messages[0]?.message_id;
    const newest = this.#newest;
    if (first === undefined || !newest || epoch !== this.#epoch) return;
    const values = this.#fold(first, messages, chain_before, chain_after);
    if (!values) return;
    for (const [message_id, value] of values) if (!this.#compare(message_id, value)) return;
    // A page that reaches the proved part makes it longer. One that comes later is taken in as it is resumed.
    const last = messages.at(-1)?.message_id ?? first;
    if (first >= this.#from || last < this.#from - 1) return;
    this.#from = first;
    for (const [message_id, value] of values)
      if (message_id <= newest.message_id) this.#keep(message_id, value);
  }

  /** The page after a message is here, whose beginning is to be compared with what was seen. */
  compared(message_id: MessageId, { epoch, chain_before }: History): void {
    if (epoch === this.#epoch) this.#compare(message_id, chain_before);
  }

  /** Frames may come twice. What leaves a hole is left out: the log will ask for it again. */
  #load(brought: Message[], messages: readonly Message[]): void {
    for (const message of messages) {
      const next = (brought.at(-1)?.message_id ?? message.message_id - 1) + 1;
      if (message.message_id === next) brought.push(message);
    }
  }

  #loaded(brought: readonly Message[], head: MessageId, ends: ChainEnds): MessageId | undefined {
    const first = brought[0]?.message_id ?? head + 1;
    if ((brought.at(-1)?.message_id ?? head) !== head) return undefined;
    const values = this.#fold(first, brought, ends.chain_before, ends.chain_after);
    if (!values) return undefined;
    const seen = this.#newest;
    for (const [message_id, value] of values) if (!this.#compare(message_id, value)) return undefined;
    const isJoined = seen !== undefined && seen.message_id >= first - 1;
    if (!isJoined) this.#from = first;
    for (const [message_id, value] of values) this.#keep(message_id, value);
    this.#newest = { message_id: head, chain: ends.chain_after };
    return seen && !isJoined ? seen.message_id : undefined;
  }

  /** The chain values from before the first message to after the last; undefined if they do not lead there. */
  #fold(
    first: MessageId,
    messages: readonly Message[],
    before: string,
    after: string,
  ): Map<MessageId, string> | undefined {
    const values = new Map([[first - 1, before]]);
    let value = before;
    for (const message of messages) {
      value = this.#after(value, message);
      values.set(message.message_id, value);
    }
    if (value === after) return values;
    this.#break({ code: "history_changed", message_id: first });
    return undefined;
  }

  #after(before: string, message: Message): string {
    return chainWith(this.#hash, before, message, message.digest ?? digestWith(this.#hash, message));
  }

  /** Whether a value is the one that was seen before, if there was one. */
  #compare(message_id: MessageId, value: string): boolean {
    const known = this.#values.get(message_id);
    if (known === undefined || known === value) return true;
    this.#break({ code: "history_changed", message_id });
    return false;
  }

  #startAt(message_id: MessageId, chain: string): void {
    this.#values.clear();
    this.#from = message_id + 1;
    this.#advance(message_id, chain);
  }

  #advance(message_id: MessageId, chain: string): void {
    this.#newest = { message_id, chain };
    this.#keep(message_id, chain);
  }

  #keep(message_id: MessageId, value: string): void {
    this.#values.set(message_id, value);
    const oldest = this.#values.keys().next().value;
    if (this.#values.size > VALUES_MAX && oldest !== undefined) this.#values.delete(oldest);
  }

  /** What is broken stays so: a server that shows the right log again later has shown another one before. */
  #break(broken: BrokenProof): void {
    this.#broken ??= broken;
  }
}
