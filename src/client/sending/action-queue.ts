import { accept, isCode, type Refusal, type Result, recoveryFor, refuse } from "../../protocol/codes.ts";
import type { ClientId } from "../../protocol/ids.ts";
import { ACK_TIMEOUT_MS } from "../../protocol/limits.ts";
import type { Failure, Reject } from "./outbox.ts";

/** One action on its way. */
export interface PendingAction<A> {
  readonly client_id: ClientId;
  readonly action: A;
  /** Handles an edited text calls by; whose they are is found out before it goes. */
  readonly handles?: readonly string[];
  /** Unix milliseconds by the device's clock. */
  readonly created_at: number;
  /** The tab that sees to it, where a browser has several; see `Tabs`. */
  readonly tab?: string;
}

/** What became of an action; it need not be kept any more. */
export interface Settled {
  readonly client_id: ClientId;
  readonly result: Result<null>;
}

/** Actions in flight at most. */
const WINDOW_MAX = 16;
/** First and longest wait, in milliseconds, after refusals that do not say how long to wait. */
const RETRY_MIN_MS = 500;
const RETRY_MAX_MS = 30_000;

interface Entry<A> {
  doing: PendingAction<A>;
  /** What the action sets; of two with the same, the later one counts. */
  readonly slot: string | undefined;
  /** Whether it may go: it is on the device's storage, or need not be. */
  kept: boolean;
  /** Done here, or found on the device: then left to this tab, or for another tab to see to. */
  origin: "here" | "left" | "elsewhere";
  sent_at?: number;
  /** A later action makes it void. It is not sent again. */
  isOvertaken: boolean;
  /** Carried out, but what came of it has not been seen yet. */
  isDone: boolean;
}

/**
 * Actions that have not been answered, in the order in which they were done. Each sets a state, so it is
 * simply sent again until it is answered; but a later action on the same thing ends an earlier one, so
 * that no repeat brings an old state back. Pure.
 */
export class ActionQueue<A> {
  #entries = new Map<ClientId, Entry<A>>();
  readonly #slotOf: (action: A) => string | undefined;
  #connectionWindow = WINDOW_MAX;
  #window = WINDOW_MAX;
  #heldUntil = 0;
  #refusals = 0;

  /** `slotOf` names what an action sets, where a later action may simply replace an earlier one. */
  constructor(slotOf: (action: A) => string | undefined) {
    this.#slotOf = slotOf;
  }

