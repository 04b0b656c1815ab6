import type { MessageId, UserId } from "../../protocol/ids.ts";
import { EPHEMERAL_INTERVAL_MS } from "../../protocol/limits.ts";
import type { Receipt, RoomUp } from "../../protocol/room-frames.ts";

/** How far each member has received and read, and telling others how far this user has. Pure. */
export class Receipts {
  readonly #self: UserId;
  #all: ReadonlyMap<UserId, Receipt> = new Map();
  /** The members the room has named since it began to send all receipts. */
  #confirmed: Set<UserId> | undefined;
  #delivered = 0;
  #read = 0;
  /** What was sent on this connection, or is known to have arrived on an earlier one. */
  #told = { delivered: 0, read: 0 };
  #nextAt = 0;
  /** How far the device stores that the user has read, until the room knows or never will. */
  #stored = 0;

  constructor(self: UserId) {
    this.#self = self;
  }

  get all(): ReadonlyMap<UserId, Receipt> {
    return this.#all;
  }

  /** What was cached when the room was last open; what has been received since is newer. */
  remember(receipts: readonly Receipt[]): void {
    const since = [...this.#all.values()];
    this.#all = new Map(receipts.map((receipt) => [receipt.user_id, receipt]));
    this.received(since);
  }

  /** The room is about to send all receipts. If its log is another one, nothing that was known counts. */
  begin(isAnother: boolean): void {
    if (isAnother) this.#all = new Map();
    this.#confirmed = new Set();
  }

  /** The room has sent all receipts: users it did not name are no longer in it. */
  complete(): void {
    const confirmed = this.#confirmed;
    this.#confirmed = undefined;
    if (confirmed) this.#all = new Map([...this.#all].filter(([user_id]) => confirmed.has(user_id)));
  }

  /** Receipts only grow, so a late one changes nothing. */
  received(receipts: readonly Receipt[]): void {
    const all = new Map(this.#all);
    for (const { user_id, delivered, read } of receipts) {
      const known = all.get(user_id);
      this.#confirmed?.add(user_id);
      all.set(user_id, {
        user_id,
        delivered: Math.max(delivered, known?.delivered ?? 0),
        read: Math.max(read, known?.read ?? 0),
      });
    }
    this.#all = all;
    this.#trust();
  }

  /** A user is no longer in the room. */
  departed(user_id: UserId): void {
    if (!this.#all.has(user_id)) return;
    this.#all = new Map([...this.#all].filter(([id]) => id !== user_id));
  }

  /** How far the user has read, whether or not the room knows. */
  get readUpTo(): MessageId {
    return this.#read;
  }

  delivered(message_id: MessageId): void {
    this.#delivered = Math.max(this.#delivered, message_id);
  }

  read(message_id: MessageId): void {
    this.#read = Math.max(this.#read, message_id);
  }

  /** How far the user has read, if the room has not confirmed it; else 0. The room takes nothing past `head`. */
  owed(head: MessageId): MessageId {
    const read = Math.min(this.#read, head);
    return read > (this.#all.get(this.#self)?.read ?? 0) ? read : 0;
  }

  /** An earlier session has stored on the device that the user has read so far. */
  found(read: MessageId): void {
    this.#stored = Math.max(this.#stored, read);
    this.read(read);
  }

  /** What the device has to store of what is `owed`, if that is more than it has stored; it counts as stored. */
  takeUnstored(owed: MessageId): MessageId {
    if (owed <= this.#stored) return 0;
    this.#stored = owed;
    return owed;
  }

  /** Whether the device need not store it any longer; it counts as deleted. */
  takeConfirmed(owed: MessageId): boolean {
    if (this.#stored === 0 || owed > 0) return false;
    this.#stored = 0;
    return true;
  }

  /** What was sent last may not have arrived. */
  disconnected(): void {
    this.#told = { delivered: 0, read: 0 };
    this.#trust();
  }

  /** What is to be sent now; it counts as sent. `sharesReceipts` says whether others may know what was read. */
  take(now: number, sharesReceipts: boolean): RoomUp[] {
    if ((this.dueAt(sharesReceipts) ?? Number.POSITIVE_INFINITY) > now) return [];
    this.#nextAt = now + EPHEMERAL_INTERVAL_MS;
    const delivered = Math.max(this.#delivered, this.#told.delivered);
    const read = sharesReceipts ? Math.max(this.#read, this.#told.read) : 0;
    this.#told = { delivered, read: Math.max(read, this.#told.read) };
    return [{ type: "receipt", delivered, ...(read > 0 && { read }) }];
  }

  /** When there is something to send: at once after a pause, then twice a second. */
  dueAt(sharesReceipts: boolean): number | undefined {
    const isNews = this.#delivered > this.#told.delivered || (sharesReceipts && this.#read > this.#told.read);
    return isNews ? this.#nextAt : undefined;
  }

  #trust(): void {
    const { delivered = 0, read = 0 } = this.#all.get(this.#self) ?? {};
    this.#told = {
      delivered: Math.max(delivered, this.#told.delivered),
      read: Math.max(read, this.#told.read),
    };
  }
}
