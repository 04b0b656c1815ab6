import type { UserId } from "../../protocol/ids.ts";
import {
  FANOUT_CURSOR_LAG,
  FANOUT_INTERVAL_MAX_MS,
  FANOUT_INTERVAL_MS,
  INBOX_FANOUT_MAX,
} from "../../protocol/limits.ts";
import type { RoomUpdate, UpdateAck } from "../inbox/room-update.ts";
import { isLarge, News } from "./news.ts";
import type { Cursor, Debt, RoomSql } from "./room-sql.ts";
import type { RoomState } from "./room-state.ts";

/** What fan-out needs of the world. */
export interface FanOutPorts {
  /** Unix milliseconds. */
  now(): number;
  after(ms: number, run: () => void): void;
  /** Gives one inbox its update; rejects where it could not. */
  deliver(update: RoomUpdate): Promise<UpdateAck>;
  /** Asks for `nudge` in at least this many milliseconds, even if the object dies meanwhile. */
  retryLater(ms: number): void;
  /** Who has the room open at this moment. */
  present(): readonly UserId[];
  /** Keeps a cursor over a sleep where that costs nothing, and has what was kept, old ones among it. */
  remember(cursor: Cursor): void;
  remembered(): readonly Cursor[];
}

/** Debts settled in one round, and calls under way at once. */
const OWED_PER_ROUND = 200;
const CALLS_AT_ONCE = 200;
const RETRY_MIN_MS = 1_000;
const RETRY_MAX_MS = 5 * 60_000;

/**
 * Tells inboxes where the room stands: in a room of up to INBOX_FANOUT_MAX members everyone's, in a
 * larger one those that are live (they hold a lease) and those of people a message calls on. A round
 * is state ("the head is now N"), so rounds coalesce: the first after quiet at once, the next a
 * second later at the earliest, and the later the more inboxes there are to tell.
 *
 * A cursor says how far rounds have got. It sleeps with the room's sockets; in the database it is
 * written lazily, since that costs a row: after a crash, or a sleep without sockets, the last round
 * is repeated, harmlessly. Who could not be told, joined or left is in the outbox until their inbox
 * has taken it.
 */
export class FanOut {
  readonly #state: RoomState;
  readonly #sql: RoomSql;
  readonly #ports: FanOutPorts;
  #phase: "quiet" | "running" | "pausing" | "stopped" = "quiet";
  #again = false;
  #nextAt = 0;
  #cursor: Cursor;
  #storedCursor: Cursor;
  #failures = 0;
  /** The newest message at waking, where the round that told it may not have happened. */
  readonly #untoldHead: number | undefined;
  /** Inboxes that hold a lease, so that one is not written again and again. */
  readonly #leased: Set<UserId>;

