import { recoveryFor } from "../../protocol/codes.ts";
import type { ClientId, MessageId, RoomId } from "../../protocol/ids.ts";
import { ACK_TIMEOUT_MS } from "../../protocol/limits.ts";
import type { Content } from "../../protocol/message.ts";

/** Why a send will not be tried again by itself. */
export interface Failure {
  readonly code: string;
  readonly message: string;
}

/** One own send, as it is kept on the device until the room has it. */
export interface Outgoing {
  readonly client_id: ClientId;
  readonly room_id: RoomId;
  readonly content: Content;
  /** Handles the text calls by; whose they are is found out before it goes. */
  readonly handles?: readonly string[];
  /** Unix milliseconds by the device's clock. */
  readonly created_at: number;
  readonly failure?: Failure;
  /** The tab that sends it, where a browser has several; see `Tabs`. */
  readonly tab?: string;
}

/** A refusal of a send, as it comes from the server. */
export interface Reject {
  readonly client_id: ClientId;
  readonly code: string;
  readonly message: string;
  readonly retry_after_ms?: number | undefined;
}

/** Sends in flight at most. */
export const WINDOW_MAX = 64;
/** First and longest wait, in milliseconds, after refusals that do not say how long to wait. */
const RETRY_MIN_MS = 500;
const RETRY_MAX_MS = 30_000;

interface Entry {
  outgoing: Outgoing;
  /** Another tab sends it: here it is only shown. */
  isElsewhere: boolean;
  /** Whether it is on the device's storage, so that a reload cannot lose it. */
  kept: boolean;
  /** When it went out on the connection of now; not set while it waits to. */
  sent_at?: number | undefined;
  /** The room has it under this id, but the log here has not come so far. */
  stored_as?: MessageId | undefined;
}

/**
 * The own sends of one room that the room does not have yet, in the order they were typed, and the
 * rules of sending them: in that order, each again until it is acknowledged or refused for good. Pure.
 *
 * Many may be in flight, but once one is refused "for now", nothing later is sent before it: sending
 * stops, waits as told, starts again from the refused one with a single send in flight, and allows
 * one more with each acknowledgement (so twice as many with each round trip).
 */
export class Outbox {
  /** In the order of client_ids, which is the order of their making. */
  #entries = new Map<ClientId, Entry>();
  #newest: ClientId = "";
  readonly #inFlight = new Set<Entry>();
  /** Sends in flight at most: what the connection takes, and what refusals have taught. */
  #connectionWindow = WINDOW_MAX;
  #window = WINDOW_MAX;
  #heldUntil = 0;
  /** Refusals "for now" since the last acknowledgement. */
  #refusals = 0;

