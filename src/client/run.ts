import type { MessageId, UserId } from "../protocol/ids.ts";
import type { Message } from "../protocol/message.ts";
import type { Change, Position } from "../protocol/room.ts";
import {
  asInHistory,
  isMessageChange,
  isNotice,
  type MessageChange,
  type Notice,
  patchedAll,
} from "./patch.ts";

/** What a device keeps of a room for the next start. */
export interface SavedTimeline {
  readonly position: Position;
  readonly messages: readonly Message[];
  readonly changes: readonly Notice[];
}

/**
 * What came of taking something in. `gap`: something before it is missing, so it was not taken.
 * `conflict`: it contradicts what is here, so what is here is not the room's log any more.
 */
export type Taken = "taken" | "gap" | "conflict";

/**
 * A run of messages without holes, as they are now, and of notices. Its arrays are exchanged, not
 * changed, so snapshots stay as they are.
 */
export class Run {
  messages: readonly Message[] = [];
  notices: readonly Notice[] = [];
  readonly #epoch: string;
  readonly #self: UserId;
  /** Nothing until it is known where the run begins. */
  #message_id: number | undefined;
  #change_id: number | undefined;
  /** What happens to messages before the run while a page of them is being read. */
  #strays: MessageChange[] | undefined;

  constructor(epoch: string, self: UserId) {
    this.#epoch = epoch;
    this.#self = self;
  }

  static of({ position, messages, changes }: SavedTimeline, self: UserId): Run {
    const run = new Run(position.epoch, self);
    run.messages = messages;
    run.notices = changes;
    run.settle(position);
    return run;
  }

  get position(): Position {
    return { epoch: this.#epoch, message_id: this.#message_id ?? 0, change_id: this.#change_id ?? 0 };
  }

  get first(): MessageId {
    return this.messages[0]?.message_id ?? (this.#message_id ?? 0) + 1;
  }

  /** A resume or reload has brought everything up to here. */
  settle({ message_id, change_id }: Position): void {
    this.#message_id ??= message_id;
    this.#change_id = Math.max(this.#change_id ?? 0, change_id);
  }

  /** Takes what continues the run, up to the first that does not. */
  takeMessages(messages: readonly Message[]): Taken {
    const run = [...this.messages];
    const taken = messages.map((message) => this.#takeMessage(message, run)).find((each) => each !== "taken");
    this.messages = run;
    return taken ?? "taken";
  }

  #takeMessage(message: Message, run: Message[]): Taken {
    const next = (this.#message_id ?? message.message_id - 1) + 1;
    if (message.message_id > next) return "gap";
    if (message.message_id < next) {
      const known = run[message.message_id - (run[0]?.message_id ?? next)];
      return known && known.client_id !== message.client_id ? "conflict" : "taken";
    }
    this.#message_id = next;
    run.push(asInHistory(message));
    return "taken";
  }

  /** Live changes have no holes: takes those that come next, up to the first that does not. */
  takeChanges(changes: readonly Change[]): Taken {
    let known = this.#change_id ?? 0;
    const next: Change[] = [];
    for (const change of changes) {
      if (change.change_id > known + 1) break;
      if (change.change_id <= known) continue;
      next.push(change);
      known++;
    }
    this.#change_id = known;
    this.#apply(next);
    return (changes.at(-1)?.change_id ?? 0) <= known ? "taken" : "gap";
  }

  /**
   * Takes the changes of a resume, which leave out those that later ones made void. The position
   * stays where it is until `settle`: what was cut off in the middle would otherwise go on after a
   * change whose message has another one among those left out.
   */
  takeStates(changes: readonly Change[]): void {
    const known = this.#change_id ?? 0;
    this.#apply(changes.filter((change) => change.change_id > known));
  }

  #apply(changes: readonly Change[]): void {
    const last = this.notices.at(-1)?.change_id ?? 0;
    const notices = changes.filter(isNotice).filter((notice) => notice.change_id > last);
    if (notices.length > 0) this.notices = [...this.notices, ...notices];
    const patches = changes.filter(isMessageChange);
    this.#strays?.push(...patches.filter(({ patch }) => patch.message_id < this.first));
    this.messages = patchedAll(this.messages, patches, this.#self);
  }

  /** An older page is being read; or, with `false`, no longer. */
  expectOlder(isExpected: boolean): void {
    this.#strays = isExpected ? [] : undefined;
  }

  /** The page, which may have been read before what has happened to its messages since. */
  prepend(older: readonly Message[]): void {
    if (!this.#strays || older.at(-1)?.message_id !== this.first - 1) return;
    this.messages = [...patchedAll(older, this.#strays, this.#self), ...this.messages];
    this.#strays = undefined;
  }
}