  constructor(state: RoomState, ports: FanOutPorts) {
    this.#state = state;
    this.#sql = state.sql;
    this.#ports = ports;
    this.#leased = new Set(isLarge(state) ? this.#sql.leases().map(({ user_id }) => user_id) : []);
    const { message_id, change_id } = state.log.tail;
    this.#storedCursor = this.#sql.fanoutCursor();
    this.#cursor = ports
      .remembered()
      // One that is ahead of the log is of a log that is no more.
      .filter((cursor) => cursor.message_id <= message_id && cursor.change_id <= change_id)
      .reduce(later, this.#storedCursor);
    const isUntold = this.#cursor.message_id < message_id || this.#cursor.change_id < change_id;
    this.#untoldHead = isUntold ? message_id : undefined;
    const behind = isUntold || this.#sql.owed(1).length > 0;
    // Not at once: if a message is what woke the object, its own round covers this one.
    if (behind) ports.after(0, () => this.nudge());
  }

  /** Something happened that inboxes may have to know. */
  nudge(): void {
    if (this.#phase !== "quiet") this.#again = true;
    else if (this.#ports.now() < this.#nextAt) this.#pause();
    else {
      // Not in this turn: the frames that tell the room itself leave first.
      this.#phase = "running";
      this.#ports.after(0, () => void this.#run());
    }
  }

  /** Another one reads the room anew: this one's idea of it may be wrong, and is told to nobody any more. */
  stop(): void {
    this.#phase = "stopped";
  }

  async #run(): Promise<void> {
    if (this.#isStopped()) return;
    this.#phase = "running";
    this.#again = false;
    const began = this.#ports.now();
    // A round that could not even be noted down is tried again like one whose calls failed.
    const { told, failed } = await this.#round().catch(() => ({ told: 0, failed: true }));
    if (this.#isStopped()) return;
    this.#nextAt = began + intervalFor(told);
    this.#failures = failed ? this.#failures + 1 : 0;
    if (failed) this.#ports.retryLater(Math.min(RETRY_MAX_MS, RETRY_MIN_MS * 2 ** (this.#failures - 1)));
    this.#phase = "quiet";
    if (this.#again) this.nudge();
  }

  #isStopped(): boolean {
    return this.#phase === "stopped";
  }

  /** A timer is set only where a round is due: a quiet room has none, and can hibernate. */
  #pause(): void {
    this.#phase = "pausing";
    this.#ports.after(this.#nextAt - this.#ports.now(), () => void this.#run());
  }

  /** Tells everyone concerned. Who could not be told is in the outbox then. */
  async #round(): Promise<{ told: number; failed: boolean }> {
    const { message_id, change_id } = this.#state.log.tail;
    const seen = this.#cursor;
    const owed = new Map(this.#sql.owed(OWED_PER_ROUND).map((debt) => [debt.user_id, debt]));
    if (owed.size === OWED_PER_ROUND) this.#again = true;
    const updates = this.#updates(owed);
    const asked_at = this.#ports.now();
    let failed = false;
    for (let start = 0; start < updates.length; start += CALLS_AT_ONCE) {
      const some = updates.slice(start, start + CALLS_AT_ONCE);
      const results = await Promise.allSettled(some.map((update) => this.#ports.deliver(update)));
      if (this.#isStopped()) return { told: 0, failed: false };
      for (const [index, { user_id }] of some.entries()) {
        const result = results[index];
        if (result?.status === "fulfilled")
          this.#delivered(user_id, owed.get(user_id), result.value, asked_at);
        else this.#sql.owe({ user_id, ...seen, renewed: change_id });
        failed ||= result?.status !== "fulfilled";
      }
    }
    this.#advance({ message_id, change_id });
    return { told: updates.length, failed };
  }

  /** In a large room, the answer also says whether the inbox wants to hear more. */
  #delivered(user_id: UserId, debt: Debt | undefined, { live }: UpdateAck, asked_at: number): void {
    if (debt) this.#sql.settle(debt);
    if (!isLarge(this.#state)) return;
    if (!live) this.#sql.endLease({ user_id, at: asked_at });
    // Who left and is back is owed an update, and lost the lease by leaving.
    else if (debt || !this.#leased.has(user_id)) this.#sql.lease(user_id, asked_at);
    if (live) this.#leased.add(user_id);
    else this.#leased.delete(user_id);
  }

  #updates(owed: ReadonlyMap<UserId, Debt>): RoomUpdate[] {
    const present = this.#ports.present();
    const news = new News(this.#state, this.#cursor, present);
    return [...new Set([...owed.keys(), ...news.audience()])].map((user_id) => {
      const debt = owed.get(user_id);
      // A debt noted after the last round began is about what came since, not about what came before it.
      return (debt ? new News(this.#state, earlier(debt, this.#cursor), present) : news).updateFor(user_id);
    });
  }

  #advance(reached: Cursor): void {
    this.#cursor = reached;
    this.#ports.remember(reached);
    const lag = Math.max(
      reached.message_id - this.#storedCursor.message_id,
      reached.change_id - this.#storedCursor.change_id,
    );
    // A round that only repeated an old one is worth a row: the next waking need not repeat it again.
    const isRepeat = lag > 0 && reached.message_id === this.#untoldHead;
    if (lag < FANOUT_CURSOR_LAG && !isRepeat) return;
    this.#storedCursor = reached;
    this.#sql.putFanoutCursor(reached);
  }
}

/** Rounds only go forward, in both numbers. */
const later = (a: Cursor, b: Cursor): Cursor => ({
  message_id: Math.max(a.message_id, b.message_id),
  change_id: Math.max(a.change_id, b.change_id),
});

const earlier = (a: Cursor, b: Cursor): Cursor => ({
  message_id: Math.min(a.message_id, b.message_id),
  change_id: Math.min(a.change_id, b.change_id),
});

/** However large the room, no more than INBOX_FANOUT_MAX inboxes a second are told on average. */
const intervalFor = (inboxes: number): number =>
  Math.min(FANOUT_INTERVAL_MAX_MS, FANOUT_INTERVAL_MS * Math.max(1, Math.ceil(inboxes / INBOX_FANOUT_MAX)));
