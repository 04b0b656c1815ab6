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
 * One thread: the message it belongs to (its root) and the replies. It is read from its beginning, page by
 * page, while new messages of the room are taken in too. Pure.
 */
export class ThreadLog {
  readonly root: MessageId;
  /** Whether the user follows the thread; undefined if they have neither said so nor written in it. */
  following: boolean | undefined;
  readonly #self: UserId;
  #messages: Messages = [];
  /** The pages read so far, and the changes since reading began. */
  #reading: { readonly messages: Messages; readonly changes: readonly MessageChange[] } | undefined;
  #isComplete = false;

  constructor(root: MessageId, self: UserId) {
    this.root = root;
    this.#self = self;
  }

  /** In order. The first is the root, if it is here. */
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

  /** Takes in what the room's log takes in. */
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

  /** One page. It is in the state in which it was read; the changes since are applied at the end. */
  page(messages: Messages): void {
    if (this.#reading)
      this.#reading = { ...this.#reading, messages: merged(this.#reading.messages, messages) };
  }

  /** The last page has come or, with `false`, will not come: then everything stays as it was. */
  endReading(isComplete: boolean): void {
    if (this.#reading && isComplete)
      this.#messages = patchedAll(this.#reading.messages, this.#reading.changes, this.#self);
    this.#reading = undefined;
    this.#isComplete = isComplete;
  }

  /** A user who writes in a thread follows it, and so does the author of its root, unless they say otherwise. */
  #makesFollow({ message_id, sender }: LogMessage): boolean {
    const began = this.#messages[0]?.message_id === this.root ? this.#messages[0].sender : undefined;
    return message_id !== this.root && (sender === this.#self || began === this.#self);
  }

  #isOfThread({ message_id, thread }: LogMessage): boolean {
    return message_id === this.root || thread === this.root;
  }
}

/** The messages of both, in order. */
function merged(some: Messages, more: Messages): Messages {
  if (more.length === 0) return some;
  const all = new Map([...some, ...more].map((message) => [message.message_id, message]));
  return [...all.values()].sort((a, b) => a.message_id - b.message_id);
}
