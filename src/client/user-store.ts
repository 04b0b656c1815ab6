import * as z from "zod/mini";
import { Action, InboxAction } from "../protocol/actions.ts";
import { ClientId, type MessageId, RoomId, type UserId } from "../protocol/ids.ts";
import type { Conversation, InboxPosition, KeyedEntry } from "../protocol/inbox.ts";
import { CACHE_PEOPLE_MAX, CACHE_ROOM_UNITS_MAX, CACHE_ROOMS_MAX } from "../protocol/limits.ts";
import { Content } from "../protocol/message.ts";
import type { Role, Room } from "../protocol/room.ts";
import type { Receipt } from "../protocol/room-frames.ts";
import type { User } from "../protocol/user.ts";
import type { Doing } from "./act-queue.ts";
import type { Outgoing } from "./outbox.ts";
import type { RosterMember } from "./roster-log.ts";
import type { Area, Storage } from "./storage.ts";
import type { Tabs } from "./tabs/tabs.ts";
import type { SavedTimeline } from "./timeline.ts";

export interface SavedRoom {
  readonly room: Room | undefined;
  readonly role: Role | undefined;
  readonly timeline: SavedTimeline;
  /** The first page of the member list, where it has been read. */
  readonly members?: readonly RosterMember[];
  /** How far the members had come. */
  readonly receipts?: readonly Receipt[];
}

export interface SavedInbox {
  readonly position: InboxPosition;
  readonly conversations: readonly Conversation[];
  readonly entries: readonly KeyedEntry[];
}

/** Where an action is on its way to. */
type Place = RoomId | typeof INBOX;
export const INBOX = "inbox";
/** Takes the place of a client_id: of what was read in a room, only the last counts. */
const RECEIPT = "receipt";

/** When a room that is kept was last opened, in Unix milliseconds. */
interface Opened {
  readonly room_id: RoomId;
  readonly at: number;
}

/** A read cursor on its way to the inbox. */
export interface SavedRead {
  readonly room_id: RoomId;
  readonly message_id: MessageId;
}

/** What of a room was read on this device, where the room may not know it yet. */
export interface SavedReceipt {
  readonly room_id: RoomId;
  readonly read: MessageId;
}

// What is kept for long may have been written by older code: it is parsed, and left alone if it is not understood.
const SavedOutgoing = z.object({
  client_id: ClientId,
  room_id: RoomId,
  content: Content,
  handles: z.optional(z.array(z.string())),
  created_at: z.number(),
  failure: z.optional(z.object({ code: z.string(), message: z.string() })),
  tab: z.optional(z.string()),
});
const doing = { client_id: ClientId, created_at: z.number(), tab: z.optional(z.string()) };
const SavedAction = z.object({ ...doing, action: Action, handles: z.optional(z.array(z.string())) });
const SavedInboxAction = z.object({ ...doing, action: InboxAction });
/** What is on its way to a room, whatever it is. */
const SavedWork = z.object({
  room_id: RoomId,
  failure: z.optional(z.unknown()),
  tab: z.optional(z.string()),
});
const SavedRead = z.object({ room_id: RoomId, message_id: z.int() });
const SavedReceipt = z.object({ room_id: RoomId, read: z.int() });

const parseAll = <T>(schema: z.ZodMiniType<T>, values: unknown[]): T[] =>
  values.flatMap((value) => {
    const parsed = z.safeParse(schema, value);
    return parsed.success ? [parsed.data] : [];
  });

/** The other tabs, as far as the store is concerned; see `Tabs`. */
type Neighbours = Pick<Tabs, "id" | "tell">;
const NOBODY: Neighbours = { id: "", tell: () => {} };

/**
 * What a device keeps for one signed-in user. The only place that knows the keys. What is on its way
 * bears the tab that sees to it, and the other tabs are told where something of it changes.
 */
export class UserStore {
  readonly #storage: Storage;
  readonly #prefix: string;
  readonly #tabs: Neighbours;
  /** Unix milliseconds at which this tab opened each room. */
  readonly #opened = new Map<RoomId, number>();
  #isSealed = false;

  constructor(storage: Storage, user_id: UserId, tabs: Neighbours = NOBODY) {
    this.#storage = storage;
    this.#prefix = `${user_id}/`;
    this.#tabs = tabs;
  }

  // ---- kept until done with ----

  /** The sends of one room, or of all, in the order they were typed. */
  async outgoing(room_id?: RoomId): Promise<Outgoing[]> {
    const found = await this.#storage.list("outbox", this.#prefix + (room_id ? `${room_id}/` : ""));
    const outgoing = parseAll(SavedOutgoing, found) as Outgoing[];
    return outgoing.sort((a, b) => (a.client_id < b.client_id ? -1 : 1));
  }

  putOutgoing(outgoing: Outgoing): Promise<void> {
    return this.#putWork(outgoing.room_id, outgoing);
  }

  deleteOutgoing(room_id: RoomId, client_id: ClientId): Promise<void> {
    return this.#deleteWork(room_id, client_id);
  }

  /** The actions on their way to a room, in the order they were done. They lie beside its sends. */
  async actions(room_id: RoomId): Promise<Doing<Action>[]> {
    const found = await this.#storage.list("outbox", this.#workKey(room_id, ""));
    return parseAll(SavedAction, found) as Doing<Action>[];
  }

  async inboxActions(): Promise<Doing<InboxAction>[]> {
    const found = await this.#storage.list("outbox", this.#workKey(INBOX, ""));
    return parseAll(SavedInboxAction, found) as Doing<InboxAction>[];
  }

  putAction(room_id: RoomId, action: Doing<Action>): Promise<void> {
    const work = { ...action, room_id };
    return this.#putWork(room_id, work);
  }

