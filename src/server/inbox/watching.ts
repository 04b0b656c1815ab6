import type { UserId } from "../../protocol/ids.ts";
import { WATCH_LEASE_MS, WATCH_MAX } from "../../protocol/limits.ts";
import type { PresenceSql } from "./presence-sql.ts";

/** Leases are renewed this long before they end: an alarm may come a minute late. */
const RENEW_EARLIER_MS = 2 * 60_000;
/** Milliseconds until those who could not be asked are asked again: first, and at most. */
const RETRY_MIN_MS = 2_000;
const RETRY_MAX_MS = 60_000;

/**
 * Whom the user's devices watch. The inboxes of those people hold a lease for this one; it is
 * renewed while a device that watches is connected, and ends by itself when none is.
 */
export class Watching {
  readonly #sql: PresenceSql;
  /** Rounds in a row in which somebody could not be asked. */
  #failures = 0;

  constructor(sql: PresenceSql) {
    this.#sql = sql;
  }

  /** What a device shows from now on. Returns whom it did not show before: these have to be asked. */
  set(socket_id: string, user_ids: readonly UserId[], now: number): UserId[] {
    const known = this.#sql.watches().find((watch) => watch.socket_id === socket_id);
    const before = new Set(known?.user_ids);
    const wanted = [...new Set(user_ids)];
    // A device that changes what it shows keeps the time of its oldest lease.
    if (wanted.length > 0)
      this.#sql.putWatch({ socket_id, user_ids: wanted, asked_at: known?.asked_at ?? now });
    else this.#sql.dropWatch(socket_id);
    return wanted.filter((user_id) => !before.has(user_id));
  }

  /** Those that show a person, of the devices that are connected. */
  devicesShowing(user_id: UserId, connected: ReadonlySet<string>): Set<string> {
    const watches = this.#sql.watches().filter((watch) => watch.user_ids.includes(user_id));
    return new Set(watches.map((watch) => watch.socket_id).filter((socket_id) => connected.has(socket_id)));
  }

  /** Some whom these devices show could not be asked: all are asked again soon, not when their lease ends. */
  missed(socket_ids: Iterable<string>, now: number): void {
    const wait = Math.min(RETRY_MAX_MS, RETRY_MIN_MS * 2 ** this.#failures++);
    const asked_at = now + wait - (WATCH_LEASE_MS - RENEW_EARLIER_MS);
    const concerned = new Set(socket_ids);
    for (const watch of this.#sql.watches())
      if (concerned.has(watch.socket_id))
        this.#sql.putWatch({ ...watch, asked_at: Math.min(watch.asked_at, asked_at) });
  }

  /** Everyone could be asked. */
  complete(): void {
    this.#failures = 0;
  }

  /** When leases must be renewed. */
  due(): number | undefined {
    const oldest = this.#sql.watches().at(-1)?.asked_at;
    return oldest === undefined ? undefined : oldest + WATCH_LEASE_MS - RENEW_EARLIER_MS;
  }

  /**
   * Renews, for the devices that are connected, all leases at once. Returns whom to ask: everyone
   * they show, or as many as one inbox may watch.
   */
  renew(connected: ReadonlySet<string>, now: number): UserId[] {
    const union = new Set<UserId>();
    for (const watch of this.#sql.watches()) {
      if (!connected.has(watch.socket_id)) this.#sql.dropWatch(watch.socket_id);
      else {
        this.#sql.putWatch({ ...watch, asked_at: now });
        for (const user_id of watch.user_ids) union.add(user_id);
      }
    }
    return [...union].slice(0, WATCH_MAX);
  }
}
