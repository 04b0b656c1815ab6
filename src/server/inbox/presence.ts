import type { UserId } from "../../protocol/ids.ts";
import type { Presence as PresenceView } from "../../protocol/inbox.ts";
import { OFFLINE_AFTER_MS, PRESENCE_LEASE_MS } from "../../protocol/limits.ts";
import type { PresenceTables, Shown } from "./tables/presence.ts";

/** What presence needs from the rest of the inbox. */
export interface PresencePorts {
  readonly user_id: UserId;
  /** Unix milliseconds of the last heartbeat on any open connection; 0 if there is none. */
  heardAt(): number;
  isVisible(): boolean;
  isBlocked(user_id: UserId): boolean;
}

/** Somebody's presence. Reports may overtake each other. */
export interface PresenceReport {
  readonly presence: PresenceView;
  /** The greater, the later. A counter, since a clock may go back when an object moves. */
  readonly serial: number;
}

/** Subscribers who are told of each change. The others learn it when they renew their subscription. */
export const SUBSCRIBERS_MAX = 1_000;
/** Milliseconds by which the stored `last_active_at` may lag while a connection is open, which a deploy may close. */
const STORED_LAG_MS = 60_000;

/**
 * Milliseconds of silence after which a connection is given up. That is longer than it takes to be
 * offline, because a browser lets the timers of a hidden tab run only once a minute.
 */
const DEAD_AFTER_MS = 5 * 60_000;

/** Whether a connection that was last heard at a time (Unix milliseconds) is given up. */
export const isDead = (heardAt: number, now: number): boolean => now >= heardAt + DEAD_AFTER_MS;

/** Whether a user who was last heard at a time (Unix milliseconds) is online now. */
export const isOnline = (heardAt: number, now: number): boolean => now < heardAt + OFFLINE_AFTER_MS;

/**
 * Whether the user is online, and who wants to know. It follows from when each device was last heard,
 * which the runtime notes without waking the object. How the user looks to subscribers is stored, so
 * that they are told of changes only: a user who reconnects within the grace period was never away. The
 * object compares the two when a device connects, when somebody subscribes, and, only while there are
 * subscribers, at `due`.
 *
 * Anyone who is signed in may ask; whether two people share a room could only be known by a global
 * look-up. A user who does not want that hides, or blocks whoever it is about.
 */
export class Presence {
  readonly #tables: PresenceTables;
  readonly #ports: PresencePorts;

  constructor(tables: PresenceTables, ports: PresencePorts) {
    this.#tables = tables;
    this.#ports = ports;
  }

  /** Compares the user's presence with what subscribers know. Returns those who must be told. */
  update(now: number): UserId[] {
    const { last_active_at, shown: was } = this.#tables.presence();
    const heardAt = this.#heardAt();
    const shown = this.#shown(now);
    if (shown !== was || heardAt >= last_active_at + STORED_LAG_MS) this.#tables.putPresence(heardAt, shown);
    if (shown === was) return [];
    this.#tables.nextSerial();
    return this.#tables.subscribers(now).filter((user_id) => !this.#ports.isBlocked(user_id));
  }

  /** Somebody was blocked or unblocked. Returns whether they must be told the user's presence as they see it now. */
  blockChanged(user_id: UserId, now: number): boolean {
    if (!this.isSubscriber(user_id, now)) return false;
    this.#tables.nextSerial();
    return true;
  }

  /** A connection is about to be closed: keeps when it was last heard, which would be lost with it. */
  keepHeardAt(heardAt: number): void {
    const { last_active_at, shown } = this.#tables.presence();
    if (heardAt > last_active_at) this.#tables.putPresence(heardAt, shown);
  }

  /**
   * A frame came. A user who counted as offline is back by that: a browser slows the heartbeats of a hidden
   * tab down to one a minute, and that tab comes back without connecting. Returns whether to `update`.
   */
  heard(now: number): boolean {
    const wasAway = this.#tables.presence().shown === "offline";
    if (wasAway) this.keepHeardAt(now);
    return wasAway;
  }

  /** The user's presence as somebody sees it. To somebody who is blocked, the user looks as if hidden. */
  seenBy(asker: UserId, now: number): PresenceView {
    return this.#ports.isBlocked(asker) ? this.#hidden : this.#view(now);
  }

  report(to: UserId, now: number): PresenceReport {
    return { presence: this.seenBy(to, now), serial: this.#tables.serial() };
  }

  /** From now on until the lease ends, a subscriber is told of changes. Call it after an `update`. */
  subscribe(subscriber: UserId, now: number): void {
    this.#tables.dropExpiredSubscribers(now);
    if (this.#tables.countSubscribers(now) < SUBSCRIBERS_MAX)
      this.#tables.putSubscriber(subscriber, now + PRESENCE_LEASE_MS);
  }

  /** How many are told of a change. */
  countSubscribers(now: number): number {
    return this.#tables.countSubscribers(now);
  }

  unsubscribe(subscriber: UserId): void {
    this.#tables.dropSubscriber(subscriber);
  }

  isSubscriber(user_id: UserId, now: number): boolean {
    return this.#tables.isSubscriber(user_id, now);
  }

  /** When to `update` next: when the user will be offline if nothing more is heard, if anyone would be told. */
  due(now: number): number | undefined {
    const isObserved = this.#tables.presence().shown === "online" && this.#tables.countSubscribers(now) > 0;
    return isObserved ? this.#heardAt() + OFFLINE_AFTER_MS : undefined;
  }

  #heardAt(): number {
    return Math.max(this.#ports.heardAt(), this.#tables.presence().last_active_at);
  }

  #shown(now: number): Shown {
    if (!this.#ports.isVisible()) return "hidden";
    return isOnline(this.#heardAt(), now) ? "online" : "offline";
  }

  #view(now: number): PresenceView {
    const shown = this.#shown(now);
    const heardAt = this.#heardAt();
    if (shown === "hidden") return this.#hidden;
    return {
      user_id: this.#ports.user_id,
      online: shown === "online",
      ...(heardAt > 0 && { last_active_at: heardAt }),
    };
  }

  get #hidden(): PresenceView {
    return neverSeen(this.#ports.user_id);
  }
}

/** The presence of a user who hides, has blocked whoever asks, or has never been online. */
export const neverSeen = (user_id: UserId): PresenceView => ({ user_id, online: false });