  putInboxAction(action: Doing<InboxAction>): Promise<void> {
    return this.#putWork(INBOX, action);
  }

  deleteAction(room_id: RoomId, client_id: ClientId): Promise<void> {
    return this.#deleteWork(room_id, client_id);
  }

  deleteInboxAction(client_id: ClientId): Promise<void> {
    return this.#deleteWork(INBOX, client_id);
  }

  /** Up to where a room must still be told that it was read; 0 where it need not. */
  async receipt(room_id: RoomId): Promise<MessageId> {
    const [found] = parseAll(SavedReceipt, [
      await this.#storage.get("outbox", this.#workKey(room_id, RECEIPT)),
    ]);
    return found?.read ?? 0;
  }

  putReceipt(receipt: SavedReceipt): Promise<void> {
    return this.#put("outbox", this.#workKey(receipt.room_id, RECEIPT), receipt);
  }

  deleteReceipt(room_id: RoomId): Promise<void> {
    return this.#storage.delete("outbox", this.#workKey(room_id, RECEIPT));
  }

  /** The rooms to which something is on its way that has not failed, of the tabs that are asked for. */
  async roomsWithWork(
    isOurs: (work: { readonly tab?: string | undefined }) => boolean,
  ): Promise<ReadonlySet<RoomId>> {
    const work = parseAll(SavedWork, await this.#storage.list("outbox", this.#prefix));
    const left = work.filter((each) => each.failure === undefined && isOurs(each));
    return new Set(left.map((each) => each.room_id));
  }

  async reads(): Promise<SavedRead[]> {
    return parseAll(SavedRead, await this.#storage.list("reads", this.#prefix));
  }

  async putRead(read: SavedRead): Promise<void> {
    await this.#put("reads", this.#prefix + read.room_id, read);
    this.#tabs.tell(INBOX);
  }

  async deleteRead(room_id: RoomId): Promise<void> {
    await this.#storage.delete("reads", this.#prefix + room_id);
    this.#tabs.tell(INBOX);
  }

  // ---- cache: only this version of the code has written it ----

  async room(room_id: RoomId): Promise<SavedRoom | undefined> {
    return (await this.#storage.get("cache", `${this.#prefix}room/${room_id}`)) as SavedRoom | undefined;
  }

  async putRoom(room_id: RoomId, { timeline, ...room }: SavedRoom): Promise<void> {
    // Before the room itself: nothing is kept that would never be let go.
    const opened: Opened = { room_id, at: this.#opened.get(room_id) ?? 0 };
    await this.#put("cache", this.#roomKey("opened", room_id), opened);
    await this.#put("cache", this.#roomKey("room", room_id), { ...room, timeline: bounded(timeline) });
  }

  async deleteRoom(room_id: RoomId): Promise<void> {
    await this.#storage.delete("cache", this.#roomKey("room", room_id));
    await this.#storage.delete("cache", this.#roomKey("opened", room_id));
  }

  /** A room was opened. Of all that are kept, those not opened for longest make room for others. */
  async openRoom(room_id: RoomId, at: number): Promise<void> {
    this.#opened.set(room_id, at);
    const kept = (await this.#storage.list("cache", this.#roomKey("opened", ""))) as Opened[];
    const others = kept.filter((each) => each.room_id !== room_id).sort((a, b) => b.at - a.at);
    await Promise.all(others.slice(CACHE_ROOMS_MAX - 1).map((each) => this.deleteRoom(each.room_id)));
  }

  async inbox(): Promise<SavedInbox | undefined> {
    return (await this.#storage.get("cache", `${this.#prefix}inbox`)) as SavedInbox | undefined;
  }

  putInbox(inbox: SavedInbox): Promise<void> {
    return this.#put("cache", `${this.#prefix}inbox`, inbox);
  }

  async people(): Promise<User[]> {
    const people = (await this.#storage.list("cache", `${this.#prefix}person/`)) as User[];
    if (people.length > CACHE_PEOPLE_MAX) await this.#storage.clear("cache", `${this.#prefix}person/`);
    return people;
  }

  async putPeople(people: readonly User[]): Promise<void> {
    await Promise.all(
      people.map((user) => this.#put("cache", `${this.#prefix}person/${user.user_id}`, user)),
    );
  }

  /** Drops what the server knows anyway. What is on the screen is kept anew when it changes. */
  clearCache(): Promise<void> {
    return this.#storage.clear("cache", this.#prefix);
  }

  /** Nothing more is kept: what was shown last must not come back after it was deleted. */
  seal(): void {
    this.#isSealed = true;
  }

  /** Leaves nothing of this user on the device. */
  async clear(): Promise<void> {
    this.seal();
    for (const area of ["outbox", "reads", "cache"] as const) await this.#storage.clear(area, this.#prefix);
  }

  async #putWork(place: Place, work: { readonly client_id: ClientId; readonly tab?: string }): Promise<void> {
    const { id } = this.#tabs;
    const owned = id === "" || work.tab !== undefined ? work : { ...work, tab: id };
    await this.#put("outbox", this.#workKey(place, work.client_id), owned);
    this.#tabs.tell(place);
  }

  async #deleteWork(place: Place, client_id: ClientId): Promise<void> {
    await this.#storage.delete("outbox", this.#workKey(place, client_id));
    this.#tabs.tell(place);
  }

  async #put(area: Area, key: string, value: unknown): Promise<void> {
    if (!this.#isSealed) await this.#storage.put(area, key, value);
  }

  #roomKey(what: "room" | "opened", room_id: RoomId): string {
    return `${this.#prefix}${what}/${room_id}`;
  }

  #workKey(place: Place, client_id: ClientId | typeof RECEIPT): string {
    return `${this.#prefix}${place}/${client_id}`;
  }
}

/** The newest messages that are short enough together, and what was told after the first of them. */
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
