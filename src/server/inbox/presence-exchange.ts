import type { UserId } from "../../protocol/ids.ts";
import type { Presence as PresenceView } from "../../protocol/inbox.ts";
import { WATCH_LEASE_MS } from "../../protocol/limits.ts";
import { askEach } from "./calls.ts";
import { type Announcement, Presence, type PresencePorts } from "./presence.ts";
import type { PresenceSql } from "./presence-sql.ts";
import { Watching } from "./watching.ts";

/** How somebody looks. Reports may overtake each other. */
export interface PresenceReport {
  readonly presence: PresenceView;
  /** The greater, the later. It is counted, since a clock may go back where an object moves. */
  readonly serial: number;
}

/** What this needs of the world. */
export interface ExchangePorts extends PresencePorts {
  /** Unix milliseconds. */
  now(): number;
  /** The devices that are told what happens. */
  connected(): ReadonlySet<string>;
  /** Asks somebody's inbox how they are, and to be told of changes. */
  ask(user_id: UserId): Promise<PresenceReport>;
  /** Tells somebody's inbox. Answers whether that is still of interest. */
  tell(user_id: UserId, report: PresenceReport): Promise<boolean>;
  /** Shows people to some devices. */
  show(people: readonly PresenceView[], socket_ids: ReadonlySet<string>): void;
}

/** Milliseconds until a watcher who could not be told is told again, while their lease lasts. */
const RETRY_MS = 5_000;

/**
 * What inboxes say to each other about presence. A call that fails is made again by the alarm, with
 * how things are then; who could not be asked is asked again, and who could not be told is told.
 */
export class PresenceExchange {
  readonly #presence: Presence;
  readonly #watching: Watching;
  readonly #ports: ExchangePorts;
  readonly #sql: PresenceSql;
  /** The latest that was heard of each. Only calls that are under way can be older, so memory is enough. */
  readonly #latest = new Map<UserId, PresenceReport>();

  constructor(sql: PresenceSql, ports: ExchangePorts) {
    this.#presence = new Presence(sql, ports);
    this.#watching = new Watching(sql);
    this.#sql = sql;
    this.#ports = ports;
  }

  /** When there is something to do, by what is known now: to look, to tell again, and to renew. */
  due(): (number | undefined)[] {
    return [this.#presence.due(this.#ports.now()), this.#sql.untold()[0]?.retry_at, this.#watching.due()];
  }

  // ---- this user, to others -------------------------------------------------------------------

  /** Tells watchers if the user has come or gone since they were last told. */
  look(): Promise<void> {
    return this.#announce(this.#presence.look(this.#ports.now()));
  }

  /** A frame came from the user. Returns whether they counted as away: then it is time to look. */
  spoke(): boolean {
    return this.#presence.spoke(this.#ports.now());
  }

  /** A connection is about to be closed; it was last heard then. */
  note(heardAt: number): void {
    this.#presence.note(heardAt);
  }

  /** How the user looks to somebody. */
  seenBy(asker: UserId): PresenceView {
    return this.#presence.seenBy(asker, this.#ports.now());
  }

  /** Somebody's inbox asks, and wants to be told of changes. Returns what goes on after the answer. */
  watchedBy(watcher: UserId): { readonly answer: PresenceReport; readonly told: Promise<void> } {
    // Earlier watchers first: from here on, what they know is what the new one is told.
    const told = this.look();
    return { answer: this.#report(this.#presence.watch(watcher, this.#ports.now())), told };
  }

  /** Somebody was blocked, or no longer is. */
  blockChanged(user_id: UserId): Promise<void> {
    return this.#announce(this.#presence.blockChanged(user_id, this.#ports.now()));
  }

  async #announce(announcement: Announcement | undefined): Promise<void> {
    if (!announcement) return;
    const report = this.#report(announcement.presence);
    await this.#tell(announcement.to, () => report);
  }

  #report(presence: PresenceView): PresenceReport {
    return { presence, serial: this.#sql.serial() };
  }

  /** Tells those again who could not be told, if it is time. */
  async retell(): Promise<void> {
    const now = this.#ports.now();
    const due = this.#sql.untold().filter(({ retry_at }) => retry_at <= now);
    // By then their leases have ended or been renewed, and with a renewal they were told.
    for (const { user_id, since } of due) if (now >= since + WATCH_LEASE_MS) this.#sql.dropUntold(user_id);
    await this.#tell(
      due.flatMap(({ user_id, since }) => (now < since + WATCH_LEASE_MS ? [user_id] : [])),
      (user_id) => this.#report(this.seenBy(user_id)),
    );
  }

  /** Who cannot be told now is noted; who no longer wants to know is not told again. */
  async #tell(to: readonly UserId[], reportFor: (user_id: UserId) => PresenceReport): Promise<void> {
    const answers = await askEach(to, async (user_id) => ({
      user_id,
      isInterested: await this.#ports.tell(user_id, reportFor(user_id)),
    }));
    const now = this.#ports.now();
    const isInterested = new Map(answers.map((answer) => [answer.user_id, answer.isInterested]));
    const owed = new Set(this.#sql.untold().map(({ user_id }) => user_id));
    for (const user_id of to) {
      const answer = isInterested.get(user_id);
      if (answer === undefined) this.#sql.putUntold({ user_id, since: now, retry_at: now + RETRY_MS });
      else if (owed.has(user_id)) this.#sql.dropUntold(user_id);
      if (answer === false) this.#presence.unwatch(user_id);
    }
  }

  // ---- others, to this user -------------------------------------------------------------------

  /** What a device shows from now on. It is told how those are whom it did not show before. */
  async watch(socket_id: string, user_ids: readonly UserId[]): Promise<void> {
    const unknown = this.#watching.set(socket_id, user_ids, this.#ports.now());
    const reports = await askEach(unknown, (user_id) => this.#ports.ask(user_id));
    if (reports.length < unknown.length) this.#watching.missed([socket_id], this.#ports.now());
    // What overtook an answer may have been shown to another device only.
    this.#ports.show(
      reports.map((report) => this.#latestOf(report).presence),
      new Set([socket_id]),
    );
  }

  /** Somebody has come or gone. Returns whether that is of interest to any device. */
  changed(report: PresenceReport): boolean {
    const { user_id } = report.presence;
    const devices = this.#devicesShowing(user_id);
    if (devices.size === 0) this.#latest.delete(user_id);
    else if (this.#latestOf(report) === report) this.#ports.show([report.presence], devices);
    return devices.size > 0;
  }

  #devicesShowing(user_id: UserId): Set<string> {
    return this.#watching.devicesShowing(user_id, this.#ports.connected());
  }

  /** This report, or the later one of the same person that has overtaken it. */
  #latestOf(report: PresenceReport): PresenceReport {
    const { user_id } = report.presence;
    const known = this.#latest.get(user_id);
    if (known && known.serial > report.serial) return known;
    this.#latest.set(user_id, report);
    return report;
  }

  /** Renews the leases, if it is time. What had been missed is shown. */
  async renew(): Promise<void> {
    const due = this.#watching.due();
    if (due === undefined || due > this.#ports.now()) return;
    const connected = this.#ports.connected();
    const wanted = this.#watching.renew(connected, this.#ports.now());
    const reports = await askEach(wanted, (user_id) => this.#ports.ask(user_id));
    if (reports.length < wanted.length) this.#watching.missed(connected, this.#ports.now());
    else this.#watching.complete();
    for (const report of reports) {
      const { presence } = this.#latestOf(report);
      this.#ports.show([presence], this.#devicesShowing(presence.user_id));
    }
  }
}
