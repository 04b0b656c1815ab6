import { type Refusal, refuse } from "../../protocol/codes.ts";
import { REACH_BURST, REACH_PER_SECOND, READ_BURST, READ_PER_SECOND } from "../../protocol/limits.ts";
import { type Rate, spend, times, waitToSpend } from "../object/rate-limit.ts";
import type { AccountTables, AllowanceName } from "./tables/account.ts";

/** What is spent in points: on reading, and on what makes other objects work. */
export type Spending = Exclude<AllowanceName, "rooms" | "strangers">;

const RATES: Readonly<Record<Spending, Rate>> = {
  read: { burst: READ_BURST, per_second: READ_PER_SECOND },
  reach: { burst: REACH_BURST, per_second: REACH_PER_SECOND },
};
/** The stored state is ahead of the truth by so much of an allowance, so that not each point is worth a row. */
const STORED_AHEAD = 1 / 20;

/**
 * What the user may still cost. It is kept here, in the one object that is theirs, so it is the same for
 * all their devices, rooms and connections. Whatever something cost is taken off afterwards, since only
 * then it is known; while nothing is left, everything of the kind is refused.
 */
export class Allowances {
  readonly #account: Pick<AccountTables, "allowanceFullAt" | "putAllowanceFullAt">;
  readonly #pace: number;
  readonly #fullAt = new Map<Spending, number>();
  readonly #stored = new Map<Spending, number>();

  /** `pace`: how many times as much as by default a user may cost in this deployment. */
  constructor(account: Pick<AccountTables, "allowanceFullAt" | "putAllowanceFullAt">, pace = 1) {
    this.#account = account;
    this.#pace = pace;
  }

  /** Why nothing of a kind may be done now. */
  refusalOf(kind: Spending, now: number): Refusal | undefined {
    const wait = waitToSpend(this.#rate(kind), this.#get(kind), now);
    return wait > 0 ? refuse("rate_limited", { retry_after_ms: wait }) : undefined;
  }

  /** Takes what something cost, also more than is left. */
  spend(kind: Spending, points: number, now: number): void {
    const rate = this.#rate(kind);
    const full_at = spend(rate, this.#get(kind), now, points);
    this.#fullAt.set(kind, full_at);
    if (full_at <= (this.#stored.get(kind) ?? 0)) return;
    const ahead = spend(rate, full_at, now, rate.burst * STORED_AHEAD);
    this.#stored.set(kind, ahead);
    this.#account.putAllowanceFullAt(kind, ahead);
  }

  /** Takes what something cost. Returns how many milliseconds to wait if nothing is left; else 0. */
  charge(kind: Spending, points: number, now: number): number {
    this.spend(kind, points, now);
    return this.refusalOf(kind, now)?.retry_after_ms ?? 0;
  }

  /** Takes what something will cost, if anything is left. What costs nothing is never refused. */
  take(kind: Spending, points: number, now: number): Refusal | undefined {
    if (points === 0) return undefined;
    const refusal = this.refusalOf(kind, now);
    if (!refusal) this.spend(kind, points, now);
    return refusal;
  }

  #get(kind: Spending): number {
    const known = this.#fullAt.get(kind);
    if (known !== undefined) return known;
    const stored = this.#account.allowanceFullAt(kind);
    this.#fullAt.set(kind, stored);
    this.#stored.set(kind, stored);
    return stored;
  }

  #rate(kind: Spending): Rate {
    return times(RATES[kind], this.#pace);
  }
}
