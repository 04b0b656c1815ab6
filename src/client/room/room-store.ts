import * as z from "zod/mini";
import { Action } from "../../protocol/actions.ts";
import { ClientId, type MessageId, RoomId } from "../../protocol/ids.ts";
import { CACHE_ROOM_UNITS_MAX, CACHE_ROOMS_MAX } from "../../protocol/limits.ts";
import { Content } from "../../protocol/message.ts";
import type { Role, Room } from "../../protocol/room.ts";
import type { Receipt } from "../../protocol/room-frames.ts";
import { Attachments } from "../files/outgoing-file.ts";
import type { SavedProof } from "../proof/room-proof.ts";
import type { PendingAction } from "../sending/action-queue.ts";
import type { OutgoingMessage } from "../sending/outbox.ts";
import type { UserStorage } from "../storage/user-storage.ts";
import type { RosterMember } from "./roster-log.ts";
import type { SavedTimeline } from "./timeline.ts";

/** What is cached of one room. */
export interface SavedRoom {
  readonly room: Room | undefined;
  readonly role: Role | undefined;
  readonly timeline: SavedTimeline;
  /** The first page of the member list, if it has been read. */
  readonly members?: readonly RosterMember[];
  /** How far the members had come. */
  readonly receipts?: readonly Receipt[];
  /** The newest chain value that was seen. */
  readonly proof?: SavedProof;
}

export type CachedMessages = SavedTimeline["messages"];

/** When a room that is cached was last opened, in Unix milliseconds. */
interface Opened {
  readonly room_id: RoomId;
  readonly at: number;
}

const handles = z.optional(z.array(z.string()));
const item = { client_id: ClientId, created_at: z.number(), handles, tab: z.optional(z.string()) };
const StoredMessage = z.object({
  ...item,
  room_id: RoomId,
  content: Content,
  attachments: z.optional(Attachments),
  prepared: z.optional(Content),
  failure: z.optional(z.object({ code: z.string(), message: z.string() })),
});
const StoredAction = z.object({
  ...item,
  action: Action,
  prepared: z.optional(Action),
  made_after: z.optional(z.number()),
});
/** Whatever is on its way to a room. */
const StoredItem = z.object({
  room_id: RoomId,
  failure: z.optional(z.unknown()),
  tab: z.optional(z.string()),
});
/** How far a room was read on this device, while the room may not know it yet. */
const StoredReceipt = z.object({ room_id: RoomId, read: z.int() });
/** Takes the place of a client_id: of what was read in a room, only the last counts. */
const RECEIPT = "receipt";

/** What the device stores of this user's rooms. */
export class RoomStore {
  readonly #storage: UserStorage;
  /** Unix milliseconds at which this tab opened each room. */
  readonly #opened = new Map<RoomId, number>();

  constructor(storage: UserStorage) {
    this.#storage = storage;
  }

  /** The messages on their way to one room, or to all, in the order they were typed. */
  async messages(room_id?: RoomId): Promise<OutgoingMessage[]> {
    const messages = (await this.#storage.pending(StoredMessage, room_id)) as OutgoingMessage[];
    return messages.sort((a, b) => (a.client_id < b.client_id ? -1 : 1));
  }

  putMessage(message: OutgoingMessage): Promise<void> {
    return this.#storage.putPending(message.room_id, message);
  }

  deleteMessage(room_id: RoomId, client_id: ClientId): Promise<void> {
    return this.#storage.deletePending(room_id, client_id);
  }

  /** The actions on their way to a room, in the order they were done. They lie beside its messages. */
  async actions(room_id: RoomId): Promise<PendingAction<Action>[]> {
    return (await this.#storage.pending(StoredAction, room_id)) as PendingAction<Action>[];
  }

  putAction(room_id: RoomId, pending: PendingAction<Action>): Promise<void> {
    const stored = { ...pending, room_id };
    return this.#storage.putPending(room_id, stored);
  }

  deleteAction(room_id: RoomId, client_id: ClientId): Promise<void> {
    return this.#storage.deletePending(room_id, client_id);
  }

  /** How far the user has read, if the room still has to be told; else 0. */
  async receipt(room_id: RoomId): Promise<MessageId> {
    return (await this.#storage.getPending(StoredReceipt, room_id, RECEIPT))?.read ?? 0;
  }

  putReceipt(room_id: RoomId, read: MessageId): Promise<void> {
    return this.#storage.putPendingState(room_id, RECEIPT, { room_id, read });
  }

  deleteReceipt(room_id: RoomId): Promise<void> {
    return this.#storage.deletePendingState(room_id, RECEIPT);
  }

  /** The rooms to which something is on its way that has not failed, of the tabs that are asked for. */
  async roomsWithPending(
    isOurs: (item: { readonly tab?: string | undefined }) => boolean,
  ): Promise<ReadonlySet<RoomId>> {
    const all = await this.#storage.pending(StoredItem);
    const left = all.filter((each) => each.failure === undefined && isOurs(each));
    return new Set(left.map((each) => each.room_id));
  }

  room(room_id: RoomId): Promise<SavedRoom | undefined> {
    return this.#storage.cached<SavedRoom>(`room/${room_id}`);
  }

  async putRoom(room_id: RoomId, { timeline, ...room }: SavedRoom): Promise<void> {
    // Before the room itself, so that nothing is cached that would never be dropped.
    const opened: Opened = { room_id, at: this.#opened.get(room_id) ?? 0 };
    await this.#storage.putCached(`opened/${room_id}`, opened);
    await this.#storage.putCached(`room/${room_id}`, { ...room, timeline: bounded(timeline) });
  }

  async deleteRoom(room_id: RoomId): Promise<void> {
    await this.#storage.deleteCached(`room/${room_id}`);
    await this.#storage.deleteCached(`opened/${room_id}`);
  }

  /** The rooms that are cached. */
  async cachedRooms(): Promise<RoomId[]> {
    return (await this.#storage.allCached<Opened>("opened/")).map(({ room_id }) => room_id);
  }

  /** All messages that are cached of a room, oldest first. */
  async cachedMessages(room_id: RoomId): Promise<CachedMessages> {
    const timeline = (await this.room(room_id))?.timeline;
    return [...(timeline?.apart ?? []), ...(timeline?.messages ?? [])];
  }

  /** A room was opened. Of all cached rooms, those not opened for longest are dropped. */
  async openRoom(room_id: RoomId, at: number): Promise<void> {
    this.#opened.set(room_id, at);
    const cached = await this.#storage.allCached<Opened>("opened/");
    const others = cached.filter((each) => each.room_id !== room_id).sort((a, b) => b.at - a.at);
    await Promise.all(others.slice(CACHE_ROOMS_MAX - 1).map((each) => this.deleteRoom(each.room_id)));
  }
}

/** The newest messages that are short enough together, and the notices after the first of them. */
function bounded({ apart, ...timeline }: SavedTimeline): SavedTimeline {
  let left = CACHE_ROOM_UNITS_MAX;
  const last = timeline.messages.findLastIndex(({ text }) => {
    left -= text.length;
    return left < 0;
  });
  const apartUnits = apart?.reduce((sum, { text }) => sum + text.length, 0) ?? 0;
  if (last < 0) return { ...timeline, ...(apart && apartUnits <= left && { apart }) };
  const messages = timeline.messages.slice(last + 1);
  const after = timeline.messages[last]?.message_id ?? 0;
  const changes = timeline.changes.filter((notice) => notice.after_message_id >= after);
  return { ...timeline, messages, changes };
}
