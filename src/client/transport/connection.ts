import { assertNever, type Recovery, type Result, recoveryFor } from "../../protocol/codes.ts";
import {
  PING_INTERVAL_MS,
  RECONNECT_MAX_MS,
  RECONNECT_MIN_MS,
  SILENCE_MAX_MS,
} from "../../protocol/limits.ts";
import { Alarm, type Clock } from "../clock.ts";
import { Value } from "../observable.ts";
import type { Ending, Link, Reach, Transports, Via } from "./link.ts";

/** The state of a connection. `closed` is final until it is opened again. */
export type ConnectionState =
  | { readonly state: "connecting"; readonly attempt: number }
  /** Caught up, and receiving everything as it happens. */
  | { readonly state: "live"; readonly via: Via }
  /** Until a time in Unix milliseconds. `offline` if the device itself says it has no network. */
  | { readonly state: "waiting"; readonly until: number; readonly attempt: number; readonly offline: boolean }
  /** With the code that stopped it; without a code it was closed from this side. */
  | { readonly state: "closed"; readonly code?: string };

/** After so many sockets in a row without a frame from the server, plain HTTP is tried instead. */
const MUTE_MAX = 3;
/** First and longest time, in milliseconds, between two attempts to get from polling back to a socket. */
const SPARE_MIN_MS = 5_000;
const SPARE_MAX_MS = 300_000;
/** Milliseconds to wait for a sign of life after the device woke up or changed its network. */
const WAKE_PATIENCE_MS = 3_000;

/** What a connection is given. */
export interface ConnectionDeps<Up, Down> {
  readonly clock: Clock;
  readonly random: () => number;
  readonly transports: Transports<Up, Down>;
  readonly reach: Reach;
  readonly isOffline: () => boolean;
  /** Makes sure that the credentials are valid, before each attempt. */
  readonly prepare: () => Promise<Result<unknown>>;
  /** Gets new credentials after the server refused the old ones. */
  readonly renew: () => Promise<Result<unknown>>;
  /** A link is open: send the hello. */
  readonly onOpen: (link: Link<Up>) => void;
  readonly onFrame: (frame: Down) => void;
  /** The link that was open is gone. */
  readonly onDown: () => void;
}

interface Attempt<Up> {
  readonly via: Via;
  link?: Link<Up>;
  opened: boolean;
  /** Whether a frame has come through it. Some proxies let a socket open and then swallow everything. */
  heard: boolean;
}

/**
 * Keeps a connection to one object on the server: connects, notices a dead link whatever its `readyState`
 * says, backs off between attempts, and does what close codes ask for. Its owner says when it has caught
 * up (`live`).
 */
export class Connection<Up, Down> {
  readonly state = new Value<ConnectionState>({ state: "connecting", attempt: 0 });
  readonly #deps: ConnectionDeps<Up, Down>;
  /** The attempt whose events count. Events of earlier ones are ignored. */
  #current: Attempt<Up> | undefined;
  /** A socket being tried while polling works. */
  #spare: Attempt<Up> | undefined;
  #spareWait = SPARE_MIN_MS;
  /** Attempts since the connection last held for a while, this one included. */
  #attempt = 0;
  /** Sockets in a row without a frame from the server. */
  #mute = 0;
  #pollFailed = false;
  #liveSince: number | undefined;
  /** Replaced whenever things start over, so that what was awaited before has no effect any more. */
  #turn = {};
  readonly #retry: Alarm;
  readonly #heartbeat: Alarm;
  /** Rings when the other side has been silent for too long. */
  readonly #patience: Alarm;
  readonly #trySpare: Alarm;

  constructor(deps: ConnectionDeps<Up, Down>) {
    this.#deps = deps;
    this.#retry = new Alarm(deps.clock, () => void this.#connect());
    this.#heartbeat = new Alarm(deps.clock, () => this.#beat());
    this.#patience = new Alarm(deps.clock, () => this.reconnect());
    this.#trySpare = new Alarm(deps.clock, () => this.#openSpare());
  }

