import type { UserId } from "../../../protocol/ids.ts";
import {
  CALLS_AT_ONCE,
  FANOUT_CURSOR_LAG,
  FANOUT_INTERVAL_MAX_MS,
  FANOUT_INTERVAL_MS,
  INBOX_FANOUT_MAX,
  OUTBOX_RETRY_MAX_MS,
  OUTBOX_RETRY_MIN_MS,
} from "../../../protocol/limits.ts";
import type { RoomUpdate, UpdateAck } from "../../inbox/room-update.ts";
import type { Clock } from "../../object/clock.ts";
import { callTogether } from "../../object/deadline.ts";
import type { Follower } from "../../object/follower.ts";
import type { Outbox } from "../../object/outbox.ts";
import type { OutboxEntry } from "../../object/outbox-sql.ts";
import type { RoomState } from "../room-state.ts";
import { type Cursor, earlier, type FanOutTable, later } from "../tables/fan-out.ts";
import { InboxDigest } from "./inbox-digest.ts";
import type { Answered, InboxInterest } from "./inbox-interest.ts";

/** What the fan-out needs from the object. */
export interface FanOutPorts {
  readonly clock: Clock;
  /** Tells one inbox the room's state; rejects if that was not possible, or once the signal is aborted. */
  deliver(update: RoomUpdate, signal: AbortSignal): Promise<UpdateAck>;
  /** Something could not be delivered, so the alarm may have to be set. */
  failed(): void;
  /** Users who have the room open at this moment. */
  present(): readonly UserId[];
  /** Keeps a cursor while the object sleeps, if that costs nothing, and returns those kept, old ones among them. */
  remember(cursor: Cursor): void;
  remembered(): readonly Cursor[];
}

type Entry = OutboxEntry<Cursor, UserId>;

/** One call to an inbox. */
interface Call {
  readonly user_id: UserId;
  /** The entry of the outbox that it answers. */
  readonly entry: Entry | undefined;
  readonly update: RoomUpdate;
  /** From where to where it tells everything. */
  readonly since: Cursor;
  readonly upTo: Cursor;
}

/** Entries of the outbox that one round delivers. */
const ENTRIES_PER_ROUND = 200;

/** Whether nothing has failed yet that concerns this target. */
const isNew = (entry: Entry | undefined): boolean => entry === undefined || entry.failures === 0;

/**
 * Tells inboxes the room's state: those that want to hear of it (see `InboxInterest`), and those of users
 * whom something concerns. A round carries
 * state ("the head is now N"), so rounds coalesce: the first after quiet runs at once, the next at
 * least a second later, or more if there are many inboxes to tell.
 *
 * A cursor says how far rounds have got. It is kept in the attachments of the room's sockets, and written
 * to the database only now and then, since that costs a row. After a crash, or a sleep without sockets,
 * the last round is repeated, which does no harm.
 *
 * The outbox holds users who joined or left until their inbox has been told, and inboxes that could
 * not be reached. Rounds leave out the latter and the alarm retries them, so an inbox that never answers
 * does not delay the others.
 */
export class InboxFanOut implements Follower {
  readonly name = "inboxes";
  readonly #state: RoomState;
  readonly #table: FanOutTable;
  readonly #outbox: Outbox<Cursor, UserId>;
  readonly #interest: InboxInterest;
  readonly #ports: FanOutPorts;
  #phase: "quiet" | "running" | "pausing" | "stopped" = "quiet";
  #again = false;
  #nextAt = 0;
  #cursor: Cursor;
  /** Up to where the round that is under way, or was the last, tells everyone but inboxes that could not be reached. */
  #reaching: Cursor;
  #storedCursor: Cursor;
  /** Rounds in a row that a bug or a full disk has ended, and when to try the next (Unix milliseconds). */
  #brokenRounds = 0;
  #roundRetryAt: number | undefined;
  /** The newest message at waking, if the round that was to tell it may not have happened. */
  readonly #unreportedHead: number | undefined;

