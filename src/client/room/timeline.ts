import type { MessageId, UserId } from "../../protocol/ids.ts";
import { TAIL_KEEP, WINDOW_KEEP, WINDOW_MAX } from "../../protocol/limits.ts";
import type { Change, History, Position } from "../../protocol/room.ts";
import { LogTail, type Messages, type Taken } from "./log-tail.ts";
import { around, holds, joined } from "./message-range.ts";
import {
  isMessageChange,
  isUnreadable,
  type MessageChange,
  type Notice,
  patchedAll,
  type Reopened,
  reopenedAll,
} from "./patch.ts";

/** What is cached of a room's log for the next start. */
export interface SavedTimeline {
  readonly position: Position;
  /** The newest. */
  readonly messages: Messages;
  readonly changes: readonly Notice[];
  /** The messages around the reader's place, if that was elsewhere. */
  readonly apart?: Messages;
}

/** A page that was asked for, and the changes of messages since. */
export interface Reading {
  readonly log: LogTail;
  readonly changes: MessageChange[];
}

/**
 * The parts of a room's log a client holds: its tail, which live events continue and from which it
 * resumes, and at most one range apart from it, around another place the reader has jumped to. One of the
 * two is shown. Changes of messages are applied to both. Pure.
 */
export class Timeline {
  readonly #self: UserId;
  #log: LogTail | undefined;
  /** The tail that a reload brings, until it is complete. Until then the old one is shown and resumed from. */
  #reload: LogTail | undefined;
  #isResuming = false;
  /** A range before the tail that does not touch it. */
  #apart: Messages | undefined;
  #showsApart = false;
  /** Whether the range is older than the last reload: it is shown until it has been read again, but may be outdated. */
  #isStale = false;
  /** The message the reader looks at; undefined at the end. */
  #place: MessageId | undefined;
  readonly #readings = new Set<Reading>();

  /** `self` is the reader, whose reactions and votes are marked as their own. */
  constructor(self: UserId) {
    this.#self = self;
  }

  /** Where to resume from; undefined before the first page has come, or if what was here is void. */
  get position(): Position | undefined {
    return this.#log?.position;
  }

