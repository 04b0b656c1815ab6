import type { MessageId, UserId } from "../protocol/ids.ts";
import type { Message } from "../protocol/message.ts";
import type { Change, History, Position } from "../protocol/room.ts";
import type { Notice } from "./patch.ts";
import { Run, type SavedTimeline, type Taken } from "./run.ts";

/**
 * The part of a room's log a client holds: a run of message_ids without holes that ends at the
 * newest it knows, the notices that came with it, and so the position to resume from. Pure.
 */
export class Timeline {
  readonly #self: UserId;
  #log: Run | undefined;
  /** The latest page of a reload, until it is complete. Until then the old log is shown and resumed from. */
  #reload: Run | undefined;
  #isResuming = false;

  /** `self` is who reads: whose reactions and votes are marked as their own. */
  constructor(self: UserId) {
    this.#self = self;
  }

  /** Where to resume from; nothing before the first page has come, or when what was here is void. */
  get position(): Position | undefined {
    return this.#log?.position;
  }

  /** As they are now, after everything that happened to them. */
  get messages(): readonly Message[] {
    return this.#log?.messages ?? [];
  }

  get notices(): readonly Notice[] {
    return this.#log?.notices ?? [];
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
    this.#log = Run.of(saved, this.#self);
  }

  save(messagesMax: number): SavedTimeline | undefined {
    if (!this.#log) return undefined;
    const messages = this.#log.messages.slice(-messagesMax);
    const after = (messages[0]?.message_id ?? 1) - 1;
    const changes = this.#log.notices.filter((notice) => notice.after_message_id >= after);
    return { position: this.#log.position, messages, changes };
  }

  /** Everything known is void: the next position is none. */
  forget(): void {
    this.#log = undefined;
    this.#reload = undefined;
  }

  /** The server will send what is missing. */
  beginResume(): void {
    this.#isResuming = true;
  }

  /** The server will send the latest page instead of what is missing. */
  beginReload(epoch: string): void {
    this.#isResuming = true;
    this.#reload = new Run(epoch, this.#self);
  }

  /** The connection is gone; half a reload is worth nothing. */
  interrupt(): void {
    this.#isResuming = false;
    this.#reload = undefined;
  }

  take(messages: readonly Message[], changes: readonly Change[]): Taken {
    const run = this.#reload ?? this.#log;
    if (!run) return "gap";
    const taken = run.takeMessages(messages);
    if (taken !== "taken") return taken;
    if (!this.#isResuming) return run.takeChanges(changes);
    run.takeStates(changes);
    return "taken";
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
    const run = this.#reload ?? this.#log;
    if (run?.position.epoch !== position.epoch) return "conflict";
    this.#log = run;
    this.#reload = undefined;
    this.#isResuming = false;
    run.settle(position);
    return run.position.message_id >= position.message_id ? "taken" : "gap";
  }

  /** An older page is being read; or, with `false`, it will not come. */
  expectOlder(isExpected = true): void {
    this.#log?.expectOlder(isExpected);
  }

  /** An older page, as asked for with `before: first` since `expectOlder`. One that does not fit is left out. */
  prepend(history: History): void {
    const run = this.#log;
    if (history.epoch === run?.position.epoch) run.prepend(history.messages);
  }
}
