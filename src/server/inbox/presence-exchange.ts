import type { UserId } from "../../protocol/ids.ts";
import type { Presence as PresenceView } from "../../protocol/inbox.ts";
import { askEach } from "./calls.ts";
import { type Announcement, Presence, type PresencePorts } from "./presence.ts";
import type { PresenceSql } from "./presence-sql.ts";
import { Watching } from "./watching.ts";

/** What this needs of the world. */
export interface ExchangePorts extends PresencePorts {
  /** Unix milliseconds. */
  now(): number;
  /** The devices that are told what happens. */
  connected(): ReadonlySet<string>;
  /** Asks somebody's inbox how they are, and to be told of changes. */
  ask(user_id: UserId): Promise<PresenceView>;
  /** Tells somebody's inbox. Answers whether that is still of interest. */
  tell(user_id: UserId, presence: PresenceView): Promise<boolean>;
  /** Shows people to some devices. */
  show(people: readonly PresenceView[], socket_ids: ReadonlySet<string>): void;
}

/**
 * What inboxes say to each other about presence. Both sides are soft: a call that fails is not tried
 * again, because the next change, or the renewal of the lease, puts it right.
 */
export class PresenceExchange {
  readonly #presence: Presence;
  readonly #watching: Watching;
  readonly #ports: ExchangePorts;

  constructor(sql: PresenceSql, ports: ExchangePorts) {
    this.#presence = new Presence(sql, ports);
    this.#watching = new Watching(sql);
    this.#ports = ports;
  }

  /** When there is something to do, by what is known now: to look, and to renew. */
  due(): (number | undefined)[] {
    return [this.#presence.due(this.#ports.now()), this.#watching.due()];
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
  watchedBy(watcher: UserId): { readonly answer: PresenceView; readonly told: Promise<void> } {
    // Earlier watchers first: from here on, what they know is what the new one is told.
    const told = this.look();
    return { answer: this.#presence.watch(watcher, this.#ports.now()), told };
  }

  /** Somebody was blocked: they see nothing more. */
  hideFrom(user_id: UserId): Promise<void> {
    return this.#announce(this.#presence.hideFrom(user_id));
  }

  async #announce(announcement: Announcement | undefined): Promise<void> {
    if (!announcement) return;
    const { presence, to } = announcement;
    const unconcerned = await askEach(to, async (user_id) =>
      (await this.#ports.tell(user_id, presence)) ? undefined : user_id,
    );
    for (const user_id of unconcerned) this.#presence.unwatch(user_id);
  }

  // ---- others, to this user -------------------------------------------------------------------

  /** What a device shows from now on. It is told how those are whom it did not show before. */
  async watch(socket_id: string, user_ids: readonly UserId[]): Promise<void> {
    const unknown = this.#watching.set(socket_id, user_ids, this.#ports.now());
    const people = await askEach(unknown, (user_id) => this.#ports.ask(user_id));
    this.#ports.show(people, new Set([socket_id]));
  }

  /** Somebody has come or gone. Returns whether that is of interest to any device. */
  changed(presence: PresenceView): boolean {
    const devices = this.#watching.devicesShowing(presence.user_id, this.#ports.connected());
    if (devices.size > 0) this.#ports.show([presence], devices);
    return devices.size > 0;
  }

  /** Renews the leases, if it is time. What had been missed is shown. */
  async renew(): Promise<void> {
    const due = this.#watching.due();
    if (due === undefined || due > this.#ports.now()) return;
    const wanted = this.#watching.renew(this.#ports.connected(), this.#ports.now());
    for (const presence of await askEach(wanted, (user_id) => this.#ports.ask(user_id)))
      this.changed(presence);
  }
}
