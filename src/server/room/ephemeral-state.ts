import type { UserId } from "../../protocol/ids.ts";
import { EPHEMERAL_INTERVAL_MS, RECEIPTS_MEMBERS_MAX, TYPING_EXPIRES_MS } from "../../protocol/limits.ts";
import type { Receipt, RoomDown, TypingUser } from "../../protocol/room-frames.ts";
import type { Clock } from "../object/clock.ts";
import type { RoomState } from "./room-state.ts";

/** What this needs of the object. */
export interface EphemeralPorts {
  readonly clock: Clock;
  broadcast(frame: RoomDown): void;
  /** Whether sends are waiting: then what is only nice to know is dropped. */
  isBusy(): boolean;
}

/**
 * Who is typing, and how far each member has received and read. Both are gathered and broadcast at most
 * twice a second. Typing is never stored and is the first thing dropped under load; receipts are
 * written just before they are broadcast.
 */
export class EphemeralState {
  readonly #state: RoomState;
  readonly #ports: EphemeralPorts;
  readonly #typing = new Map<UserId, { readonly user: TypingUser; readonly until: number }>();
  readonly #receipts = new Map<UserId, Receipt>();
  #isTypingChanged = false;
  #isDue = false;
  #nextAt = 0;

  constructor(state: RoomState, ports: EphemeralPorts) {
    this.#state = state;
    this.#ports = ports;
  }

  typing(user_id: UserId, on: boolean, thread: number | undefined): void {
    const now = this.#ports.clock.now();
    if (this.#ports.isBusy() || this.#state.denialFor("typing", user_id, now)) return;
    const wasTyping = this.#typing.has(user_id);
    if (on)
      this.#typing.set(user_id, {
        user: { user_id, ...(thread !== undefined && { thread }) },
        until: now + TYPING_EXPIRES_MS,
      });
    else this.#typing.delete(user_id);
    // A user who goes on typing is broadcast again, because clients let typing expire by themselves.
    if (!on && !wasTyping) return;
    this.#isTypingChanged = true;
    this.#schedule();
  }

  /** A user who has sent a message no longer types. The message itself shows that, so no frame is needed. */
  sent(user_id: UserId): void {
    this.#typing.delete(user_id);
  }

  receipt(user_id: UserId, delivered: number, read: number): void {
    const { memberCount, log } = this.#state;
    if (memberCount > RECEIPTS_MEMBERS_MAX) return;
    if (this.#state.denialFor("receipt", user_id, this.#ports.clock.now())) return;
    const head = log.tail.message_id;
    const known = this.#receipts.get(user_id) ?? this.#state.tables.receipts.get(user_id);
    const next = {
      user_id,
      delivered: Math.max(known?.delivered ?? 0, Math.min(head, Math.max(delivered, read))),
      read: Math.max(known?.read ?? 0, Math.min(head, read)),
    };
    // A frame that was overtaken says nothing, and must not be told as a step back.
    if (known && next.delivered === known.delivered && next.read === known.read) return;
    this.#receipts.set(user_id, next);
    this.#schedule();
  }

  /** Somebody has left. Those who came while the room was too large have been told no receipts. */
  left(): void {
    if (this.#state.memberCount !== RECEIPTS_MEMBERS_MAX) return;
    const receipts = this.#state.tables.receipts.all();
    if (receipts.length > 0) this.#ports.broadcast({ type: "receipts", receipts });
  }

  /** At once after quiet, then once an interval. A timer is set only if something waits. */
  #schedule(): void {
    if (this.#isDue) return;
    const wait = this.#nextAt - this.#ports.clock.now();
    if (wait <= 0) return this.#flush();
    this.#isDue = true;
    this.#ports.clock.after(wait, () => this.#flush());
  }

  #flush(): void {
    this.#isDue = false;
    this.#nextAt = this.#ports.clock.now() + EPHEMERAL_INTERVAL_MS;
    this.#flushTyping();
    this.#flushReceipts();
  }

  #flushTyping(): void {
    if (!this.#isTypingChanged) return;
    this.#isTypingChanged = false;
    if (this.#ports.isBusy()) return;
    const now = this.#ports.clock.now();
    // A user who was removed or left while typing no longer types here.
    for (const [user_id, { until }] of this.#typing)
      if (until <= now || !this.#state.member(user_id)) this.#typing.delete(user_id);
    this.#ports.broadcast({ type: "typing", users: [...this.#typing.values()].map(({ user }) => user) });
  }

  #flushReceipts(): void {
    const receipts = [...this.#receipts.values()].filter(({ user_id }) => this.#state.member(user_id));
    if (receipts.length === 0) return;
    const { tables } = this.#state;
    try {
      tables.transaction(() => {
        for (const receipt of receipts) tables.receipts.put(receipt);
      });
    } catch {
      // Nothing is lost: they stay gathered, and go with the next flush.
      return;
    }
    this.#receipts.clear();
    this.#ports.broadcast({ type: "receipts", receipts });
  }
}
