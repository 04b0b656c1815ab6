import type { InboxAction } from "../../../protocol/actions.ts";
import type { UserId } from "../../../protocol/ids.ts";
import type { Presence as PresenceView } from "../../../protocol/inbox.ts";
import type { DuePorts } from "../../object/alarm.ts";
import { callEach } from "../../object/calls.ts";
import type { Follower } from "../../object/follower.ts";
import { Outbox } from "../../object/outbox.ts";
import type { OutboxSql } from "../../object/outbox-sql.ts";
import type { Presence, PresenceReport } from "../presence.ts";

/** The dependencies of the publisher. */
export interface PublisherPorts extends DuePorts {
  /** Tells somebody's inbox. Answers whether that inbox still wants to know. */
  tell(user_id: UserId, report: PresenceReport, signal: AbortSignal): Promise<boolean>;
}

/** The waits before subscribers who could not be told are told again, while their lease lasts. */
const RETRY = { retryMinMs: 5_000, retryMaxMs: 60_000 };

/**
 * Tells the inboxes of subscribers when the user comes or goes. The first try costs no row. Only those who
 * could not be told are in the outbox, until they have been told the presence by then, or until their lease
 * has ended: the answer to a renewal tells them too. Calls may overtake each other, so each report has a
 * serial.
 */
export class PresencePublisher implements Follower {
  readonly name = "presence";
  readonly #presence: Presence;
  readonly #outbox: Outbox<null, UserId>;
  readonly #ports: PublisherPorts;
  #isStopped = false;

  constructor(presence: Presence, sql: OutboxSql, ports: PublisherPorts) {
    const { clock, random } = ports;
    this.#presence = presence;
    this.#outbox = new Outbox(sql, { topic: "presence", now: clock.now, random, ...RETRY });
    this.#ports = ports;
  }

  /** The user's presence may have changed: a device has connected, or they no longer hide. */
  changed(): void {
    void this.#publish(this.#presence.update(this.#now()));
  }

  /** The user has done something that may decide how they look, and to whom. */
  acted(action: InboxAction): void {
    if (action.type === "block") this.blockChanged(action.user_id);
    if (action.type !== "update_settings") return;
    this.changed();
    if (action.presence_audience) void this.#publish(this.#presence.audienceChanged(this.#now()));
  }

  /** Somebody was blocked, or no longer is. */
  blockChanged(user_id: UserId): void {
    if (this.#presence.blockChanged(user_id, this.#now())) void this.#publish([user_id]);
  }

  /** A frame came from the user. */
  heard(): void {
    if (this.#presence.heard(this.#now())) this.changed();
  }

  /** A connection is about to be closed; it was last heard then (Unix milliseconds). */
  keepHeardAt(heardAt: number): void {
    this.#presence.keepHeardAt(heardAt);
  }

  seenBy(asker: UserId, isSeen?: boolean): PresenceView {
    return this.#presence.seenBy(asker, this.#now(), isSeen);
  }

  /** How many inboxes would have to be told of a change. */
  countSubscribers(): number {
    return this.#presence.countSubscribers(this.#now());
  }

  /** Somebody's inbox asks, and wants to be told of changes from now on. */
  subscribe(subscriber: UserId, sharesRoom = false): PresenceReport {
    // Earlier subscribers first: from here on, what they know is what the new one is told.
    this.changed();
    this.#presence.subscribe(subscriber, this.#now(), sharesRoom);
    this.#outbox.drop(subscriber);
    this.#ports.dueChanged();
    return this.#presence.report(subscriber, this.#now());
  }

  due(): number | undefined {
    const dues = [this.#presence.due(this.#now()), this.#outbox.due()].filter((due) => due !== undefined);
    return dues.length > 0 ? Math.min(...dues) : undefined;
  }

  async retry(): Promise<void> {
    const now = this.#now();
    const ready = this.#outbox.ready().map(({ target }) => target);
    for (const target of ready) if (!this.#presence.isSubscriber(target, now)) this.#outbox.drop(target);
    const again = ready.filter((target) => this.#presence.isSubscriber(target, now));
    await this.#publish([...new Set([...this.#presence.update(now), ...again])]);
  }

  isIdle(): boolean {
    return this.#outbox.isEmpty();
  }

  stop(): void {
    this.#isStopped = true;
  }

  #now(): number {
    return this.#ports.clock.now();
  }

  async #publish(to: readonly UserId[]): Promise<void> {
    if (to.length > 0 && !this.#isStopped) await this.#tell(to);
    this.#ports.dueChanged();
  }

  /** Those who do not answer are told again later; those who no longer want to know are dropped. */
  async #tell(to: readonly UserId[]): Promise<void> {
    const waiting = this.#outbox.pending();
    const tell = (user_id: UserId, signal: AbortSignal) =>
      this.#ports.tell(user_id, this.#presence.report(user_id, this.#now()), signal);
    const isInterested = await callEach(to, tell, this.#ports.clock);
    for (const entry of waiting) if (isInterested.has(entry.target)) this.#outbox.acknowledge(entry);
    for (const user_id of to) {
      if (!isInterested.has(user_id)) this.#outbox.postpone(user_id, null);
      else if (isInterested.get(user_id) === false) this.#presence.unsubscribe(user_id);
    }
  }
}
