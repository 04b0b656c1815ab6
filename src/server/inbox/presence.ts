import type { UserId } from "../../protocol/ids.ts";
import type { Presence as PresenceView } from "../../protocol/inbox.ts";
import { OFFLINE_AFTER_MS, WATCH_LEASE_MS } from "../../protocol/limits.ts";
import type { PresenceSql, Shown } from "./presence-sql.ts";

/** What this needs of the rest of the inbox. */
export interface PresencePorts {
  readonly user_id: UserId;
  /** Unix milliseconds of the last heartbeat on any open connection; 0 where there is none. */
  heardAt(): number;
  isVisible(): boolean;
  isBlocked(user_id: UserId): boolean;
}

/** Something to tell the inboxes of watchers. */
export interface Announcement {
  readonly presence: PresenceView;
  readonly to: readonly UserId[];
}

/** Watchers told of each change. Beyond that, one learns it when the lease is asked for anew. */
export const WATCHERS_MAX = 1_000;
/** Milliseconds by which the stored `last_active_at` may lag while a connection is open: a deploy closes all unseen. */
const NOTE_EVERY_MS = 60_000;

/**
 * Milliseconds of silence after which a connection is given up. That is longer than it takes to be
 * offline, because a browser lets the timers of a hidden tab run only once a minute.
 */
const DEAD_AFTER_MS = 5 * 60_000;

/** Whether a connection on which something was last heard at a time (Unix milliseconds) is given up. */
export const isDead = (heardAt: number, now: number): boolean => now >= heardAt + DEAD_AFTER_MS;

/** Whether whoever was heard at a time (Unix milliseconds) is there now. */
export const isOnline = (heardAt: number, now: number): boolean => now < heardAt + OFFLINE_AFTER_MS;

/**
 * Whether the user is there, and who wants to know. It follows from when each device was last heard,
 * which the runtime notes without waking the object. What watchers were told is kept, so that they
 * are told of changes only: who reconnects within the grace was never away. Looking is up to the
 * object: when a device connects, when somebody watches, and, only while somebody does, at `due`.
 *
 * Anyone signed in may ask; that two people share a room could only be known by a global look-up.
 * Who does not want it hides, or blocks whom it concerns.
 */
export class Presence {
  readonly #sql: PresenceSql;
  readonly #ports: PresencePorts;

  constructor(sql: PresenceSql, ports: PresencePorts) {
    this.#sql = sql;
    this.#ports = ports;
  }

  /** Compares how things are with what watchers know. Returns what they must be told. */
  look(now: number): Announcement | undefined {
    const { last_active_at, shown: was } = this.#sql.presence();
    const heardAt = this.#heardAt();
    const shown = this.#shown(now);
    if (shown !== was || heardAt >= last_active_at + NOTE_EVERY_MS) this.#sql.putPresence(heardAt, shown);
    if (shown === was) return undefined;
    this.#sql.nextSerial();
    const to = this.#sql.watchers(now).filter((user_id) => !this.#ports.isBlocked(user_id));
    return to.length > 0 ? { presence: this.#view(now), to } : undefined;
  }

  /** A connection is about to be closed: when it was last heard would be lost with it. */
  note(heardAt: number): void {
    const { last_active_at, shown } = this.#sql.presence();
    if (heardAt > last_active_at) this.#sql.putPresence(heardAt, shown);
  }

  /**
   * A frame came. Who counted as away is back by that: a browser slows the heartbeats of a hidden tab
   * down to one a minute, and that tab comes back without connecting. Returns whether to look.
   */
  spoke(now: number): boolean {
    const wasAway = this.#sql.presence().shown === "offline";
    if (wasAway) this.note(now);
    return wasAway;
  }

  /** How the user looks to somebody. Who is blocked sees what they would see of someone who hides. */
  seenBy(asker: UserId, now: number): PresenceView {
    return this.#ports.isBlocked(asker) ? this.#nothing : this.#view(now);
  }

  /** From now on, and until the lease ends, a watcher is told of changes. To be called after a `look`. */
  watch(watcher: UserId, now: number): PresenceView {
    this.#sql.dropWatchersUntil(now);
    if (this.#sql.countWatchers(now) < WATCHERS_MAX) this.#sql.putWatcher(watcher, now + WATCH_LEASE_MS);
    return this.seenBy(watcher, now);
  }

  /** A watcher no longer wants to know. */
  unwatch(watcher: UserId): void {
    this.#sql.dropWatcher(watcher);
  }

  /** Somebody was blocked, or no longer is: if they watch, they are told what they see from now on. */
  blockChanged(user_id: UserId, now: number): Announcement | undefined {
    if (!this.#sql.watchers(now).includes(user_id)) return undefined;
    this.#sql.nextSerial();
    return { presence: this.seenBy(user_id, now), to: [user_id] };
  }

  /** When to look next: when the user will be offline if nothing more is heard, if anyone would be told. */
  due(now: number): number | undefined {
    const isWatched = this.#sql.presence().shown === "online" && this.#sql.countWatchers(now) > 0;
    return isWatched ? this.#heardAt() + OFFLINE_AFTER_MS : undefined;
  }

  #heardAt(): number {
    return Math.max(this.#ports.heardAt(), this.#sql.presence().last_active_at);
  }

  #shown(now: number): Shown {
    if (!this.#ports.isVisible()) return "hidden";
    return isOnline(this.#heardAt(), now) ? "online" : "offline";
  }

  #view(now: number): PresenceView {
    const shown = this.#shown(now);
    const heardAt = this.#heardAt();
    if (shown === "hidden") return this.#nothing;
    return {
      user_id: this.#ports.user_id,
      online: shown === "online",
      ...(heardAt > 0 && { last_active_at: heardAt }),
    };
  }

  get #nothing(): PresenceView {
    return neverThere(this.#ports.user_id);
  }
}

/** How somebody looks who hides, has blocked the asker, or never was there. */
export const neverThere = (user_id: UserId): PresenceView => ({ user_id, online: false });
