import type { UserId } from "../../protocol/ids.ts";
import { EPHEMERAL_INTERVAL_MS, RECEIPTS_MEMBERS_MAX, TYPING_EXPIRES_MS } from "../../protocol/limits.ts";
import type { Receipt, RoomDown, TypingUser } from "../../protocol/room-frames.ts";
import type { RoomState } from "./room-state.ts";

/** What this needs of the world. */
export interface EphemeraPorts {
  now(): number;
  after(ms: number, run: () => void): void;
  tell(frame: RoomDown): void;
  /** Whether sends are waiting: then what is only nice to know is left out. */
  isBusy(): boolean;
}

/**
 * What passes: who is typing, and how far each member has come. Both are gathered and told at most
 * twice a second. Typing is never stored and is the first thing dropped under load; receipts are
 * written in the same beat as they are told.
 */
export class Ephemera {
  readonly #state: RoomState;
  readonly #ports: EphemeraPorts;
  readonly #users = new Map<UserId, { readonly user: TypingUser; readonly until: number }>();
  readonly #receipts = new Map<UserId, Receipt>();
  #typingChanged = false;
  #isDue = false;
  #nextAt = 0;

  constructor(state: RoomState, ports: EphemeraPorts) {
    this.#state = state;
    this.#ports = ports;
  }

  typing(user_id: UserId, on: boolean, thread: number | undefined): void {
    const now = this.#ports.now();
    if (this.#ports.isBusy() || this.#state.denialFor("typing", user_id, now)) return;
    const was = this.#users.get(user_id);
    if (on)
      this.#users.set(user_id, {
        user: { user_id, ...(thread !== undefined && { thread }) },
        until: now + TYPING_EXPIRES_MS,
      });
    else this.#users.delete(user_id);
    // Who goes on typing is told again, since clients let it expire by themselves.
    if (!on && !was) return;
    this.#typingChanged = true;
    this.#beat();
  }

  /** Who says something is no longer typing. Their message says so: no frame is needed. */
  spoke(user_id: UserId): void {
    this.#users.delete(user_id);
  }

  receipt(user_id: UserId, delivered: number, read: number): void {
    const { memberCount, log } = this.#state;
    if (memberCount > RECEIPTS_MEMBERS_MAX || this.#state.denialFor("receipt", user_id, this.#ports.now()))
      return;
    const head = log.tail.message_id;
    const known = this.#receipts.get(user_id);
    this.#receipts.set(user_id, {
      user_id,
      delivered: Math.min(head, Math.max(delivered, read, known?.delivered ?? 0)),
      read: Math.min(head, Math.max(read, known?.read ?? 0)),
    });
    this.#beat();
  }

  /** At once after quiet, then once an interval. A timer is set only where something waits. */
  #beat(): void {
    if (this.#isDue) return;
    const wait = this.#nextAt - this.#ports.now();
    if (wait <= 0) return this.#tell();
    this.#isDue = true;
    this.#ports.after(wait, () => this.#tell());
  }

  #tell(): void {
    this.#isDue = false;
    this.#nextAt = this.#ports.now() + EPHEMERAL_INTERVAL_MS;
    this.#tellTyping();
    this.#tellReceipts();
  }

  #tellTyping(): void {
    if (!this.#typingChanged) return;
    this.#typingChanged = false;
    if (this.#ports.isBusy()) return;
    const now = this.#ports.now();
    // Who was removed or left while typing no longer types here.
    for (const [user_id, { until }] of this.#users)
      if (until <= now || !this.#state.member(user_id)) this.#users.delete(user_id);
    this.#ports.tell({ type: "typing", users: [...this.#users.values()].map(({ user }) => user) });
  }

  #tellReceipts(): void {
    const receipts = [...this.#receipts.values()].filter(({ user_id }) => this.#state.member(user_id));
    if (receipts.length === 0) return;
    try {
      this.#state.sql.transaction(() => {
        for (const receipt of receipts) this.#state.sql.members.putReceipt(receipt);
      });
    } catch {
      // Nothing is lost: they stay gathered, and go with the next beat.
      return;
    }
    this.#receipts.clear();
    this.#ports.tell({ type: "receipts", receipts });
  }
}
