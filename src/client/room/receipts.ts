import type { MessageId, UserId } from "../../protocol/ids.ts";
import { EPHEMERAL_INTERVAL_MS } from "../../protocol/limits.ts";
import type { Receipt, RoomUp } from "../../protocol/room-frames.ts";

/** How far each member has come, and telling how far this one has. Pure. */
export class Receipts {
  readonly #self: UserId;
  #all: ReadonlyMap<UserId, Receipt> = new Map();
  /** Whom the room has named since it began to tell all. */
  #confirmed: Set<UserId> | undefined;
  #delivered = 0;
  #read = 0;
  /** What was said on the connection of now, or is known to have arrived on one before. */
  #told = { delivered: 0, read: 0 };
  #nextAt = 0;
  /** What the device keeps of what was read, until the room knows or never will. */
  #stored = 0;

  constructor(self: UserId) {
    this.#self = self;
  }

  get all(): ReadonlyMap<UserId, Receipt> {
    return this.#all;
  }

  /** What was known when the room was last open; what has been heard since is newer. */
  remember(receipts: readonly Receipt[]): void {
    const heard = [...this.#all.values()];
    this.#all = new Map(receipts.map((receipt) => [receipt.user_id, receipt]));
    this.heard(heard);
  }

  /** The room is about to tell all it knows. Of another room's log, nothing that was known counts. */
  begin(isAnother: boolean): void {
    if (isAnother) this.#all = new Map();
    this.#confirmed = new Set();
  }

  /** The room has told all it knows: whom it did not name is no longer in it. */
  complete(): void {
    const confirmed = this.#confirmed;
    this.#confirmed = undefined;
    if (confirmed) this.#all = new Map([...this.#all].filter(([user_id]) => confirmed.has(user_id)));
  }

  /** Receipts only grow, so one that comes late changes nothing. */
  heard(receipts: readonly Receipt[]): void {
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

  /** Somebody is no longer in the room. */
  gone(user_id: UserId): void {
    if (!this.#all.has(user_id)) return;
    this.#all = new Map([...this.#all].filter(([id]) => id !== user_id));
  }

  delivered(message_id: MessageId): void {
    this.#delivered = Math.max(this.#delivered, message_id);
  }

  read(message_id: MessageId): void {
    this.#read = Math.max(this.#read, message_id);
  }

  /** How far the user has read, where the room has not shown that it knows; 0 where it has. It takes nothing past `head`. */
  owed(head: MessageId): MessageId {
    const read = Math.min(this.#read, head);
    return read > (this.#all.get(this.#self)?.read ?? 0) ? read : 0;
  }

  /** The device has kept since another session that the user has read so far. */
  found(read: MessageId): void {
    this.#stored = Math.max(this.#stored, read);
    this.read(read);
  }

  /** What the device is to keep of what is `owed`, if that is more than it keeps; it counts as kept. */
  takeUnstored(owed: MessageId): MessageId {
    if (owed <= this.#stored) return 0;
    this.#stored = owed;
    return owed;
  }

  /** Whether the device need not keep any longer what it keeps; it counts as forgotten. */
  takeTold(owed: MessageId): boolean {
    if (this.#stored === 0 || owed > 0) return false;
    this.#stored = 0;
    return true;
  }

  /** What was said last may not have arrived. */
  disconnected(): void {
    this.#told = { delivered: 0, read: 0 };
    this.#trust();
  }

  /** What is to be told now; it counts as told. `tellsRead` says whether others may know what was read. */
  take(now: number, tellsRead: boolean): RoomUp[] {
    if ((this.dueAt(tellsRead) ?? Number.POSITIVE_INFINITY) > now) return [];
    this.#nextAt = now + EPHEMERAL_INTERVAL_MS;
    const delivered = Math.max(this.#delivered, this.#told.delivered);
    const read = tellsRead ? Math.max(this.#read, this.#told.read) : 0;
    this.#told = { delivered, read: Math.max(read, this.#told.read) };
    return [{ type: "receipt", delivered, ...(read > 0 && { read }) }];
  }

  /** When there is something to tell: at once after quiet, then twice a second. */
  dueAt(tellsRead: boolean): number | undefined {
    const isNews = this.#delivered > this.#told.delivered || (tellsRead && this.#read > this.#told.read);
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
