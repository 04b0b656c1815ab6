import type { MessageId } from "../protocol/ids.ts";
import type { Message } from "../protocol/message.ts";
import type { Change, History, Position } from "../protocol/room.ts";

/** What a device keeps of a room for the next start. */
export interface SavedTimeline {
  readonly position: Position;
  readonly messages: readonly Message[];
  readonly changes: readonly Change[];
}

/**
 * What came of taking something in. `gap`: something before it is missing, so it was not taken.
 * `conflict`: it contradicts what is here, so what is here is not the room's log any more.
 */
export type Taken = "taken" | "gap" | "conflict";

/**
 * The part of a room's log a client holds: a run of message_ids without holes that ends at the
 * newest it knows, the changes that came with it, and so the position to resume from. Pure.
 */
export class Timeline {
  #log: Run | undefined;
  /** The latest page of a reload, until it is complete. Until then the old log is shown and resumed from. */
  #reload: Run | undefined;

  /** Where to resume from; nothing before the first page has come, or when what was here is void. */
  get position(): Position | undefined {
    return this.#log?.position;
  }

  get messages(): readonly Message[] {
    return this.#log?.messages ?? [];
  }

  get changes(): readonly Change[] {
    return this.#log?.changes ?? [];
  }

  /** The newest message here; 0 for none. */
  get last(): number {
    return this.#log?.position.message_id ?? 0;
  }

  /** The oldest message here, or the one that would come next. */
  get first(): MessageId {
    return this.#log?.first ?? 1;
  }

  restore(saved: SavedTimeline): void {
    this.#log = Run.of(saved);
  }

  save(messagesMax: number): SavedTimeline | undefined {
    if (!this.#log) return undefined;
    const messages = this.#log.messages.slice(-messagesMax);
    const after = (messages[0]?.message_id ?? 1) - 1;
    const changes = this.#log.changes.filter((change) => change.after_message_id >= after);
    return { position: this.#log.position, messages, changes };
  }

  /** Everything known is void: the next position is none. */
  forget(): void {
    this.#log = undefined;
    this.#reload = undefined;
  }

  /** The server will send the latest page instead of what is missing. */
  beginReload(epoch: string): void {
    this.#reload = new Run(epoch);
  }

  /** The connection is gone; half a reload is worth nothing. */
  interrupt(): void {
    this.#reload = undefined;
  }

  take(messages: readonly Message[], changes: readonly Change[]): Taken {
    const run = this.#reload ?? this.#log;
    if (!run) return "gap";
    const taken = run.takeMessages(messages);
    return taken === "taken" ? run.takeChanges(changes) : taken;
  }

  /** Whether what is here can be the beginning of a log that ends at `head`. */
  isWithin(head: Position): boolean {
    const here = this.#log?.position;
    return (
      here?.epoch === head.epoch && here.message_id <= head.message_id && here.change_id <= head.change_id
    );
  }

  /** The server says that everything up to `position` has been sent. */
  complete(position: Position): Taken {
    if (this.#reload) {
      this.#log = this.#reload;
      this.#reload = undefined;
      this.#log.settle(position);
    }
    const here = this.#log?.position;
    if (here?.epoch !== position.epoch) return "conflict";
    return here.message_id >= position.message_id && here.change_id >= position.change_id ? "taken" : "gap";
  }

  /** An older page, as asked for with `before: first`. One that does not fit is left out. */
  prepend(history: History): void {
    const run = this.#log;
    if (history.epoch === run?.position.epoch) run.prepend(history.messages);
  }
}

/** A run of messages and changes. Its arrays are exchanged, not changed, so snapshots stay as they are. */
class Run {
  messages: readonly Message[] = [];
  changes: readonly Change[] = [];
  readonly #epoch: string;
  /** Nothing until it is known where the run begins. */
  #message_id: number | undefined;
  #change_id: number | undefined;

  constructor(epoch: string) {
    this.#epoch = epoch;
  }

  static of({ position, messages, changes }: SavedTimeline): Run {
    const run = new Run(position.epoch);
    run.messages = messages;
    run.changes = changes;
    run.settle(position);
    return run;
  }

  get position(): Position {
    return { epoch: this.#epoch, message_id: this.#message_id ?? 0, change_id: this.#change_id ?? 0 };
  }

  get first(): MessageId {
    return this.messages[0]?.message_id ?? (this.#message_id ?? 0) + 1;
  }

  /** Fixes the counters where nothing that came has fixed them: an empty page says nothing by itself. */
  settle(position: Position): void {
    this.#message_id ??= position.message_id;
    this.#change_id ??= position.change_id;
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
    run.push(message);
    return "taken";
  }

  takeChanges(changes: readonly Change[]): Taken {
    const run = [...this.changes];
    const taken = changes.map((change) => this.#takeChange(change, run)).find((each) => each !== "taken");
    this.changes = run;
    return taken ?? "taken";
  }

  #takeChange(change: Change, run: Change[]): Taken {
    const next = (this.#change_id ?? change.change_id - 1) + 1;
    if (change.change_id > next) return "gap";
    if (change.change_id < next) return "taken";
    this.#change_id = next;
    run.push(change);
    return "taken";
  }

  prepend(older: readonly Message[]): void {
    if (older.at(-1)?.message_id === this.first - 1) this.messages = [...older, ...this.messages];
  }
}
