import type { UserId } from "../../protocol/ids.ts";
import type { Presence as PresenceView } from "../../protocol/inbox.ts";
import { PRESENCE_LEASE_MS, PRESENCE_SUBSCRIPTIONS_MAX } from "../../protocol/limits.ts";
import type { Due, DuePorts } from "../object/alarm.ts";
import { callEach } from "../object/calls.ts";
import { Outbox } from "../object/outbox.ts";
import type { OutboxSql } from "../object/outbox-sql.ts";
import type { PresenceReport } from "./presence.ts";
import type { DeviceSubscriptions, PresenceTables } from "./tables/presence.ts";

/** The dependencies of subscriptions. */
export interface SubscriptionPorts extends DuePorts {
  /** The sockets of live devices. */
  connected(): ReadonlySet<string>;
  /** Asks somebody's inbox for their presence, and subscribes to changes. */
  ask(user_id: UserId, signal: AbortSignal): Promise<PresenceReport>;
  /** Shows people to some devices. */
  show(people: readonly PresenceView[], socket_ids: ReadonlySet<string>): void;
}

/** Leases are renewed this long before they end: an alarm may come a minute late. */
const RENEW_EARLIER_MS = 2 * 60_000;
/** The waits before people who could not be asked are asked again. */
const RETRY = { retryMinMs: 2_000, retryMaxMs: 60_000 };

/**
 * Whose presence the user's devices show. The inboxes of those people hold a lease for this one; it is
 * renewed while a device that shows them is connected, and ends by itself when none is. Those who
 * could not be asked are in the outbox, until they have been or no device shows them any more.
 */
export class PresenceSubscriptions implements Due {
  readonly name = "presence subscriptions";
  readonly #tables: PresenceTables;
  readonly #outbox: Outbox<null, UserId>;
  readonly #ports: SubscriptionPorts;
  /** The latest report on each person. Only calls that are under way can bring older ones, so memory is enough. */
  readonly #latest = new Map<UserId, PresenceReport>();

  constructor(tables: PresenceTables, outbox: OutboxSql, ports: SubscriptionPorts) {
    const { clock, random } = ports;
    this.#tables = tables;
    this.#outbox = new Outbox(outbox, { topic: "subscription", now: clock.now, random, ...RETRY });
    this.#ports = ports;
  }

  /** How many people must be asked if a device shows these from now on. */
  countNew(socket_id: string, user_ids: readonly UserId[]): number {
    return this.#newOf(socket_id, user_ids).length;
  }