  /** What is to be shown as if it were done, in order. */
  get doings(): readonly PendingAction<A>[] {
    return [...this.#entries.values()].map((entry) => entry.doing);
  }

  get isBusy(): boolean {
    return this.#all((entry) => !entry.isDone && entry.origin !== "elsewhere").length > 0;
  }

  get inFlight(): readonly ClientId[] {
    return this.#all(isInFlight).map((entry) => entry.doing.client_id);
  }

  add(doing: PendingAction<A>, kept: boolean): Settled[] {
    const slot = this.#slotOf(doing.action);
    const overtaken = slot === undefined ? [] : this.overtake(slot);
    this.#put({ doing, slot, kept, origin: "here", isOvertaken: false, isDone: false });
    return overtaken;
  }

  kept(client_id: ClientId): void {
    const entry = this.#entries.get(client_id);
    if (entry) entry.kept = true;
  }

  /** Those that only wait for whom they call, and whatever stands before them. */
  get uncalled(): readonly PendingAction<A>[] {
    return this.#all((entry) => entry.kept && entry.origin !== "elsewhere")
      .map(({ doing }) => doing)
      .filter(({ handles }) => handles);
  }

  /** Whom it calls on is known; it stays back until it is `kept` as it is now. Returns whether it is still here. */
  called(doing: PendingAction<A>): boolean {
    const entry = this.#entries.get(doing.client_id);
    if (!entry || entry.origin === "elsewhere") return false;
    Object.assign(entry, { doing, kept: false });
    return true;
  }

  /** Makes what is under way in a slot void: it goes, or if it is in flight is at least not repeated. */
  overtake(slot: string): Settled[] {
    return this.#all((entry) => entry.slot === slot && !entry.isDone).flatMap((entry) => {
      entry.isOvertaken = true;
      return isInFlight(entry) ? [] : this.#settle(entry);
    });
  }

  /**
   * Takes the actions that are on the device. Those that are no longer there, another tab has seen to.
   * They only go out where `mayGo`: right after looking, so that what another tab has done since is
   * not undone; and only those that are `ours`, not another tab's.
   */
  adopt(found: readonly PendingAction<A>[], isOurs: (doing: PendingAction<A>) => boolean, mayGo: boolean): Settled[] {
    const ids = new Set(found.map((doing) => doing.client_id));
    for (const entry of this.#all((each) => each.origin !== "here" && !isInFlight(each) && !each.isDone)) {
      entry.origin = isOurs(entry.doing) ? "left" : "elsewhere";
      if (!ids.has(entry.doing.client_id)) this.#entries.delete(entry.doing.client_id);
      else if (mayGo && entry.origin === "left") entry.kept = true;
    }
    return found.flatMap((doing) => {
      if (this.#entries.has(doing.client_id)) return [];
      return isOurs(doing) ? this.#adopt(doing, "left", mayGo) : this.#adopt(doing, "elsewhere", false);
    });
  }

  /** A connection is up that takes this many at once. */
  connected(window: number): void {
    this.#connectionWindow = window;
  }

  /** What was in flight may or may not have been carried out: what still counts goes out again. */
  disconnected(): Settled[] {
    return this.#all(isInFlight).flatMap((entry) => {
      delete entry.sent_at;
      return entry.isOvertaken ? this.#settle(entry) : [];
    });
  }

  /** What may be sent now; it counts as sent. */
  take(now: number): PendingAction<A>[] {
    const taken: PendingAction<A>[] = [];
    if (now < this.#heldUntil) return taken;
    let free = Math.min(this.#window, this.#connectionWindow) - this.#all(isInFlight).length;
    for (const entry of this.#all((each) => !each.isDone && !isInFlight(each))) {
      if (entry.origin === "elsewhere") continue;
      if (!entry.kept || entry.doing.handles || free-- <= 0) break;
      entry.sent_at = now;
      taken.push(entry.doing);
    }
    return taken;
  }

  /** It was carried out. Where what came of it is not here yet, it is shown on until `seen`. */
  done(client_id: ClientId, isSeen: boolean): Settled[] {
    const entry = this.#entries.get(client_id);
    if (!entry) return [];
    this.#refusals = 0;
    this.#window = Math.min(WINDOW_MAX, this.#window + 1);
    delete entry.sent_at;
    entry.isDone = true;
    if (isSeen) this.#entries.delete(client_id);
    return [{ client_id, result: accept(null) }];
  }

  /** Everything that was carried out before is here now. */
  seen(): void {
    for (const entry of this.#all((each) => each.isDone)) this.#entries.delete(entry.doing.client_id);
  }

  /** Takes a refusal. One "for now" holds back what comes later too. */
  refuse({ retry_after_ms, ...failure }: Reject, now: number, random: number): Settled[] {
    const entry = this.#entries.get(failure.client_id);
    if (!entry) return [];
    if (recoveryFor(failure.code) === "stop") return this.#settle(entry, refusalOf(failure));
    delete entry.sent_at;
    if (entry.isOvertaken) return this.#settle(entry);
    const limit = Math.min(RETRY_MAX_MS, RETRY_MIN_MS * 2 ** this.#refusals++);
    const wait = retry_after_ms ?? limit * (0.5 + random / 2);
    this.#heldUntil = Math.max(this.#heldUntil, now + Math.max(1, wait));
    this.#window = 1;
    return [];
  }

  fail(client_id: ClientId, refusal: Refusal): Settled[] {
    const entry = this.#entries.get(client_id);
    return entry && !entry.isDone ? this.#settle(entry, refusal) : [];
  }

  failAll(refusal: Refusal): Settled[] {
    return this.#all((entry) => !entry.isDone).flatMap((entry) => this.#settle(entry, refusal));
  }

  slowDown(): void {
    this.#window = 1;
  }

  /** When an action of now will have gone unanswered for too long. */
  get overdueAt(): number | undefined {
    const sent = this.#all(isInFlight).map((entry) => entry.sent_at ?? 0);
    return sent.length > 0 ? Math.min(...sent) + ACK_TIMEOUT_MS : undefined;
  }

  /** Until when actions are held back, where one waits for that. */
  get heldUntil(): number | undefined {
    const waiting = this.#all(
      (entry) => entry.kept && entry.origin !== "elsewhere" && !entry.isDone && !isInFlight(entry),
    );
    return waiting.length > 0 ? this.#heldUntil : undefined;
  }

  /** One that a later action has overtaken meanwhile is not even begun. */
  #adopt(doing: PendingAction<A>, origin: Entry<A>["origin"], kept: boolean): Settled[] {
    const { client_id } = doing;
    const slot = this.#slotOf(doing.action);
    const later = this.#all((entry) => slot !== undefined && entry.slot === slot).at(-1);
    if (later && later.doing.client_id > client_id)
      return origin === "elsewhere" ? [] : [{ client_id, result: accept(null) }];
    this.#put({ doing, slot, kept, origin, isOvertaken: false, isDone: false });
    return [];
  }

  #put(entry: Entry<A>): void {
    this.#entries.set(entry.doing.client_id, entry);
    this.#entries = new Map([...this.#entries].sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  #settle(entry: Entry<A>, result: Result<null> = accept(null)): Settled[] {
    const { client_id } = entry.doing;
    this.#entries.delete(client_id);
    return [{ client_id, result }];
  }

  #all(is: (entry: Entry<A>) => boolean): Entry<A>[] {
    return [...this.#entries.values()].filter(is);
  }
}

const isInFlight = (entry: { readonly sent_at?: number }): boolean => entry.sent_at !== undefined;

/** What came over the wire, as the value a caller gets. */
export const refusalOf = ({ code, message }: Failure): Refusal =>
  refuse(isCode(code) ? code : "internal", { detail: message });
