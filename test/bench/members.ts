import { randomBytes } from "node:crypto";
import { INBOX_SOCKET_PATH, roomSocketPath } from "../../src/protocol/endpoints.ts";
import {
  ID_BYTES,
  newRoomId,
  newSessionId,
  newUserId,
  type RoomId,
  type UserId,
} from "../../src/protocol/ids.ts";
import { INBOX_FANOUT_MAX } from "../../src/protocol/limits.ts";
import { signAccessToken } from "../../src/server/identity/access-token.ts";
import type { Inboxes, NewBenchRoom } from "./doors.ts";
import { type Crowd, sleepMs } from "./load.ts";
import { ask, call, hello, inChunks, openAs, type Person } from "./rooms.ts";
import type { Runtime } from "./runtime.ts";
import type { BenchSocket } from "./socket.ts";

/** A room of any size with people in it. */
export interface PeopledRoom {
  room_id: RoomId;
  /** The owner first, then those whose inbox is open, then the others. */
  people: readonly Person[];
  /** The open inboxes, of the first people. */
  inboxes: readonly BenchSocket[];
}

const random = (): Uint8Array => randomBytes(ID_BYTES);

/**
 * Rooms of thousands. Their people have never signed up, which takes a tenth of a second each: to be
 * somebody, an access token is all it takes. Whose inbox is open joins as everybody does; the
 * others are written into the room's table, as if they had joined long ago.
 */
export class PeopledRooms {
  readonly runtime: Runtime;
  readonly #key: string;

  constructor(runtime: Runtime, secrets: Record<string, string>) {
    this.runtime = runtime;
    this.#key = secrets.AUTH_PRIVATE_JWK ?? "";
  }

  async make(members: number, online: number): Promise<PeopledRoom> {
    const people = await Promise.all(Array.from({ length: members }, () => this.#person()));
    const ids = people.map((person) => person.user_id);
    // A small room's inboxes are all told of each message: so all have to know the room.
    const joining = members <= INBOX_FANOUT_MAX ? members : Math.max(1, online);
    const room_id = newRoomId("group", random());
    const body: NewBenchRoom = { room_id, members: ids.slice(0, joining) };
    await call(this.runtime.url, "/bench/room", { body });
    await this.#until(room_id, ({ owed }) => owed === 0);
    if (joining < members) await this.#admit(room_id, ids.slice(joining));
    const inboxes = await inChunks(online, async (index) => {
      const inbox = await openAs(people[index] as Person, this.runtime, INBOX_SOCKET_PATH);
      await hello(inbox);
      inbox.onFrame = () => {};
      return inbox;
    });
    if (members > INBOX_FANOUT_MAX) await this.#until(room_id, ({ leases }) => leases >= online);
    return { room_id, people, inboxes };
  }

  /** Opens a live socket for each of the first people of a room. */
  async crowd({ room_id, people }: PeopledRoom, size: number): Promise<Crowd> {
    const sockets = await inChunks(size, (index) => this.connect(room_id, people[index] as Person));
    const heads = await Promise.all(sockets.map((socket) => hello(socket)));
    return { sockets, events: true, head: Math.max(...heads) };
  }

  /** A socket to a room that has not said hello yet. */
  connect(room_id: RoomId, person: Person): Promise<BenchSocket> {
    return openAs(person, this.runtime, roomSocketPath(room_id));
  }

  /** Those who are there already are told that their room is large now, as it becomes so. */
  async #admit(room_id: RoomId, away: readonly UserId[]): Promise<void> {
    await call(this.runtime.url, `/bench/admit?room=${room_id}`, { body: away });
    await this.runtime.sleep("ROOM", room_id);
    await this.#until(room_id, ({ owed }) => owed === 0);
  }

  async #person(): Promise<Person> {
    const user_id = newUserId(random());
    const session_id = newSessionId(random());
    return { user_id, token: await signAccessToken(this.#key, { user_id, session_id }, Date.now()) };
  }

  async #until(room_id: RoomId, done: (inboxes: Inboxes) => boolean): Promise<void> {
    const giveUpAt = performance.now() + 180_000;
    while (!done(await ask<Inboxes>(this.runtime.url, `/bench/inboxes?room=${room_id}`))) {
      if (performance.now() > giveUpAt) throw new Error("inboxes have not heard of their room");
      await sleepMs(100);
    }
  }
}

/** Ends all that is open in a room. */
export function closeAll(...some: (readonly BenchSocket[])[]): void {
  for (const socket of some.flat()) socket.close();
}
