import { recoveryFor } from "../../protocol/codes.ts";
import type { ClientId } from "../../protocol/ids.ts";
import { ACK_TIMEOUT_MS } from "../../protocol/limits.ts";

/** Why an item will not be sent again by itself. */
export interface Failure {
  readonly code: string;
  readonly message: string;
}

/** A refusal of one item, as it comes from the server. */
export interface Reject extends Failure {
  readonly client_id: ClientId;
  readonly retry_after_ms?: number | undefined;
}

/** What every item on its way to the server has. */
export interface QueueItem {
  readonly client_id: ClientId;
  /** Unix milliseconds by the device's clock. */
  readonly created_at: number;
  /** Handles its text mentions, while it is not known who has them. The item waits until it is. */
  readonly handles?: readonly string[];
  /** Set once only the user can decide whether it is sent again. */
  readonly failure?: Failure;
  /** The tab that sends it, if the browser has several; see `Tabs`. */
  readonly tab?: string;
}

/** How the two users of the queue differ. */
export interface QueuePolicy<T> {
  /** Items in flight at most. */
  readonly windowMax: number;
  /**
   * Whether the server takes an item once, however often it is sent. If so, an item found on the device is
   * sent at once. If not, a repeat could undo what another tab has done since, so such an item is sent only
   * after the device has been read again on the current connection.
   */
  readonly isDeduplicated: boolean;
  /**
   * Whether items must arrive in order even around refusals. If so, an answer to what was sent before
   * the last refusal does not widen the window.
   */
  readonly keepsOrder: boolean;
  /** What an item sets. Of two items with the same key only the later one counts. */
  readonly keyOf?: (item: T) => string | undefined;
  /** Whether the outgoing stage still has to run for an item; see `Stages`. */
  readonly needsStage?: (item: T) => boolean;
}

type Phase =
  | { readonly type: "waiting" }
  /** The outgoing stage is working on it. */
  | { readonly type: "preparing" }
  /** Sent on the current connection, at this time in Unix milliseconds. */
  | { readonly type: "sent"; readonly at: number }
  /** The server has it, but its effect has not been seen here. */
  | { readonly type: "answered" };

/**
 * Where an item comes from. It was made here; or it was found on the device, and has to be sent by this
 * tab (`found` until the device has been read again, then `left`) or by another one (`elsewhere`).
 */
type Origin = "here" | "found" | "left" | "elsewhere";

interface Entry<T> {
  item: T;
  phase: Phase;
  origin: Origin;
  /** Whether the item as it is now is on the device, or need not be. */
  isStored: boolean;
  readonly key: string | undefined;
  /** A later item with the same key counts instead. It is not sent again. */
  isSuperseded: boolean;
}

/** First and longest wait, in milliseconds, after refusals that do not say how long to wait. */
const RETRY_MIN_MS = 500;
const RETRY_MAX_MS = 30_000;

const WAITING: Phase = { type: "waiting" };

/**
 * Items on their way to the server, in the order in which they were made. Each is first stored on the
 * device, then prepared if there is an outgoing stage, then sent, and sent again until it is accepted or
 * refused for good. An item that cannot be sent yet holds back all that come after it. Pure: time and
 * chance are arguments.
 *
 * Many may be in flight. But once one is refused for now, sending stops, waits as long as the refusal
 * says, starts again from the refused item with a single one in flight, and allows one more with each
 * acceptance (so twice as many with each round trip).
 */
export class SendQueue<T extends QueueItem> {
  readonly #policy: QueuePolicy<T>;
  /** In the order of client_ids, which is the order in which they were made. */
  #entries = new Map<ClientId, Entry<T>>();
  #newest: ClientId | undefined;
  readonly #inFlight = new Set<Entry<T>>();
  /** Items in flight at most: what the connection takes, and what refusals have taught. */
  #connectionWindow: number;
  #window: number;
  #heldUntil = 0;
  #lastSentAt: number | undefined;
  /** Refusals for now since the last acceptance. */
  #refusals = 0;

  constructor(policy: QueuePolicy<T>) {
    this.#policy = policy;
    this.#connectionWindow = policy.windowMax;
    this.#window = policy.windowMax;
  }

