import type { UserId } from "../../protocol/ids.ts";
import {
  FANOUT_CURSOR_LAG,
  FANOUT_INTERVAL_MS,
  INBOX_FANOUT_MAX,
  PREVIEW_CHARACTERS,
} from "../../protocol/limits.ts";
import type { Message } from "../../protocol/message.ts";
import type { RoomUpdate } from "../inbox/room-update.ts";
import type { Room } from "./room.ts";
import type { Debt, RoomSql } from "./room-sql.ts";

/** What fan-out needs of the world. */
export interface FanOutPorts {
  /** Unix milliseconds. */
  now(): number;
  after(ms: number, run: () => void): void;
  /** Gives one inbox its update; rejects where it could not. */
  deliver(update: RoomUpdate): Promise<void>;
  /** Asks for `nudge` in at least this many milliseconds, even if the object dies meanwhile. */
  retryLater(ms: number): void;
}

/** Debts settled in one round. */
const OWED_PER_ROUND = 200;
const RETRY_MIN_MS = 1_000;
const RETRY_MAX_MS = 5 * 60_000;

/**
 * Tells the members' inboxes where the room stands. A round is state ("the head is now N"), so
 * rounds coalesce: the first after quiet at once, then at most one each FANOUT_INTERVAL_MS.
 *
 * A cursor in the database says how far rounds have got. It is written lazily, since a row costs
 * more than a repeated call: after a crash or a sleep the last round is repeated, harmlessly. Who
 * could not be told, joined or left is in the outbox until their inbox has taken it.
 */
export class FanOut {
  readonly #room: Room;
  readonly #sql: RoomSql;
  readonly #ports: FanOutPorts;
  #state: "quiet" | "running" | "pausing" | "stopped" = "quiet";
  #again = false;
  #nextAt = 0;
  #cursor: number;
  #storedCursor: number;
  #failures = 0;
  readonly #headAtWaking: number;

  constructor(room: Room, ports: FanOutPorts) {
    this.#room = room;
    this.#sql = room.sql;
    this.#ports = ports;
    this.#cursor = this.#storedCursor = this.#sql.fanoutCursor();
    this.#headAtWaking = room.head().message_id;
    const behind = this.#cursor < this.#headAtWaking || this.#sql.owed(1).length > 0;
    // Not at once: if a message is what woke the object, its own round covers this one.
    if (behind) ports.after(0, () => this.nudge());
  }

  /** Something happened that inboxes should know. */
  nudge(): void {
    if (this.#state !== "quiet") this.#again = true;
    else if (this.#ports.now() < this.#nextAt) this.#pause();
    else {
      // Not in this turn: the frames that tell the room itself leave first.
      this.#state = "running";
      this.#ports.after(0, () => void this.#run());
    }
  }

  /** Another one reads the room anew: this one's idea of it may be wrong, and is told to nobody any more. */
  stop(): void {
    this.#state = "stopped";
  }

  async #run(): Promise<void> {
    if (this.#isStopped()) return;
    this.#state = "running";
    this.#again = false;
    this.#nextAt = this.#ports.now() + FANOUT_INTERVAL_MS;
    // A round that could not even be noted down is tried again like one whose calls failed.
    const allTold = await this.#round().catch(() => false);
    if (this.#isStopped()) return;
    this.#failures = allTold ? 0 : this.#failures + 1;
    if (!allTold) this.#ports.retryLater(Math.min(RETRY_MAX_MS, RETRY_MIN_MS * 2 ** (this.#failures - 1)));
    this.#state = "quiet";
    if (this.#again) this.nudge();
  }

  #isStopped(): boolean {
    return this.#state === "stopped";
  }

  /** A timer is set only where a round is due: a quiet room has none, and can hibernate. */
  #pause(): void {
    this.#state = "pausing";
    this.#ports.after(this.#nextAt - this.#ports.now(), () => void this.#run());
  }

  /** Tells everyone concerned; returns whether all could be told. Who could not is in the outbox then. */
  async #round(): Promise<boolean> {
    const { change_id, message_id: head } = this.#room.head();
    const seen = this.#cursor;
    const owed = new Map(this.#sql.owed(OWED_PER_ROUND).map((debt) => [debt.user_id, debt]));
    if (owed.size === OWED_PER_ROUND) this.#again = true;
    const updates = this.#updates(head, owed);
    const results = await Promise.allSettled(updates.map((update) => this.#ports.deliver(update)));
    if (this.#isStopped()) return true;
    for (const [index, { user_id }] of updates.entries()) {
      const debt = owed.get(user_id);
      if (results[index]?.status === "rejected")
        this.#sql.owe(debt ?? { user_id, change_id, message_id: seen });
      else if (debt) this.#sql.settle(debt);
    }
    this.#advance(head);
    return results.every((result) => result.status === "fulfilled");
  }

  #updates(head: number, owed: ReadonlyMap<UserId, Debt>): RoomUpdate[] {
    const news = head > this.#cursor && this.#room.membership.count <= INBOX_FANOUT_MAX;
    const members = news ? this.#sql.members().map((member) => member.user_id) : [];
    const users = new Set([...members, ...owed.keys()]);
    if (users.size === 0) return [];
    const since = Math.min(this.#cursor, ...[...owed.values()].map((debt) => debt.message_id));
    const own = new Map(this.#sql.newestBySender(since).map((row) => [row.sender, row.message_id]));
    const last = this.#sql.message(head);
    return [...users].map((user_id) => this.#update(user_id, last, own.get(user_id) ?? 0));
  }

  #update(user_id: UserId, last: Message | undefined, own: number): RoomUpdate {
    const { room_id, name, created_at } = this.#room.info;
    const { change_id, message_id } = this.#room.head();
    const member = this.#room.membership.get(user_id);
    const about = { user_id, room_id, change_id, name };
    // Who left is told that, and nothing of what was said.
    if (!member) return { ...about, membership: "left", head: 0, read: 0, active_at: created_at };
    return {
      ...about,
      membership: member.role,
      head: message_id,
      ...(last && { preview: previewOf(last) }),
      read: Math.max(own, member.read_from),
      active_at: Math.max(last?.time ?? created_at, member.joined_at),
    };
  }

  #advance(head: number): void {
    this.#cursor = Math.max(this.#cursor, head);
    const lag = this.#cursor - this.#storedCursor;
    // A round that only repeated an old one is worth a row: the next waking need not repeat it again.
    if (lag < FANOUT_CURSOR_LAG && !(lag > 0 && head === this.#headAtWaking)) return;
    this.#storedCursor = this.#cursor;
    this.#sql.putFanoutCursor(this.#cursor);
  }
}

const previewOf = ({ message_id, sender, time, text }: Message) => ({
  message_id,
  sender,
  time,
  text: Array.from(text.slice(0, 2 * PREVIEW_CHARACTERS))
    .slice(0, PREVIEW_CHARACTERS)
    .join(""),
});