  /** Starts, or starts again after it was closed. */
  open(): void {
    const isStarted = this.#attempt > 0;
    if (isStarted && this.state.get().state !== "closed") return;
    this.#attempt = 0;
    void this.#connect();
  }

  close(code?: string): void {
    this.#drop();
    this.state.set({ state: "closed", ...(code !== undefined && { code }) });
  }

  /** The owner has caught up. */
  live(): void {
    const via = this.#current?.via;
    if (!via || this.#liveSince !== undefined) return;
    this.#patience.clear();
    this.#liveSince = this.#deps.clock.now();
    if (via === "poll") this.#deps.reach.socketsBlocked = true;
    if (via === "poll") this.#trySpare.set(this.#liveSince + this.#spareWait);
    this.state.set({ state: "live", via });
  }

  /** The owner does not trust this link any more. */
  reconnect(): void {
    if (this.#current) this.#lost({});
  }

  /** The network is back, or the page is visible again: ends waiting, and checks an old link. */
  wake(): void {
    switch (this.state.get().state) {
      case "waiting":
        return void this.#connect();
      case "live":
        this.#patience.set(this.#deps.clock.now() + WAKE_PATIENCE_MS);
        return this.#current?.link?.ping();
      case "connecting":
        // An attempt from before the network went would otherwise get as much time as one that is merely slow.
        if (this.#current && this.#deps.isOffline())
          this.#patience.set(this.#deps.clock.now() + WAKE_PATIENCE_MS);
        return;
      default:
    }
  }

  async #connect(): Promise<void> {
    this.#drop();
    this.state.set({ state: "connecting", attempt: ++this.#attempt });
    const turn = this.#turn;
    const ready = await this.#deps.prepare();
    if (turn !== this.#turn) return;
    if (!ready.ok) return this.#after(ready);
    this.#patience.set(this.#deps.clock.now() + SILENCE_MAX_MS);
    this.#current = this.#start(this.#via());
  }

  /** Sockets, until they turn out to be blocked; then polling, and a socket again if that fails too. */
  #via(): Via {
    const isBlocked = this.#deps.reach.socketsBlocked || this.#mute >= MUTE_MAX;
    return isBlocked && !this.#pollFailed ? "poll" : "socket";
  }

  #start(via: Via): Attempt<Up> {
    const attempt: Attempt<Up> = { via, opened: false, heard: false };
    const isCurrent = () => attempt === this.#current;
    attempt.link = this.#deps.transports[via]({
      opened: () => this.#opened(attempt),
      heard: () => isCurrent() && this.#heard(),
      frame: (frame) => isCurrent() && this.#received(attempt, frame),
      closed: (ending) => this.#closed(attempt, ending),
    });
    return attempt;
  }

  #opened(attempt: Attempt<Up>): void {
    if (attempt === this.#spare) this.#switchTo(attempt);
    if (attempt !== this.#current || !attempt.link) return;
    attempt.opened = true;
    this.#heartbeat.set(this.#deps.clock.now() + PING_INTERVAL_MS);
    this.#deps.onOpen(attempt.link);
  }

  #closed(attempt: Attempt<Up>, ending: Ending): void {
    if (attempt === this.#current) this.#lost(ending);
    else if (attempt === this.#spare) this.#spareFailed();
  }

  #received(attempt: Attempt<Up>, frame: Down): void {
    if (attempt.via === "socket" && !attempt.heard) this.#socketsWork();
    attempt.heard = true;
    // Until the connection is live, only frames count as a sign of life.
    if (this.#liveSince === undefined) this.#patience.set(this.#deps.clock.now() + SILENCE_MAX_MS);
    this.#heard();
    this.#deps.onFrame(frame);
  }

  #socketsWork(): void {
    this.#mute = 0;
    this.#spareWait = SPARE_MIN_MS;
    this.#deps.reach.socketsBlocked = false;
  }

  #heard(): void {
    if (this.#liveSince !== undefined) this.#patience.clear();
  }

  /**
   * Silence counts from an unanswered ping, not from the last frame: in a sleeping laptop or a hidden tab
   * the timers run late, and nothing came because nothing was asked. If the device says it has no network,
   * the last frame may have been the last for good, so less time is given.
   */
  #beat(): void {
    const now = this.#deps.clock.now();
    const patience_ms = this.#deps.isOffline() ? WAKE_PATIENCE_MS : SILENCE_MAX_MS - PING_INTERVAL_MS;
    if (!this.#patience.isSet) this.#patience.set(now + patience_ms);
    this.#heartbeat.set(now + PING_INTERVAL_MS);
    this.#current?.link?.ping();
  }

  #lost(ending: Ending): void {
    const { clock } = this.#deps;
    const attempt = this.#current;
    if (attempt?.via === "socket" && !attempt.heard && ending.code === undefined) this.#mute++;
    this.#pollFailed = attempt?.via === "poll";
    if (this.#liveSince !== undefined && clock.now() - this.#liveSince >= PING_INTERVAL_MS) this.#attempt = 0;
    this.#drop();
    this.#after(ending);
  }

  /** Does what the code of an ended link, or of a refused preparation, asks for. */
  #after(ending: Ending): void {
    const recovery: Recovery = ending.code === undefined ? "retry" : recoveryFor(ending.code);
    switch (recovery) {
      case "retry":
      case "reload": // the position in the next hello decides
        return this.#wait(ending.retry_after_ms ?? 0);
      case "sign_in":
        return void this.#renew();
      case "stop":
        return this.close(ending.code);
      default:
        return assertNever(recovery);
    }
  }

  async #renew(): Promise<void> {
    const turn = this.#turn;
    this.state.set({ state: "connecting", attempt: this.#attempt });
    const renewed = await this.#deps.renew();
    if (turn !== this.#turn) return;
    if (renewed.ok) return this.#wait(0);
    if (recoveryFor(renewed.code) === "retry") return this.#wait(renewed.retry_after_ms ?? 0);
    this.close(renewed.code);
  }

  /** Exponential back-off with full jitter, so that clients cut off together do not return together. */
  #wait(least_ms: number): void {
    const limit = Math.min(RECONNECT_MAX_MS, RECONNECT_MIN_MS * 2 ** this.#attempt);
    const until = this.#deps.clock.now() + Math.max(least_ms, Math.ceil(this.#deps.random() * limit));
    this.state.set({ state: "waiting", until, attempt: this.#attempt, offline: this.#deps.isOffline() });
    this.#retry.set(until);
  }

  #openSpare(): void {
    this.#spareWait = Math.min(SPARE_MAX_MS, this.#spareWait * 2);
    this.#spare ??= this.#start("socket");
  }

  #spareFailed(): void {
    this.#spare = undefined;
    this.#trySpare.set(this.#deps.clock.now() + this.#spareWait);
  }

  /** From the poll to the socket that has opened beside it. The position makes it seamless. */
  #switchTo(attempt: Attempt<Up>): void {
    this.#current?.link?.close();
    this.#current = attempt;
    this.#spare = undefined;
    this.#liveSince = undefined;
    this.#patience.set(this.#deps.clock.now() + SILENCE_MAX_MS);
    this.#deps.onDown();
  }

  /** Ends whatever is under way. */
  #drop(): void {
    this.#turn = {};
    for (const alarm of [this.#retry, this.#heartbeat, this.#patience, this.#trySpare]) alarm.clear();
    this.#spare?.link?.close();
    this.#current?.link?.close();
    const wasOpen = this.#current?.opened;
    this.#spare = undefined;
    this.#current = undefined;
    this.#liveSince = undefined;
    if (wasOpen) this.#deps.onDown();
  }
}