  constructor(state: RoomState, interest: InboxInterest, ports: FanOutPorts) {
    this.#state = state;
    this.#interest = interest;
    this.#table = state.tables.fanOut;
    this.#outbox = state.tables.inboxes;
    this.#ports = ports;
    this.#storedCursor = this.#table.cursor();
    const tail = this.#tail();
    this.#cursor = ports
      .remembered()
      // A cursor ahead of the log belongs to a log that was lost.
      .filter((cursor) => !isBehind(tail, cursor))
      .reduce(later, this.#storedCursor);
    this.#reaching = this.#cursor;
    const isUnreported = isBehind(this.#cursor, tail);
    this.#unreportedHead = isUnreported ? tail.message_id : undefined;
    // Not at once: if a message is what woke the object, its own round covers this one.
    if (isUnreported || this.#isNewPending()) ports.clock.after(0, () => this.changed());
  }

  changed(): void {
    if (this.#phase !== "quiet") this.#again = true;
    else if (this.#now() < this.#nextAt) this.#pause();
    else {
      // Not in this turn: the frames to the room's own sockets leave first.
      this.#phase = "running";
      this.#ports.clock.after(0, () => void this.#run());
    }
  }

  isIdle(): boolean {
    return this.#phase === "quiet" && this.#roundRetryAt === undefined && this.#outbox.isEmpty();
  }

  stop(): void {
    this.#phase = "stopped";
  }

  // ---- rounds ---------------------------------------------------------------------------------

  async #run(): Promise<void> {
    if (this.#isStopped()) return;
    this.#phase = "running";
    this.#again = false;
    this.#roundRetryAt = undefined;
    const began = this.#now();
    const told = await this.#round().catch(() => undefined);
    if (this.#isStopped()) return;
    this.#nextAt = began + intervalFor(told ?? 0);
    this.#phase = "quiet";
    this.#brokenRounds = told === undefined ? this.#brokenRounds + 1 : 0;
    if (told === undefined) this.#retryRound();
    if (this.#again) this.changed();
  }

  /** A round that could not even store what failed is repeated as a whole. */
  #retryRound(): void {
    const wait = Math.min(OUTBOX_RETRY_MAX_MS, OUTBOX_RETRY_MIN_MS * 2 ** (this.#brokenRounds - 1));
    this.#roundRetryAt = this.#now() + wait;
    this.#ports.failed();
  }

  #now(): number {
    return this.#ports.clock.now();
  }

  #isStopped(): boolean {
    return this.#phase === "stopped";
  }

  /** A timer is set only if a round is due: a quiet room has none, and can hibernate. */
  #pause(): void {
    this.#phase = "pausing";
    this.#ports.clock.after(this.#nextAt - this.#now(), () => void this.#run());
  }

  /** Tells everyone whom something new concerns. Returns the number of inboxes. */
  async #round(): Promise<number> {
    const upTo = this.#tail();
    this.#reaching = upTo;
    const entries = new Map(this.#outbox.pending().map((entry) => [entry.target, entry]));
    const shared = this.#digestSince(this.#cursor);
    const fresh = [...entries.values()].filter(isNew);
    const users = new Set(fresh.slice(0, ENTRIES_PER_ROUND).map(({ target }) => target));
    if (fresh.length > ENTRIES_PER_ROUND) this.#again = true;
    // Inboxes that could not be reached before get everything together from `retry`.
    for (const user_id of shared.audience(this.#interest))
      if (isNew(entries.get(user_id))) users.add(user_id);
    const toldUpTo = this.#interest.toldUpTo();
    const calls = [...users].map((user_id): Call => {
      const entry = entries.get(user_id);
      // A user who joined after the last round needs that, and also what came before it. Others were left out.
      const since = [entry?.body, toldUpTo.get(user_id)].reduce<Cursor>(
        (first, point) => (point ? earlier(first, point) : first),
        this.#cursor,
      );
      const digest = isBehind(since, this.#cursor) ? this.#digestSince(since) : shared;
      return { user_id, entry, update: digest.updateFor(user_id), since, upTo };
    });
    await this.#deliver(calls);
    if (!this.#isStopped()) this.#advance(upTo);
    return calls.length;
  }

  #digestSince(cursor: Cursor): InboxDigest {
    return new InboxDigest(this.#state, cursor, this.#ports.present());
  }

  #isNewPending(): boolean {
    return this.#outbox.pending().some(isNew);
  }

  #tail(): Cursor {
    const { message_id, change_id } = this.#state.log.tail;
    return { message_id, change_id };
  }

  #advance(reached: Cursor): void {
    this.#cursor = reached;
    this.#ports.remember(reached);
    const lag = Math.max(
      reached.message_id - this.#storedCursor.message_id,
      reached.change_id - this.#storedCursor.change_id,
    );
    // A round that only repeated an old one is worth a row: the next waking need not repeat it again.
    const isRepeat = lag > 0 && reached.message_id === this.#unreportedHead;
    if (lag < FANOUT_CURSOR_LAG && !isRepeat) return;
    this.#storedCursor = reached;
    this.#table.putCursor(reached);
  }

  // ---- inboxes that could not be reached ------------------------------------------------------

  due(): number | undefined {
    const [failed] = this.#outbox.pending().filter((entry) => !isNew(entry));
    const times = [failed?.retry_at, this.#roundRetryAt].filter((time) => time !== undefined);
    return times.length > 0 ? Math.min(...times) : undefined;
  }

  async retry(): Promise<void> {
    if (this.#isStopped()) return;
    if ((this.#roundRetryAt ?? Number.POSITIVE_INFINITY) <= this.#now()) this.changed();
    const upTo = this.#tail();
    const failed = this.#outbox.ready().filter((entry) => !isNew(entry));
    const calls = failed.slice(0, CALLS_AT_ONCE).map((entry): Call => {
      const update = this.#digestSince(entry.body).updateFor(entry.target);
      return { user_id: entry.target, entry, update, since: entry.body, upTo };
    });
    await this.#deliver(calls);
  }

  // ---- calls ----------------------------------------------------------------------------------

  /** Makes calls, some at once, and stores their outcome. */
  async #deliver(calls: readonly Call[]): Promise<void> {
    for (let start = 0; start < calls.length && !this.#isStopped(); start += CALLS_AT_ONCE) {
      const some = calls.slice(start, start + CALLS_AT_ONCE);
      const asked_at = this.#now();
      const asks = some.map(({ user_id }) => this.#interest.asks(user_id));
      const results = await callTogether(
        some.map(
          ({ update }) =>
            (signal: AbortSignal) =>
              this.#ports.deliver(update, signal),
        ),
        this.#ports.clock,
      );
      if (this.#isStopped()) return;
      const answers: Answered[] = [];
      for (const [index, call] of some.entries()) {
        const { user_id, entry, since, upTo } = call;
        const result = results[index];
        if (result?.status !== "fulfilled") this.#outbox.postpone(user_id, since);
        else {
          this.#delivered(call);
          const isFresh = entry !== undefined;
          answers.push({ user_id, ack: result.value, upTo, asks: asks[index] ?? 0, asked_at, isFresh });
        }
      }
      this.#interest.answered(answers);
      if (results.some(({ status }) => status === "rejected")) this.#ports.failed();
    }
  }

  #delivered({ user_id, entry, upTo }: Call): void {
    if (entry) this.#outbox.acknowledge(entry);
    // Rounds during a retry have left out this inbox.
    if (!isBehind(upTo, later(this.#cursor, this.#reaching))) return;
    this.#outbox.enqueue(user_id, upTo);
    this.changed();
  }
}

/** Whether the first point lacks something that the second has. */
const isBehind = (cursor: Cursor, other: Cursor): boolean =>
  cursor.message_id < other.message_id || cursor.change_id < other.change_id;

/** However large the room, no more than INBOX_FANOUT_MAX inboxes a second are told on average. */
const intervalFor = (inboxes: number): number =>
  Math.min(FANOUT_INTERVAL_MAX_MS, FANOUT_INTERVAL_MS * Math.max(1, Math.ceil(inboxes / INBOX_FANOUT_MAX)));
