import { CALLS_AT_ONCE } from "../../protocol/limits.ts";
import { type Clock, systemClock } from "./clock.ts";
import { withDeadline } from "./deadline.ts";
import type { Follower } from "./follower.ts";
import type { Outbox } from "./outbox.ts";
import type { OutboxEntry } from "./outbox-sql.ts";

/** What whoever has something to deliver needs of the world. */
export interface DeliveryPorts {
  readonly clock: Clock;
  /** At least 0 and less than 1. */
  random(): number;
  /** Something could not be delivered: the alarm has to be set. */
  failed(): void;
}

export interface DeliveryOptions<Body, Target extends string> {
  readonly name: string;
  readonly clock?: Clock;
  readonly callsAtOnce?: number;
  /** Tells one target the current state. Rejects if that was not possible, or once the signal is aborted. */
  deliver(target: Target, body: Body, signal: AbortSignal): Promise<unknown>;
  /** A call has failed and will be repeated: the alarm may have to be set. */
  failed(): void;
}

/**
 * Empties an outbox: calls each target that is due, a limited number at once and each with a deadline.
 * No target is called twice at once, so the last call it gets has the current state.
 */
export class Delivery<Body = null, Target extends string = string> implements Follower {
  readonly name: string;
  readonly #outbox: Outbox<Body, Target>;
  readonly #options: DeliveryOptions<Body, Target>;
  readonly #clock: Clock;
  readonly #callsAtOnce: number;
  /** Targets whose call has no answer yet. */
  readonly #inFlight = new Set<Target>();
  #isStopped = false;

  constructor(outbox: Outbox<Body, Target>, options: DeliveryOptions<Body, Target>) {
    this.name = options.name;
    this.#outbox = outbox;
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#callsAtOnce = options.callsAtOnce ?? CALLS_AT_ONCE;
  }

  /** Calls the targets that may be called now. */
  changed(): void {
    const free = this.#callsAtOnce - this.#inFlight.size;
    if (this.#isStopped || free <= 0) return;
    const next = this.#outbox
      .ready(this.#inFlight.size + free)
      .filter(({ target }) => !this.#inFlight.has(target))
      .slice(0, free);
    for (const entry of next) void this.#call(entry);
  }

  retry(): void {
    this.changed();
  }

  /** Targets being called are not due, nor are those that wait for such a call to end. */
  due(): number | undefined {
    if (this.#inFlight.size >= this.#callsAtOnce) return undefined;
    return this.#outbox.pending(this.#inFlight.size + 1).find(({ target }) => !this.#inFlight.has(target))
      ?.retry_at;
  }

  isIdle(): boolean {
    return this.#outbox.isEmpty();
  }

  /** Another one has taken over: answers from now on change nothing. */
  stop(): void {
    this.#isStopped = true;
  }

  async #call(entry: OutboxEntry<Body, Target>): Promise<void> {
    const { target, body } = entry;
    this.#inFlight.add(target);
    const call = (signal: AbortSignal) => this.#options.deliver(target, body, signal);
    const failed = await withDeadline(call, this.#clock).then(
      () => false,
      () => true,
    );
    this.#inFlight.delete(target);
    if (this.#isStopped) return;
    if (failed) this.#outbox.postpone(target, body);
    else this.#outbox.acknowledge(entry);
    this.changed();
    if (failed) this.#options.failed();
  }
}