  /** The messages that are shown: without holes, in their current state. */
  get messages(): Messages {
    return (this.#showsApart ? this.#apart : this.#log?.messages) ?? [];
  }

  get notices(): readonly Notice[] {
    return this.#log?.notices ?? [];
  }

  /** The newest message in the tail, shown or not; 0 for none. */
  get last(): number {
    return this.#log?.position.message_id ?? 0;
  }

  /** The first message shown, or the one that would come next. */
  get first(): MessageId {
    return this.messages[0]?.message_id ?? this.last + 1;
  }

  /** The last message shown; 0 for none. */
  get end(): number {
    return this.#showsApart ? (this.#apart?.at(-1)?.message_id ?? 0) : this.last;
  }

  /** The reader's place, if it has to be read again after a reload. */
  get lost(): MessageId | undefined {
    return this.#isStale ? this.#place : undefined;
  }

  restore({ position, messages, changes, apart }: SavedTimeline): void {
    const log = new LogTail(position.epoch, this.#self);
    log.messages = messages;
    log.notices = changes;
    log.settle(position);
    this.#log = log;
    this.#apart = apart;
  }

  save(messagesMax: number): SavedTimeline | undefined {
    if (!this.#log) return undefined;
    const messages = this.#log.messages.slice(-messagesMax);
    const first = messages[0]?.message_id ?? 1;
    const changes = this.#log.notices.filter((notice) => notice.after_message_id >= first - 1);
    const apart = this.#isStale ? undefined : this.#placeKept(first, messagesMax);
    return { position: this.#log.position, messages, changes, ...(apart && { apart }) };
  }

  /** What is cached around the place where the reader is or was, if that does not reach into the cached tail. */
  #placeKept(before: MessageId, messagesMax: number): Messages | undefined {
    const shown = this.#apart ?? (this.#place === undefined ? undefined : this.#log?.messages);
    const kept = shown && around(shown, this.#place ?? shown.at(-1)?.message_id ?? 0, messagesMax);
    const apart = kept?.filter(({ message_id }) => message_id < before - 1);
    return apart && apart.length > 0 ? apart : undefined;
  }

  /** Everything that is here is void: there is no position any more. */
  forget(): void {
    this.#log = undefined;
    this.#reload = undefined;
    this.#readings.clear();
    this.#dropApart();
  }

  /** The server will send what is missing. */
  beginResume(): void {
    this.#isResuming = true;
  }

  /** The server will send the latest page instead of what is missing. */
  beginReload(epoch: string): void {
    this.#isResuming = true;
    this.#reload = new LogTail(epoch, this.#self);
  }

  /** The connection is gone; half a reload is useless. */
  interrupt(): void {
    this.#isResuming = false;
    this.#reload = undefined;
  }

  /** How far the log has been taken in, in a reload too. */
  get reached(): Pick<Position, "message_id" | "change_id"> {
    return (this.#reload ?? this.#log)?.position ?? { message_id: 0, change_id: 0 };
  }

  take(messages: Messages, changes: readonly Change[]): Taken {
    const tail = this.#reload ?? this.#log;
    if (!tail) return "gap";
    const took = tail.takeMessages(messages);
    if (took !== "taken") return took;
    const { fresh, taken } = this.#isResuming ? tail.takeStates(changes) : tail.takeChanges(changes);
    if (tail === this.#log) this.#happened(fresh.filter(isMessageChange));
    this.#letGo();
    return taken;
  }

  /** Applies changes to messages outside of the tail. */
  #happened(changes: readonly MessageChange[]): void {
    if (this.#apart) this.#apart = patchedAll(this.#apart, changes, this.#self);
    for (const reading of this.#readings) reading.changes.push(...changes);
  }

  /** What could not be opened when it came, shown or not. */
  get unreadable(): Messages {
    return [...(this.#apart ?? []), ...(this.#log?.messages ?? [])].filter(isUnreadable);
  }

  /** Some of that has been tried again. */
  reopened(open: Reopened): void {
    if (this.#apart) this.#apart = reopenedAll(this.#apart, open);
    if (this.#log) this.#log.messages = reopenedAll(this.#log.messages, open);
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
    const tail = this.#reload ?? this.#log;
    if (tail?.position.epoch !== position.epoch) return "conflict";
    if (this.#reload) this.#replace(this.#reload);
    this.#isResuming = false;
    tail.settle(position);
    return tail.position.message_id >= position.message_id ? "taken" : "gap";
  }

  /**
   * A reload does not say what happened meanwhile to the messages that were here. A reader who looks at
   * some before its page sees them as they were until they have been read again.
   */
  #replace(reload: LogTail): void {
    const before = this.messages;
    const epoch = this.#log?.position.epoch;
    const place = this.#place;
    this.#log = reload;
    this.#reload = undefined;
    this.#readings.clear();
    this.#dropApart();
    if (place === undefined || epoch !== reload.position.epoch || place >= reload.first) return;
    this.#apart = before.filter(({ message_id }) => message_id < reload.first);
    this.#showsApart = true;
    this.#isStale = true;
    this.#place = place;
  }

  // ---- where the reader is ----

  /** The reader looks at this message, or at the end. The messages nearest to it are kept. */
  setPlace(place: MessageId | undefined): void {
    if (!this.#isStale) this.#place = place;
  }

  /** Shows a message if it is here, and says whether it is. */
  show(place: MessageId): boolean {
    const isApart = !this.#isStale && this.#apart !== undefined && holds(this.#apart, place);
    if (!isApart && !(this.#log && holds(this.#log.messages, place))) return false;
    if (!isApart) this.#leave();
    this.#showsApart = isApart;
    this.#place = place;
    return true;
  }

  /** Shows the end. Of what was shown, some is kept for coming back. */
  showEnd(): void {
    this.#leave();
    this.#place = undefined;
  }

  #leave(): void {
    if (this.#isStale) return this.#dropApart();
    if (this.#apart && this.#showsApart)
      this.#apart = around(this.#apart, this.#place ?? this.end, TAIL_KEEP);
    this.#showsApart = false;
  }

  /** A page is about to be asked for; undefined while there is no position. Ends with `takePage` or `endReading`. */
  beginReading(): Reading | undefined {
    if (!this.#log) return undefined;
    const reading = { log: this.#log, changes: [] };
    this.#readings.add(reading);
    return reading;
  }

  endReading(reading: Reading): void {
    this.#readings.delete(reading);
  }

  /**
   * Takes a page that continues what is shown, on either side; or, with a `place`, the page around it, and
   * shows that. Returns whether it could; not if the log was replaced since the page was asked for.
   */
  takePage(reading: Reading, { epoch, messages }: History, place?: MessageId): boolean {
    const log = this.#log;
    if (!this.#readings.delete(reading) || reading.log !== log || epoch !== log.position.epoch) return false;
    // It may include messages that have not come here yet, and miss changes that have.
    const known = messages.filter(({ message_id }) => message_id <= this.last);
    const page = patchedAll(known, reading.changes, this.#self);
    if (place === undefined ? !this.#grow(log, page) : !this.#jump(page, place)) return false;
    this.#unite(log);
    this.#letGo();
    return true;
  }

  #grow(log: LogTail, page: Messages): boolean {
    if (this.#isStale) return false;
    const next = this.#showsApart ? this.end : this.last;
    const grown = joined(this.messages, page, next + 1);
    if (!grown) return false;
    if (this.#showsApart) this.#apart = grown;
    else log.messages = grown;
    return true;
  }

  #jump(page: Messages, place: MessageId): boolean {
    if (!holds(page, place)) return false;
    const last = this.#apart?.at(-1)?.message_id;
    const grown = this.#apart && !this.#isStale && last ? joined(this.#apart, page, last + 1) : undefined;
    this.#apart = grown ?? page;
    this.#isStale = false;
    this.#showsApart = true;
    this.#place = place;
    return true;
  }

  /** If the range has come to touch the tail, both become one. */
  #unite(log: LogTail): void {
    const whole = this.#apart && !this.#isStale && joined(log.messages, this.#apart, this.last + 1);
    if (!whole) return;
    log.messages = whole;
    this.#apart = undefined;
    this.#showsApart = false;
  }

  /** Bounds what is held: drops the shown messages that are farthest from the reader's place. */
  #letGo(): void {
    const log = this.#log;
    const shown = this.messages;
    if (!log) return;
    if (shown.length > WINDOW_MAX) {
      const place = this.#place ?? this.last;
      const isNearFirst = place - this.first < this.end - place;
      if (!isNearFirst && !this.#showsApart) log.messages = shown.slice(-WINDOW_KEEP);
      else this.#apart = isNearFirst ? shown.slice(0, WINDOW_KEEP) : shown.slice(-WINDOW_KEEP);
      this.#showsApart ||= isNearFirst;
    }
    if (this.#showsApart && log.messages.length > 2 * TAIL_KEEP)
      log.messages = log.messages.slice(-TAIL_KEEP);
  }

  #dropApart(): void {
    this.#apart = undefined;
    this.#showsApart = false;
    this.#isStale = false;
    this.#place = undefined;
  }
}
