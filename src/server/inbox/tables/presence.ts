import type { UserId } from "../../../protocol/ids.ts";
import type { Sql } from "../../object/sql.ts";

/** A user's presence as others see it. A user who hides looks as if they had never been online. */
export type Shown = "online" | "offline" | "hidden";

/** Whose presence a device shows, and when its subscriptions were last renewed. */
export interface DeviceSubscriptions {
  readonly socket_id: string;
  readonly user_ids: readonly UserId[];
  /** Unix milliseconds. */
  readonly renewed_at: number;
}

/**
 * The part of presence that has to outlive the object's sleep, in both directions: this user's presence
 * and its subscribers, and whose presence this user's own devices show. Heartbeats write nothing.
 */
export class PresenceTables {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  /** When the user was last heard on a connection that is closed, and the presence that subscribers see. */
  presence(): { last_active_at: number; shown: Shown } {
    const [row] = this.#sql.exec<{ last_active_at: number; shown: Shown }>(
      "SELECT last_active_at, shown FROM presence",
    );
    return row ?? { last_active_at: 0, shown: "offline" };
  }

  putPresence(last_active_at: number, shown: Shown): void {
    this.#sql.exec(
      "INSERT OR REPLACE INTO presence (one, last_active_at, shown) VALUES (1, ?, ?)",
      last_active_at,
      shown,
    );
  }

  /** How often the presence has changed: this tells subscribers which of two reports is the later. */
  serial(): number {
    return this.#sql.exec<{ serial: number }>("SELECT serial FROM presence_serial")[0]?.serial ?? 0;
  }

  nextSerial(): void {
    this.#sql.exec(
      `INSERT INTO presence_serial (one, serial) VALUES (1, 1)
       ON CONFLICT (one) DO UPDATE SET serial = serial + 1`,
    );
  }

  // ---- who has subscribed to this user --------------------------------------------------------

  subscribers(now: number): UserId[] {
    return this.#sql
      .exec<{ user_id: UserId }>("SELECT user_id FROM presence_subscriber WHERE until > ?", now)
      .map((row) => row.user_id);
  }

  isSubscriber(user_id: UserId, now: number): boolean {
    const query = "SELECT 1 FROM presence_subscriber WHERE user_id = ? AND until > ?";
    return this.#sql.exec(query, user_id, now).length > 0;
  }

  countSubscribers(now: number): number {
    return (
      this.#sql.exec<{ n: number }>("SELECT count(*) AS n FROM presence_subscriber WHERE until > ?", now)[0]
        ?.n ?? 0
    );
  }

  /** Until when in Unix milliseconds. */
  putSubscriber(user_id: UserId, until: number): void {
    this.#sql.exec(
      "INSERT OR REPLACE INTO presence_subscriber (user_id, until) VALUES (?, ?)",
      user_id,
      until,
    );
  }

  dropSubscriber(user_id: UserId): void {
    this.#sql.exec("DELETE FROM presence_subscriber WHERE user_id = ?", user_id);
  }

  dropExpiredSubscribers(now: number): void {
    this.#sql.exec("DELETE FROM presence_subscriber WHERE until <= ?", now);
  }

  // ---- whom this user's devices have subscribed to --------------------------------------------

  /** One for each device, those renewed last first. */
  subscriptions(): DeviceSubscriptions[] {
    return this.#sql
      .exec<{ socket_id: string; user_ids: string; renewed_at: number }>(
        "SELECT socket_id, user_ids, renewed_at FROM presence_subscription ORDER BY renewed_at DESC",
      )
      .map((row) => ({ ...row, user_ids: JSON.parse(row.user_ids) as UserId[] }));
  }

  putSubscriptions({ socket_id, user_ids, renewed_at }: DeviceSubscriptions): void {
    this.#sql.exec(
      "INSERT OR REPLACE INTO presence_subscription (socket_id, user_ids, renewed_at) VALUES (?, ?, ?)",
      socket_id,
      JSON.stringify(user_ids),
      renewed_at,
    );
  }

  dropSubscriptions(socket_id: string): void {
    this.#sql.exec("DELETE FROM presence_subscription WHERE socket_id = ?", socket_id);
  }
}
