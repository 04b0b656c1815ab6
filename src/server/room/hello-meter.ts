import type { UserId } from "../../protocol/ids.ts";
import { HELLO_BURST, HELLO_PER_SECOND, READ_LEASE_POINTS } from "../../protocol/limits.ts";
import { helloPoints } from "../object/points.ts";
import { type Rate, spend, times, waitToSpend } from "../object/rate-limit.ts";

/** What this needs of the object. */
export interface MeterPorts {
  /** How many times as much as by default a user may cost in this deployment. */
  readonly pace: number;
  /** Takes points from the user's own allowance. Answers how many milliseconds they must wait if none are left. */
  charge(user_id: UserId, points: number): Promise<number>;
}

interface Spent {
  fullAt: number;
  /** Points that their inbox has not been told of. */
  unpaid: number;
  heldUntil: number;
}

/** Users who have said hello here lately; those who owe nothing are forgotten if there are more. */
const REMEMBERED_MAX = 10_000;

/**
 * What answers to `hello` cost a room, by user. An answer is given at once and paid for afterwards: here,
 * so that no user keeps this room busy, and from the allowance in the user's inbox, which all rooms share.
 * The inbox is told of several points at a time; until it has taken them, the user may go on only here.
 */
export class HelloMeter {
  readonly #ports: MeterPorts;
  readonly #rate: Rate;
  readonly #users = new Map<UserId, Spent>();

  constructor(ports: MeterPorts) {
    this.#ports = ports;
    this.#rate = times({ burst: HELLO_BURST, per_second: HELLO_PER_SECOND }, ports.pace);
  }

  /** Whether a user has to wait before the next hello. */
  isHeld(user_id: UserId, now: number): boolean {
    const spent = this.#users.get(user_id);
    return spent !== undefined && (spent.heldUntil > now || waitToSpend(this.#rate, spent.fullAt, now) > 0);
  }

  /** A hello was answered by so many UTF-16 units. */
  answered(user_id: UserId, units: number, now: number): void {
    const points = helloPoints(units);
    const spent = this.#users.get(user_id) ?? { fullAt: 0, unpaid: 0, heldUntil: 0 };
    if (this.#users.size >= REMEMBERED_MAX) this.#forget(now);
    this.#users.set(user_id, spent);
    spent.fullAt = spend(this.#rate, spent.fullAt, now, points);
    spent.unpaid += points;
    if (spent.unpaid >= READ_LEASE_POINTS) void this.#pay(user_id, spent, now);
  }

  async #pay(user_id: UserId, spent: Spent, now: number): Promise<void> {
    const points = spent.unpaid;
    spent.unpaid = 0;
    // An inbox that cannot be asked stops nobody from reading: what is said here still holds.
    const wait = await this.#ports.charge(user_id, points).catch(() => 0);
    spent.heldUntil = Math.max(spent.heldUntil, now + wait);
  }

  #forget(now: number): void {
    for (const [user_id, { fullAt, heldUntil }] of this.#users)
      if (fullAt <= now && heldUntil <= now) this.#users.delete(user_id);
  }
}