  get outgoing(): Outgoing[] {
    return [...this.#entries.values()].map((entry) => entry.outgoing);
  }

  /** Whether anything is left that will be sent without a person's doing. */
  get isBusy(): boolean {
    return this.#first((entry) => !isForOthers(entry)) !== undefined;
  }

  /** Whether it is on its way, as far as can be known here. */
  isSent(client_id: ClientId): boolean {
    const entry = this.#entries.get(client_id);
    return entry !== undefined && isSent(entry);
  }

  /** Takes in a send; it stays back until it is `kept`. */
  add(outgoing: Outgoing, kept: boolean): void {
    if (this.#entries.has(outgoing.client_id)) return;
    this.#put({ outgoing, kept, isElsewhere: false });
  }

  /**
   * Takes up what is on the device. Some of it another tab sends, and what of that is no longer there
   * it has seen to; so it may have with what has failed here.
   */
  adopt(found: readonly Outgoing[], isOurs: (outgoing: Outgoing) => boolean): void {
    const ids = new Set(found.map(({ client_id }) => client_id));
    for (const [client_id, entry] of this.#entries)
      if (isForOthers(entry) && entry.kept && !ids.has(client_id)) this.#entries.delete(client_id);
    for (const outgoing of found) {
      const known = this.#entries.get(outgoing.client_id);
      const isElsewhere = !isOurs(outgoing);
      if (!known) this.#put({ outgoing, kept: true, isElsewhere });
      else if (isForOthers(known)) Object.assign(known, { outgoing, isElsewhere });
    }
  }

  #put(entry: Entry): void {
    const { outgoing } = entry;
    this.#entries.set(outgoing.client_id, entry);
    if (outgoing.client_id < this.#newest)
      this.#entries = new Map([...this.#entries].sort(([a], [b]) => (a < b ? -1 : 1)));
    else this.#newest = outgoing.client_id;
  }

  kept(client_id: ClientId): void {
    const entry = this.#entries.get(client_id);
    if (entry) entry.kept = true;
  }

  /** Those that only wait for whom they call, and whatever stands before them. */
  get uncalled(): readonly Outgoing[] {
    return [...this.#entries.values()]
      .filter((entry) => entry.kept && !isForOthers(entry) && entry.outgoing.handles)
      .map((entry) => entry.outgoing);
  }

  /** Whom it calls on is known; it stays back until it is `kept` as it is now. Returns whether it is still here. */
  called(outgoing: Outgoing): boolean {
    const entry = this.#entries.get(outgoing.client_id);
    if (!entry || isForOthers(entry)) return false;
    Object.assign(entry, { outgoing, kept: false });
    return true;
  }

  /** A connection is up that takes this many sends at once. */
  connected(window: number): void {
    this.#connectionWindow = window;
  }

  /** What was in flight may or may not have arrived: all of it goes out again. */
  disconnected(): void {
    this.#inFlight.clear();
    for (const entry of this.#entries.values()) {
      entry.sent_at = undefined;
      entry.stored_as = undefined;
    }
  }

  /** What may be sent now; it counts as sent. */
  take(now: number): Outgoing[] {
    if (now < this.#heldUntil) return [];
    const taken: Outgoing[] = [];
    for (const entry of this.#entries.values()) {
      if (isForOthers(entry) || isSent(entry)) continue;
      if (!entry.kept || entry.outgoing.handles) break;
      if (this.#inFlight.size >= Math.min(this.#window, this.#connectionWindow)) break;
      entry.sent_at = now;
      this.#inFlight.add(entry);
      taken.push(entry.outgoing);
    }
    return taken;
  }

  /** The message has been seen in the room. Returns whether this tab waited for it. */
  acknowledge(client_id: ClientId): boolean {
    const entry = this.#entries.get(client_id);
    if (!entry) return false;
    this.#accepted(entry);
    return this.#entries.delete(client_id) && !entry.isElsewhere;
  }

  /** The room has it, but it has not been seen in the log here. */
  stored(client_id: ClientId, message_id: MessageId): void {
    const entry = this.#entries.get(client_id);
    if (!entry) return;
    this.#accepted(entry);
    entry.stored_as = message_id;
  }

  /** The log here has come to `message_id`. Returns the sends that are therefore in it. */
  passed(message_id: MessageId): ClientId[] {
    const isIn = (entry: Entry) => entry.stored_as !== undefined && entry.stored_as <= message_id;
    const ids = [...this.#entries.values()].filter(isIn).map((entry) => entry.outgoing.client_id);
    for (const client_id of ids) this.#entries.delete(client_id);
    return ids;
  }

  /** Takes a refusal. Returns the send where it has failed for good. */
  refuse(reject: Reject, now: number, random: number): Outgoing | undefined {
    const { client_id, code, message, retry_after_ms } = reject;
    const entry = this.#entries.get(client_id);
    if (!entry || entry.isElsewhere) return undefined;
    if (recoveryFor(code) === "stop") return this.fail(client_id, { code, message });
    const limit = Math.min(RETRY_MAX_MS, RETRY_MIN_MS * 2 ** this.#refusals++);
    const wait = retry_after_ms ?? limit * (0.5 + random / 2);
    this.#heldUntil = Math.max(this.#heldUntil, now + Math.max(1, wait));
    this.#window = 1;
    this.#back(entry);
    return undefined;
  }

  /** From now on only a person's doing sends it. */
  fail(client_id: ClientId, failure: Failure): Outgoing | undefined {
    const entry = this.#entries.get(client_id);
    if (!entry) return undefined;
    this.#back(entry);
    entry.outgoing = { ...entry.outgoing, failure };
    return entry.outgoing;
  }

  failAll(failure: Failure): Outgoing[] {
    const waiting = [...this.#entries.values()].filter((entry) => !isForOthers(entry));
    return waiting.flatMap((entry) => this.fail(entry.outgoing.client_id, failure) ?? []);
  }

  remove(client_id: ClientId): Outgoing | undefined {
    const entry = this.#entries.get(client_id);
    if (!entry) return undefined;
    this.#back(entry);
    this.#entries.delete(client_id);
    return entry.outgoing;
  }

  /** From here on one send at a time, until one is accepted. */
  slowDown(): void {
    this.#window = 1;
  }

  get inFlight(): readonly ClientId[] {
    return [...this.#inFlight].map((entry) => entry.outgoing.client_id);
  }

  /** When a send of now will have gone unanswered for too long. */
  get overdueAt(): number | undefined {
    const oldest = this.#inFlight.values().next().value?.sent_at; // sets keep the order of adding
    return oldest === undefined ? undefined : oldest + ACK_TIMEOUT_MS;
  }

  /** Until when sending is held back, where something waits for that. */
  get heldUntil(): number | undefined {
    const waiting = this.#first((entry) => !isForOthers(entry) && !isSent(entry));
    return waiting && this.#heldUntil;
  }

  #first(is: (entry: Entry) => boolean): Entry | undefined {
    for (const entry of this.#entries.values()) if (is(entry)) return entry;
    return undefined;
  }

  #accepted(entry: Entry): void {
    this.#refusals = 0;
    // Answers to what was sent before a refusal say nothing about whether more may be sent now.
    const isSinceRefusal = entry.sent_at !== undefined && entry.sent_at >= this.#heldUntil;
    if (isSinceRefusal) this.#window = Math.min(WINDOW_MAX, this.#window + 1);
    this.#back(entry);
  }

  #back(entry: Entry): void {
    entry.sent_at = undefined;
    this.#inFlight.delete(entry);
  }
}

const isSent = (entry: Entry): boolean => entry.sent_at !== undefined || entry.stored_as !== undefined;

/** Whether somebody else decides what becomes of it: another tab, or a person. */
const isForOthers = (entry: Entry): boolean => entry.isElsewhere || entry.outgoing.failure !== undefined;
