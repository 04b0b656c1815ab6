import type { UserId } from "../../../src/protocol/ids.ts";
import type { Presence as PresenceView } from "../../../src/protocol/inbox.ts";
import { PresencePublisher } from "../../../src/server/inbox/followers/presence-publisher.ts";
import { isDead, Presence, type PresenceReport } from "../../../src/server/inbox/presence.ts";
import { PresenceSubscriptions } from "../../../src/server/inbox/presence-subscriptions.ts";
import { InboxTables } from "../../../src/server/inbox/tables/inbox-tables.ts";
import { alarmToSet } from "../../../src/server/object/alarm.ts";
import { VirtualClock } from "../../virtual-clock.ts";
import { nodeSql } from "../node-sql.ts";
import { NOW } from "../room/make-room.ts";

const HEARTBEAT_MS = 5_000;

/** People whose inboxes talk to each other about presence, under a clock that the test drives. */
export class People {
  readonly clock = new VirtualClock(NOW);
  readonly #inboxes = new Map<UserId, Person>();

  person(user_id: UserId): Person {
    const known = this.#inboxes.get(user_id) ?? new Person(user_id, this);
    this.#inboxes.set(user_id, known);
    return known;
  }
}

/** One person's inbox as its object runs it: devices with heartbeats, and one alarm. */
export class Person {
  readonly user_id: UserId;
  /** What each device was shown, in order. */
  readonly seen: string[] = [];
  /** How often the inbox woke, and how often other inboxes were called. */
  alarms = 0;
  calls = 0;
  visible = true;
  /** The network to this inbox is down. */
  isCutOff = false;
  /** Milliseconds that calls to this inbox are under way. */
  delay = 0;
  /** Milliseconds that answers of this inbox are under way. */
  answerDelay = 0;
  /** Milliseconds by which the clock of this inbox's object is ahead. */
  skew = 0;
  readonly blocked = new Set<UserId>();
  readonly #people: People;
  readonly #sockets = new Map<string, number>();
  readonly #publisher: PresencePublisher;
  readonly #subscriptions: PresenceSubscriptions;
  #alarmAt: number | null = null;

  constructor(user_id: UserId, people: People) {
    this.user_id = user_id;
    this.#people = people;
    const tables = new InboxTables(nodeSql());
    tables.migrate(user_id, "epoch");
    const presence = new Presence(tables.presence, {
      user_id,
      heardAt: () => Math.max(0, ...this.#sockets.values()),
      isVisible: () => this.visible,
      isSeenBy: (other) => !this.blocked.has(other),
    });
    const world = {
      clock: { now: () => this.#now, after: people.clock.after },
      random: () => 0,
      dueChanged: () => this.#setAlarm(),
    };
    this.#publisher = new PresencePublisher(presence, tables.outbox, {
      ...world,
      tell: async (other, report) => this.#call(other, (person) => person.#subscriptions.reported(report)),
    });
    this.#subscriptions = new PresenceSubscriptions(tables.presence, tables.outbox, {
      ...world,
      connected: () =>
        new Set([...this.#sockets].flatMap(([id, heardAt]) => (isDead(heardAt, this.#now) ? [] : [id]))),
      ask: async (other) => this.#call(other, (person) => person.subscribedBy(user_id)),
      show: (shown, devices) => {
        for (const device of devices) this.seen.push(...shown.map((view) => `${device} ${this.spell(view)}`));
      },
    });
  }

  get #now(): number {
    return this.#people.clock.now() + this.skew;
  }

  get #dues() {
    return [this.#publisher, this.#subscriptions];
  }

  get hasAlarm(): boolean {
    return this.#alarmAt !== null;
  }

  /** A device sends a frame. */
  speak(): void {
    this.#publisher.heard();
  }

  /** A device connects and sends heartbeats. Returns how it stops: silently, or with a close. */
  connect(device: string): { silence(): void; close(): void } {
    this.#sockets.set(device, this.#now);
    this.#publisher.changed();
    let goesOn = true;
    const beat = () => {
      if (!goesOn) return;
      this.#sockets.set(device, this.#now);
      this.#people.clock.after(HEARTBEAT_MS, beat);
    };
    this.#people.clock.after(HEARTBEAT_MS, beat);
    const silence = () => {
      goesOn = false;
    };
    const close = () => {
      silence();
      this.#drop(device);
    };
    return { silence, close };
  }

  subscribe(device: string, others: readonly UserId[]): void {
    void this.#subscriptions.subscribe(device, others);
  }

  subscribedBy(subscriber: UserId): PresenceReport {
    return this.#publisher.subscribe(subscriber);
  }

  seenBy(asker: UserId): string {
    return this.spell(this.#publisher.seenBy(asker));
  }

  setVisible(visible: boolean): void {
    this.visible = visible;
    this.#publisher.changed();
  }

  block(other: UserId): void {
    this.blocked.add(other);
    this.#publisher.blockChanged(other);
  }

  unblock(other: UserId): void {
    this.blocked.delete(other);
    this.#publisher.blockChanged(other);
  }

  /** "ben off 30": Ben was last active 30 s before now. */
  spell({ user_id, online, last_active_at }: PresenceView): string {
    const ago = last_active_at === undefined ? "" : ` ${(this.#now - last_active_at) / 1_000}`;
    return `${user_id.slice(2, 5)} ${online ? "on" : "off"}${ago}`;
  }

  #drop(device: string): void {
    this.#publisher.keepHeardAt(this.#sockets.get(device) ?? 0);
    this.#sockets.delete(device);
  }

  async #call<Answer>(other: UserId, run: (person: Person) => Answer): Promise<Answer> {
    this.calls++;
    const person = this.#people.person(other);
    if (person.isCutOff) throw new Error("unreachable");
    await this.#pass(person.delay);
    const answer = run(person);
    await this.#pass(person.answerDelay);
    return answer;
  }

  async #pass(ms: number): Promise<void> {
    if (ms > 0) await new Promise<void>((passed) => this.#people.clock.after(ms, passed));
  }

  #setAlarm(): void {
    const at = alarmToSet(
      this.#dues.map((one) => one.due()),
      this.#alarmAt,
      this.#now,
    );
    if (at === undefined) return;
    this.#alarmAt = at;
    this.#people.clock.after(at - this.#now, () => void this.#ring(at));
  }

  async #ring(at: number): Promise<void> {
    if (this.#alarmAt !== at) return;
    this.#alarmAt = null;
    this.alarms++;
    const due = this.#dues.filter((one) => (one.due() ?? Number.POSITIVE_INFINITY) <= this.#now);
    await Promise.all(due.map((one) => one.retry()));
    this.#setAlarm();
  }
}