  /** The people a device shows from now on. It gets the presence of those it did not show before. */
  async subscribe(socket_id: string, user_ids: readonly UserId[]): Promise<void> {
    const added = this.#set(socket_id, [...new Set(user_ids)]);
    const pending = new Set(this.#outbox.pending().map(({ target }) => target));
    const reports = await this.#ask(added);
    // A report that overtook an answer may have gone to another device only.
    const people = reports.map((report) => this.#latestOf(report).presence);
    this.#ports.show(people, new Set([socket_id]));
    // Nobody is asked again for the devices that still waited for this answer.
    for (const person of people.filter(({ user_id }) => pending.has(user_id))) {
      const others = this.#devicesShowing(person.user_id);
      others.delete(socket_id);
      if (others.size > 0) this.#ports.show([person], others);
    }
    this.#ports.dueChanged();
  }

  /** Somebody's inbox reports a change. Returns whether any device shows that person. */
  reported(report: PresenceReport): boolean {
    const { user_id } = report.presence;
    const devices = this.#devicesShowing(user_id);
    if (devices.size === 0) this.#latest.delete(user_id);
    else if (this.#latestOf(report) === report) this.#ports.show([report.presence], devices);
    return devices.size > 0;
  }

  due(): number | undefined {
    const dues = [this.#renewalDue(), this.#outbox.due()].filter((due) => due !== undefined);
    return dues.length > 0 ? Math.min(...dues) : undefined;
  }

  /** Renews all leases if it is time, asks again those who could not be asked, and shows their presence. */
  async retry(): Promise<void> {
    const renewalDue = this.#renewalDue();
    const renewed = renewalDue !== undefined && renewalDue <= this.#ports.clock.now() ? this.#renew() : [];
    const again = this.#outbox.ready().map(({ target }) => target);
    for (const target of again) if (this.#devicesShowing(target).size === 0) this.#outbox.drop(target);
    const shown = again.filter((target) => this.#devicesShowing(target).size > 0);
    for (const report of await this.#ask([...new Set([...renewed, ...shown])])) {
      const { presence } = this.#latestOf(report);
      this.#ports.show([presence], this.#devicesShowing(presence.user_id));
    }
  }

  /** Returns those whom the device did not show before. */
  #set(socket_id: string, user_ids: readonly UserId[]): UserId[] {
    const known = this.#of(socket_id);
    const added = this.#newOf(socket_id, user_ids);
    // A device that changes its list keeps the time of its oldest lease.
    const renewed_at = known?.renewed_at ?? this.#ports.clock.now();
    if (user_ids.length > 0) this.#tables.putSubscriptions({ socket_id, user_ids, renewed_at });
    else this.#tables.dropSubscriptions(socket_id);
    return added;
  }

  #of(socket_id: string): DeviceSubscriptions | undefined {
    return this.#tables.subscriptions().find((one) => one.socket_id === socket_id);
  }

  #newOf(socket_id: string, user_ids: readonly UserId[]): UserId[] {
    const before = new Set(this.#of(socket_id)?.user_ids);
    return [...new Set(user_ids)].filter((user_id) => !before.has(user_id));
  }

  /** Those who do not answer are asked again later. */
  async #ask(user_ids: readonly UserId[]): Promise<PresenceReport[]> {
    const waiting = this.#outbox.pending();
    const answers = await callEach(
      user_ids,
      (user_id, signal) => this.#ports.ask(user_id, signal),
      this.#ports.clock,
    );
    for (const entry of waiting) if (answers.has(entry.target)) this.#outbox.acknowledge(entry);
    for (const user_id of user_ids) if (!answers.has(user_id)) this.#outbox.postpone(user_id, null);
    return [...answers.values()];
  }

  #devicesShowing(user_id: UserId): Set<string> {
    const connected = this.#ports.connected();
    const showing = this.#tables.subscriptions().filter(({ user_ids }) => user_ids.includes(user_id));
    return new Set(showing.map(({ socket_id }) => socket_id).filter((socket_id) => connected.has(socket_id)));
  }

  /** This report, or a later one on the same person that has overtaken it. */
  #latestOf(report: PresenceReport): PresenceReport {
    const { user_id } = report.presence;
    const known = this.#latest.get(user_id);
    if (known && known.serial > report.serial) return known;
    this.#latest.set(user_id, report);
    return report;
  }

  /** When the oldest lease must be renewed. */
  #renewalDue(): number | undefined {
    const oldest = this.#tables.subscriptions().at(-1)?.renewed_at;
    return oldest === undefined ? undefined : oldest + PRESENCE_LEASE_MS - RENEW_EARLIER_MS;
  }

  /** Returns everyone whom the connected devices show, or as many as one inbox may subscribe to. */
  #renew(): UserId[] {
    const connected = this.#ports.connected();
    const union = new Set<UserId>();
    for (const one of this.#tables.subscriptions()) {
      if (!connected.has(one.socket_id)) this.#tables.dropSubscriptions(one.socket_id);
      else {
        this.#tables.putSubscriptions({ ...one, renewed_at: this.#ports.clock.now() });
        for (const user_id of one.user_ids) union.add(user_id);
      }
    }
    return [...union].slice(0, PRESENCE_SUBSCRIPTIONS_MAX);
  }
}
