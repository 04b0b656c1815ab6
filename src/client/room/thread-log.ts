import type { MessageId, UserId } from "../../protocol/ids.ts";
import type { Change } from "../../protocol/room.ts";
import type { Messages } from "./log-tail.ts";
import {
  asInHistory,
  isMessageChange,
  type LogMessage,
  type MessageChange,
  patchedAll,
  type Reopened,
  reopenedAll,
} from "./patch.ts";

/**
 * One thread: the message it hangs on, and the replies. It is read from its beginning, page by page,
 * while what is said in the room meanwhile is taken in beside. Pure.
 */
export class ThreadLog {
  readonly root: MessageId;
  /** Whether the user follows the thread; nothing where they have not said, nor written in it. */
  following: boolean | undefined;
  readonly #self: UserId;
  #messages: Messages = [];
  /** The pages read so far, and what has happened to messages since reading began. */
  #reading: { readonly messages: Messages; readonly changes: readonly MessageChange[] } | undefined;
  #isComplete = false;

  constructor(root: MessageId, self: UserId) {
    this.root = root;
    this.#self = self;
  }

  /** In order; the first is the one the thread hangs on, if it is here. */
  get messages(): Messages {
    return this.#messages;
  }

  get isReading(): boolean {
    return this.#reading !== undefined;
  }

  /** Whether all replies up to the room's newest message are here. */
  get isComplete(): boolean {
    return this.#isComplete;
  }

  /** Takes what the room takes. */
  take(messages: Messages, changes: readonly Change[]): void {
    const own = messages.filter((message) => this.#isOfThread(message)).map(asInHistory);
    const patches = changes.filter(isMessageChange);
    if (own.some((message) => this.#makesFollow(message))) this.following ??= true;
    this.#messages = patchedAll(merged(this.#messages, own), patches, this.#self);
    if (!this.#reading) return;
    this.#reading = {
      messages: merged(this.#reading.messages, own),
      changes: [...this.#reading.changes, ...patches],
    };
  }

  /** Messages that could not be opened have been tried again. */
  reopened(open: Reopened): void {
    this.#messages = reopenedAll(this.#messages, open);
  }

  beginReading(): void {
    this.#reading = { messages: [], changes: [] };
  }

  /** One page. It is as it was when it was read, so what has happened since comes on top, at the end. */
  page(messages: Messages): void {
    if (this.#reading)
      this.#reading = { ...this.#reading, messages: merged(this.#reading.messages, messages) };
  }

  /** The last page has come, or with `false` will not come: then all stays as it was. */
  endReading(isComplete: boolean): void {
    if (this.#reading && isComplete)
      this.#messages = patchedAll(this.#reading.messages, this.#reading.changes, this.#self);
    this.#reading = undefined;
    this.#isComplete = isComplete;
  }

  /** Who writes in a thread follows it, and so does who began it, unless they have said otherwise. */
  #makesFollow({ message_id, sender }: LogMessage): boolean {
    const began = this.#messages[0]?.message_id === this.root ? this.#messages[0].sender : undefined;
    return message_id !== this.root && (sender === this.#self || began === this.#self);
  }

  #isOfThread({ message_id, thread }: LogMessage): boolean {
    return message_id === this.root || thread === this.root;
  }
}

/** Messages of both, in order. */
function merged(some: Messages, more: Messages): Messages {
  if (more.length === 0) return some;
  const all = new Map([...some, ...more].map((message) => [message.message_id, message]));
  return [...all.values()].sort((a, b) => a.message_id - b.message_id);
}
