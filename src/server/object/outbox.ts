import { OUTBOX_MAX, OUTBOX_RETRY_MAX_MS, OUTBOX_RETRY_MIN_MS } from "../../protocol/limits.ts";
import type { OutboxEntry, OutboxSql } from "./outbox-sql.ts";

export interface OutboxOptions<Body> {
  /** Whose entries these are, among all in the table. */
  readonly topic: string;
  /** Unix milliseconds. */
  now(): number;
  /** At least 0 and less than 1, like `Math.random`. */
  random(): number;
  /** Merges a waiting entry with a newer one. Default: the newer one. */
  readonly merge?: (waiting: Body, newer: Body) => Body;
  /** The wait after a first failure, and the longest one. */
  readonly retryMinMs?: number;
  readonly retryMaxMs?: number;
  /** How many entries are kept. Beyond that, those that have waited longest are dropped. */
  readonly max?: number;
}

/**
 * What others still have to be told, so that neither a failed call nor a crash loses it. It holds state
 * and not a log: one entry per target, which is told the state at the time of the call. `body` is for
 * what cannot be read from elsewhere by then.
 *
 * Call `enqueue` in the transaction that makes it necessary. An entry stays until it is
 * acknowledged, and is not acknowledged by the answer to a call that was made before it was enqueued
 * again. After each failure the next call waits twice as long.
 */
export class Outbox<Body = null, Target extends string = string> {
  readonly #sql: OutboxSql;
  readonly #options: OutboxOptions<Body>;

  constructor(sql: OutboxSql, options: OutboxOptions<Body>) {
    this.#sql = sql;
    this.#options = options;
  }

  /** Notes that a target has to be told. One that waits after a failure goes on waiting. */
  enqueue(target: Target, body: Body): void {
    const waiting = this.get(target);
    const now = this.#options.now();
    this.#sql.put(this.#options.topic, {
      failures: 0,
      retry_at: now,
      since: now,
      ...waiting,
      target,
      body: this.#merged(waiting, body),
      revision: this.#sql.nextRevision(),
    });
  }

  /** A call has failed, whether or not its target was enqueued before. */
  postpone(target: Target, body: Body): void {
    const { topic, max = OUTBOX_MAX, now } = this.#options;
    const waiting = this.get(target);
    const failures = (waiting?.failures ?? 0) + 1;
    this.#sql.put(topic, {
      target,
      body: this.#merged(waiting, body),
      revision: waiting?.revision ?? this.#sql.nextRevision(),
      failures,
      retry_at: now() + this.#wait(failures),
      since: waiting?.since ?? now(),
    });
    if (!waiting) this.#sql.trim(topic, max);
  }

  /** The target has accepted this entry. If it has been enqueued again since, it stays. */
  acknowledge(entry: Pick<OutboxEntry, "target" | "revision">): void {
    this.#sql.delete(this.#options.topic, entry);
  }

  /** Drops an entry, whatever it says. */
  drop(target: Target): void {
    this.#sql.delete(this.#options.topic, { target, revision: Number.MAX_SAFE_INTEGER });
  }

  get(target: Target): OutboxEntry<Body, Target> | undefined {
    return this.#sql.get(this.#options.topic, target);
  }

  /** All entries, the most urgent first, including those not due yet. */
  pending(limit: number = OUTBOX_MAX): OutboxEntry<Body, Target>[] {
    return this.#sql.list(this.#options.topic, limit);
  }

  /** The entries that are due now. */
  ready(limit: number = OUTBOX_MAX): OutboxEntry<Body, Target>[] {
    const now = this.#options.now();
    return this.pending(limit).filter(({ retry_at }) => retry_at <= now);
  }

  isEmpty(): boolean {
    return this.pending(1).length === 0;
  }

  /** Unix milliseconds at which the next call may be made. */
  due(): number | undefined {
    return this.pending(1)[0]?.retry_at;
  }

  #merged(waiting: OutboxEntry<Body, Target> | undefined, body: Body): Body {
    const { merge } = this.#options;
    return waiting && merge ? merge(waiting.body, body) : body;
  }

  /** Between half of it and all of it, so that calls which failed together are not all repeated together. */
  #wait(failures: number): number {
    const { retryMinMs = OUTBOX_RETRY_MIN_MS, retryMaxMs = OUTBOX_RETRY_MAX_MS, random } = this.#options;
    const longest = Math.min(retryMaxMs, retryMinMs * 2 ** (failures - 1));
    return Math.ceil(longest * (1 - random() / 2));
  }
}
