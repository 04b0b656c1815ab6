import * as z from "zod/mini";
import { Act } from "../protocol/acts.ts";
import { ClientId, type MessageId, RoomId, type UserId } from "../protocol/ids.ts";
import { type Conversation, InboxAct, type InboxPosition, type KeyedEntry } from "../protocol/inbox.ts";
import { Content } from "../protocol/message.ts";
import type { Role, Room } from "../protocol/room.ts";
import type { User } from "../protocol/user.ts";
import type { Doing } from "./act-queue.ts";
import type { Outgoing } from "./outbox.ts";
import type { Storage } from "./storage.ts";
import type { SavedTimeline } from "./timeline.ts";

export interface SavedRoom {
  readonly room: Room | undefined;
  readonly role: Role | undefined;
  readonly timeline: SavedTimeline;
}

export interface SavedInbox {
  readonly position: InboxPosition;
  readonly conversations: readonly Conversation[];
  readonly entries: readonly KeyedEntry[];
}

/** Where an act is on its way to. */
type Place = RoomId | typeof INBOX;
const INBOX = "inbox";

/** A read cursor on its way to the inbox. */
export interface SavedRead {
  readonly room_id: RoomId;
  readonly message_id: MessageId;
}

// What is kept for long may have been written by older code: it is parsed, and left alone if it is not understood.
const SavedOutgoing = z.object({
  client_id: ClientId,
  room_id: RoomId,
  content: Content,
  created_at: z.number(),
  failure: z.optional(z.object({ code: z.string(), message: z.string() })),
});
const doing = { client_id: ClientId, created_at: z.number() };
const SavedAct = z.object({ ...doing, act: Act });
const SavedInboxAct = z.object({ ...doing, act: InboxAct });
/** What is on its way to a room, whatever it is. */
const SavedWork = z.object({ room_id: RoomId, failure: z.optional(z.unknown()) });
const SavedRead = z.object({ room_id: RoomId, message_id: z.int() });

const parseAll = <T>(schema: z.ZodMiniType<T>, values: unknown[]): T[] =>
  values.flatMap((value) => {
    const parsed = z.safeParse(schema, value);
    return parsed.success ? [parsed.data] : [];
  });

/** What a device keeps for one signed-in user. The only place that knows the keys. */
export class UserStore {
  readonly #storage: Storage;
  readonly #prefix: string;

  constructor(storage: Storage, user_id: UserId) {
    this.#storage = storage;
    this.#prefix = `${user_id}/`;
  }

  // ---- kept until done with ----

  /** The sends of one room, or of all, in the order they were typed. */
  async outgoing(room_id?: RoomId): Promise<Outgoing[]> {
    const found = await this.#storage.list("outbox", this.#prefix + (room_id ? `${room_id}/` : ""));
    const outgoing = parseAll(SavedOutgoing, found) as Outgoing[];
    return outgoing.sort((a, b) => (a.client_id < b.client_id ? -1 : 1));
  }

  putOutgoing(outgoing: Outgoing): Promise<void> {
    return this.#storage.put("outbox", this.#workKey(outgoing.room_id, outgoing.client_id), outgoing);
  }

  deleteOutgoing(room_id: RoomId, client_id: ClientId): Promise<void> {
    return this.#storage.delete("outbox", this.#workKey(room_id, client_id));
  }

  /** The acts on their way to a room, in the order they were done. They lie beside its sends. */
  async acts(room_id: RoomId): Promise<Doing<Act>[]> {
    return parseAll(SavedAct, await this.#storage.list("outbox", this.#workKey(room_id, "")));
  }

  async inboxActs(): Promise<Doing<InboxAct>[]> {
    return parseAll(SavedInboxAct, await this.#storage.list("outbox", this.#workKey(INBOX, "")));
  }

  putAct(room_id: RoomId, act: Doing<Act>): Promise<void> {
    return this.#storage.put("outbox", this.#workKey(room_id, act.client_id), { ...act, room_id });
  }

  putInboxAct(act: Doing<InboxAct>): Promise<void> {
    return this.#storage.put("outbox", this.#workKey(INBOX, act.client_id), act);
  }

  deleteAct(room_id: RoomId, client_id: ClientId): Promise<void> {
    return this.#storage.delete("outbox", this.#workKey(room_id, client_id));
  }

  deleteInboxAct(client_id: ClientId): Promise<void> {
    return this.#storage.delete("outbox", this.#workKey(INBOX, client_id));
  }

  /** The rooms to which something is on its way that has not failed. */
  async roomsWithWork(): Promise<ReadonlySet<RoomId>> {
    const work = parseAll(SavedWork, await this.#storage.list("outbox", this.#prefix));
    return new Set(work.filter((each) => each.failure === undefined).map((each) => each.room_id));
  }

  async reads(): Promise<SavedRead[]> {
    return parseAll(SavedRead, await this.#storage.list("reads", this.#prefix));
  }

  putRead(read: SavedRead): Promise<void> {
    return this.#storage.put("reads", this.#prefix + read.room_id, read);
  }

  deleteRead(room_id: RoomId): Promise<void> {
    return this.#storage.delete("reads", this.#prefix + room_id);
  }

  // ---- cache: only this version of the code has written it ----

  async room(room_id: RoomId): Promise<SavedRoom | undefined> {
    return (await this.#storage.get("cache", `${this.#prefix}room/${room_id}`)) as SavedRoom | undefined;
  }

  putRoom(room_id: RoomId, room: SavedRoom): Promise<void> {
    return this.#storage.put("cache", `${this.#prefix}room/${room_id}`, room);
  }

  deleteRoom(room_id: RoomId): Promise<void> {
    return this.#storage.delete("cache", `${this.#prefix}room/${room_id}`);
  }

  async inbox(): Promise<SavedInbox | undefined> {
    return (await this.#storage.get("cache", `${this.#prefix}inbox`)) as SavedInbox | undefined;
  }

  putInbox(inbox: SavedInbox): Promise<void> {
    return this.#storage.put("cache", `${this.#prefix}inbox`, inbox);
  }

  async people(): Promise<User[]> {
    return (await this.#storage.list("cache", `${this.#prefix}person/`)) as User[];
  }

  async putPeople(people: readonly User[]): Promise<void> {
    await Promise.all(
      people.map((user) => this.#storage.put("cache", `${this.#prefix}person/${user.user_id}`, user)),
    );
  }

  /** Leaves nothing of this user on the device. */
  async clear(): Promise<void> {
    for (const area of ["outbox", "reads", "cache"] as const) await this.#storage.clear(area, this.#prefix);
  }

  #workKey(place: Place, client_id: ClientId): string {
    return `${this.#prefix}${place}/${client_id}`;
  }
}
