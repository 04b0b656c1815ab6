import type { Result } from "../../src/protocol/codes.ts";
import type { RoomId, UserId } from "../../src/protocol/ids.ts";
import { Violation } from "./invariant-monitor.ts";
import type { StoredInbox } from "./stored-inbox.ts";
import type { StoredRoom } from "./stored-room.ts";

/** What everything holds in the end. */
export interface Stored {
  readonly rooms: ReadonlyMap<RoomId, StoredRoom>;
  readonly inboxes: ReadonlyMap<UserId, StoredInbox>;
  /** Whom anybody has ever blocked. */
  readonly blocked: ReadonlySet<UserId>;
}

/** Something that a person did, and what must be so if nobody did anything else about it. */
export interface ActionRecord {
  readonly operation: string;
  /** The device it was done on, by name. */
  readonly device: string;
  /** What it sets: of two history with the same slot, the later one counts. */
  readonly slot?: string;
  /** The rule by which it holds. */
  readonly rule?: string;
  /** Whether it shows. */
  readonly holds?: (stored: Stored) => boolean;
}

interface Slot {
  readonly device: string;
  last: ActionRecord | undefined;
  /** Whether the last record is known to have been done. */
  isDone: boolean;
  /** Several devices had a hand in it, or something else did: which was last, only the server knows. */
  isShared: boolean;
}

/**
 * What people did, as far as it can be told from outside what must have come of it: where one device
 * alone has set something, the last that it set and was answered is what is stored in the end, whatever
 * was lost, repeated or overtaken on the way.
 */
export class ActionHistory {
  readonly tried = new Map<string, number>();
  readonly done = new Map<string, number>();
  readonly #slots = new Map<string, Slot>();
  readonly #actions = new Map<string, { readonly device: string; count: number; isShared: boolean }>();

  /** Somebody acts on a message: the room may make that many changes of it, and no more. */
  applyAction(key: string, device: string): void {
    const actions = this.#actions.get(key) ?? { device, count: 0, isShared: false };
    actions.count++;
    actions.isShared ||= actions.device !== device;
    this.#actions.set(key, actions);
  }

  /** Something is being done; the answer says whether it was. */
  begin(record: ActionRecord, answer: Promise<Result<unknown>>): void {
    this.count(this.tried, record.operation);
    const slot = record.slot === undefined ? undefined : this.#take(record.slot, record.device, record);
    void answer.then((result) => {
      if (result.ok) this.count(this.done, record.operation);
      if (slot?.last === record) slot.isDone = result.ok;
    });
  }

  count(counts: Map<string, number>, operation: string, by = 1): void {
    counts.set(operation, (counts.get(operation) ?? 0) + by);
  }

  /** Whether anybody has set this. */
  has(slot: string): boolean {
    return this.#slots.has(slot);
  }

  /** Something else than a record has set this: what it is now is not known. */
  touch(slot: string, device: string): void {
    this.#take(slot, device, undefined);
  }

  #take(name: string, device: string, record: ActionRecord | undefined): Slot {
    const slot = this.#slots.get(name) ?? { device, last: record, isDone: false, isShared: false };
    slot.last = record;
    slot.isDone = false;
    slot.isShared ||= slot.device !== device;
    this.#slots.set(name, slot);
    return slot;
  }

  check(stored: Stored): void {
    this.#checkCounts(stored);
    for (const { last, isDone, isShared } of this.#slots.values())
      if (last && isDone && !isShared && !(last.holds?.(stored) ?? true))
        throw new Violation(
          last.rule ?? "ACTION1",
          `${last.operation} of ${last.device} (${last.slot}) was answered, and does not show`,
        );
  }

  /** An action done again changes nothing more. What several devices did, a repeat may rightly do again. */
  #checkCounts({ rooms }: Stored): void {
    const made = new Map<string, number>();
    for (const { room_id, changes } of rooms.values())
      for (const change of changes)
        if (change.type === "message_changed" && change.field !== "replies") {
          const key = actionKey(room_id, change.message_id, change.field, change.by);
          made.set(key, (made.get(key) ?? 0) + 1);
        }
    for (const [key, count] of made) {
      const actions = this.#actions.get(key);
      if (actions && !actions.isShared && count > actions.count)
        throw new Violation(
          "ACTION1",
          `${key}: ${actions.count} actions of ${actions.device} made ${count} changes`,
        );
    }
  }
}

/** What several people set together is one thing; reactions and votes are each person's own. */
export const actionKey = (room_id: RoomId, message_id: number, field: string, by: UserId): string =>
  [room_id, message_id, field, ...(field === "reactions" || field === "votes" ? [by] : [])].join(" ");