  get items(): T[] {
    return [...this.#entries.values()].map(({ item }) => item);
  }

  /** Those this tab sends without the user doing anything. */
  get own(): T[] {
    return this.#all(isOwn).map(({ item }) => item);
  }

  /** Whether anything is left that will be sent without the user doing anything. */
  get isBusy(): boolean {
    return this.#some(isOwn);
  }

  get(client_id: ClientId): T | undefined {
    return this.#entries.get(client_id)?.item;
  }

  /** Whether it is on its way or has arrived, as far as is known here. */
  isSent(client_id: ClientId): boolean {
    const entry = this.#entries.get(client_id);
    return entry !== undefined && isSent(entry);
  }

  /** Adds an item, which stays back until it is `stored`. Returns the items it supersedes. */
  add(item: T, isStored: boolean): T[] {
    if (this.#entries.has(item.client_id)) return [];
    const key = this.#policy.keyOf?.(item);
    const superseded = key === undefined ? [] : this.supersede(key);
    this.#put({ item, phase: WAITING, origin: "here", isStored, key, isSuperseded: false });
    return superseded;
  }

  /** The device has stored exactly this item. */
  stored(item: T): void {
    const entry = this.#entries.get(item.client_id);
    if (entry?.item === item) entry.isStored = true;
  }

  /** An item has become another, which has to be stored. Returns whether it was still here as it was. */
  replace(before: T, after: T): boolean {
    const entry = this.#entries.get(before.client_id);
    if (entry?.item !== before || entry.origin === "elsewhere") return false;
    this.#rest(entry);
    entry.item = after;
    entry.isStored = false;
    return true;
  }

  remove(client_id: ClientId): T | undefined {
    const entry = this.#entries.get(client_id);
    if (!entry) return undefined;
    this.#drop(entry);
    return entry.item;
  }

  /** Ends the items with a key. One in flight is at least not repeated. Returns those that are gone. */
  supersede(key: string): T[] {
    return this.#all((entry) => entry.key === key).flatMap((entry) => {
      entry.isSuperseded = true;
      return entry.phase.type === "sent" ? [] : [this.#drop(entry)];
    });
  }

  /**
   * Takes in the items found on the device. Those of other tabs are only shown. An item that another tab
   * may handle and that is no longer on the device has been handled. `isFresh` says whether the device was
   * read on the current connection. Returns the items of this tab that later ones supersede.
   */
  adopt(found: readonly T[], isOurs: (item: T) => boolean, isFresh: boolean): T[] {
    const ids = new Set(found.map(({ client_id }) => client_id));
    for (const entry of this.#all(isShared)) if (!ids.has(entry.item.client_id)) this.#drop(entry);
    return found.flatMap((item) => {
      const known = this.#entries.get(item.client_id);
      const origin = this.#originOf(isOurs(item), isFresh || known?.origin === "left");
      if (!known) return this.#adopt(item, origin);
      if (isShared(known)) Object.assign(known, { item, origin });
      return [];
    });
  }

  /** A connection is up that takes this many items at once. */
  connected(window: number): void {
    this.#connectionWindow = window;
  }

  /** What was in flight may or may not have arrived: it is sent again. Returns what need not be. */
  disconnected(): T[] {
    return this.#all(isSent).flatMap((entry) => {
      this.#rest(entry);
      return entry.isSuperseded ? [this.#drop(entry)] : [];
    });
  }

  /** What the outgoing stage is to be run for now. */
  takeUnprepared(now: number): T[] {
    const { needsStage } = this.#policy;
    if (!needsStage || now < this.#heldUntil) return [];
    const taken: T[] = [];
    let free = this.#free;
    for (const entry of this.#entries.values()) {
      if (!isOwn(entry) || isSent(entry)) continue;
      if (!isComplete(entry) || free-- <= 0) break;
      if (entry.phase.type !== "waiting" || !needsStage(entry.item)) continue;
      entry.phase = { type: "preparing" };
      taken.push(entry.item);
    }
    return taken;
  }

  /** What may be sent now; it counts as sent. */
  take(now: number): T[] {
    const taken: T[] = [];
    if (now < this.#heldUntil) return taken;
    for (const entry of this.#entries.values()) {
      if (!isOwn(entry) || isSent(entry)) continue;
      const isReady = isComplete(entry) && !this.#policy.needsStage?.(entry.item);
      if (!isReady || this.#free <= 0) break;
      entry.phase = { type: "sent", at: now };
      this.#inFlight.add(entry);
      this.#lastSentAt = now;
      taken.push(entry.item);
    }
    return taken;
  }

  /** When anything was last sent, in Unix milliseconds. */
  get lastSentAt(): number | undefined {
    return this.#lastSentAt;
  }

  /** The items that wait until it is known whom they mention. */
  get unresolved(): T[] {
    const isUnresolved = (entry: Entry<T>) => isSafe(entry) && entry.item.handles !== undefined;
    return this.#all((entry) => isOwn(entry) && isUnresolved(entry)).map(({ item }) => item);
  }

  /** It was accepted, and its effect is here. Returns it if this tab had to send it. */
  accept(client_id: ClientId): T | undefined {
    const entry = this.#entries.get(client_id);
    if (!entry) return undefined;
    this.#accepted(entry);
    this.#drop(entry);
    return entry.origin === "elsewhere" ? undefined : entry.item;
  }

  /** It was accepted, but its effect is still to be seen. Returns whether it is here. */
  answered(client_id: ClientId): boolean {
    const entry = this.#entries.get(client_id);
    if (!entry) return false;
    this.#accepted(entry);
    this.#rest(entry);
    entry.phase = { type: "answered" };
    return true;
  }

  /**
   * Takes a refusal by the server or by the outgoing stage. `for_good`: the caller decides what becomes of
   * the item. `superseded`: it is gone. Undefined for an item this tab does not send.
   */
  refuse(reject: Reject, now: number, random: number): "for_good" | "superseded" | "for_now" | undefined {
    const entry = this.#entries.get(reject.client_id);
    if (!entry || entry.origin === "elsewhere") return undefined;
    if (recoveryFor(reject.code) === "stop") return "for_good";
    this.#rest(entry);
    if (entry.isSuperseded) {
      this.#drop(entry);
      return "superseded";
    }
    const limit = Math.min(RETRY_MAX_MS, RETRY_MIN_MS * 2 ** this.#refusals++);
    const wait = reject.retry_after_ms ?? limit * (0.5 + random / 2);
    this.#heldUntil = Math.max(this.#heldUntil, now + Math.max(1, wait));
    this.#window = 1;
    return "for_now";
  }

  /** When an item will have gone unanswered for too long. */
  get overdueAt(): number | undefined {
    const oldest = this.#inFlight.values().next().value?.phase; // sets keep the order of adding
    return oldest?.type === "sent" ? oldest.at + ACK_TIMEOUT_MS : undefined;
  }

  /** Until when sending is held back, if something waits for that. */
  get heldUntil(): number | undefined {
    const isHeld = this.#some((entry) => isOwn(entry) && !isSent(entry) && entry.isStored);
    return isHeld ? this.#heldUntil : undefined;
  }

  get #free(): number {
    return Math.min(this.#window, this.#connectionWindow) - this.#inFlight.size;
  }

  #originOf(isOurs: boolean, isFresh: boolean): Origin {
    if (!isOurs) return "elsewhere";
    if (this.#policy.isDeduplicated) return "here";
    return isFresh ? "left" : "found";
  }

  #adopt(item: T, origin: Origin): T[] {
    const key = this.#policy.keyOf?.(item);
    const later =
      key !== undefined && this.#some((each) => each.key === key && each.item.client_id > item.client_id);
    if (later) return origin === "elsewhere" ? [] : [item];
    this.#put({ item, phase: WAITING, origin, isStored: true, key, isSuperseded: false });
    return [];
  }

  #put(entry: Entry<T>): void {
    const { client_id } = entry.item;
    this.#entries.set(client_id, entry);
    if (this.#newest === undefined || client_id >= this.#newest) this.#newest = client_id;
    else this.#entries = new Map([...this.#entries].sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  #accepted({ phase }: Entry<T>): void {
    this.#refusals = 0;
    const isSinceRefusal = phase.type === "sent" && phase.at >= this.#heldUntil;
    if (isSinceRefusal || !this.#policy.keepsOrder)
      this.#window = Math.min(this.#policy.windowMax, this.#window + 1);
  }

  #rest(entry: Entry<T>): void {
    entry.phase = WAITING;
    this.#inFlight.delete(entry);
  }

  #drop(entry: Entry<T>): T {
    this.#rest(entry);
    this.#entries.delete(entry.item.client_id);
    return entry.item;
  }

  #some(is: (entry: Entry<T>) => boolean): boolean {
    for (const entry of this.#entries.values()) if (is(entry)) return true;
    return false;
  }

  #all(is: (entry: Entry<T>) => boolean): Entry<T>[] {
    return [...this.#entries.values()].filter(is);
  }
}

const isSent = ({ phase }: Entry<QueueItem>): boolean => phase.type === "sent" || phase.type === "answered";

/** Whether this tab sends it without the user doing anything. */
const isOwn = ({ origin, item }: Entry<QueueItem>): boolean =>
  origin !== "elsewhere" && item.failure === undefined;

/** Whether it is on the device, and no other tab can have handled it. */
const isSafe = ({ isStored, origin }: Entry<QueueItem>): boolean => isStored && origin !== "found";

/** Whether its content is complete too. */
const isComplete = (entry: Entry<QueueItem>): boolean => isSafe(entry) && entry.item.handles === undefined;

/** Whether another tab may handle it. Then its state is what the device says. */
const isShared = ({ isStored, origin, phase, item }: Entry<QueueItem>): boolean =>
  isStored && phase.type === "waiting" && (origin !== "here" || item.failure !== undefined);
