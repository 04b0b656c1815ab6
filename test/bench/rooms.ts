import { unstable_splitSqlQuery as splitSqlQuery } from "wrangler";
import {
  BEARER_SUBPROTOCOL,
  roomSocketPath,
  type Session,
  SUBPROTOCOL,
} from "../../src/protocol/endpoints.ts";
import type { RoomId, UserId } from "../../src/protocol/ids.ts";
import { ACCESS_TOKEN_SECONDS } from "../../src/protocol/limits.ts";
import type { Crowd } from "./load.ts";
import type { Runtime } from "./runtime.ts";
import { type BenchSocket, openSocket } from "./socket.ts";

/** Members of the rooms of Parlor that are measured: the most for which each member's inbox is written. */
export const MEMBERS = 64;

/** The bare objects, as bare-worker.ts binds them. */
export type BareKind = "NAIVE" | "ECHO" | "RAW";

export async function bareCrowd(bare: Runtime, kind: BareKind, room: string, size: number): Promise<Crowd> {
  const sockets = await inChunks(size, () => openSocket(new URL(`/${kind}/${room}`, bare.url)));
  return { sockets, events: kind !== "NAIVE", head: 0 };
}

export interface Person {
  user_id: UserId;
  token: string;
}

/** Parlor with people in it, spoken to as any client would: sign-up and rooms over HTTP, messages over sockets. */
export class ParlorRooms {
  readonly runtime: Runtime;
  readonly #members: number;
  #people: Person[] = [];
  #signedInAt = 0;

  private constructor(runtime: Runtime, members: number) {
    this.runtime = runtime;
    this.#members = members;
  }

  static async open(runtime: Runtime, schema: string, members = MEMBERS): Promise<ParlorRooms> {
    const db = await runtime.miniflare.getD1Database("DB");
    await db.batch(splitSqlQuery(schema).map((statement) => db.prepare(statement)));
    const rooms = new ParlorRooms(runtime, members);
    await rooms.#enter("/api/auth/register");
    return rooms;
  }

  /** Signs everybody in again if their tokens may soon be too old. */
  async stayIn(): Promise<void> {
    const margin = 5 * 60;
    const age = (performance.now() - this.#signedInAt) / 1000;
    if (age > ACCESS_TOKEN_SECONDS - margin) await this.#enter("/api/auth/sign-in");
  }

  async #enter(path: string): Promise<void> {
    this.#signedInAt = performance.now();
    const people: Person[] = [];
    for (let number = 0; number < this.#members; number++) {
      const body = { handle: `bench.${number}`, password: "correct horse battery staple", deliver: "body" };
      const { user, tokens } = await call<Session>(this.runtime.url, path, { body });
      if (!tokens) throw new Error("no tokens came");
      people.push({ user_id: user.user_id, token: tokens.access_token });
    }
    this.#people = people;
  }

  /** A new group of the first `members` people; returns its id. */
  async makeRoom(members = MEMBERS): Promise<RoomId> {
    const user_ids = this.#people.slice(1, members).map((person) => person.user_id);
    const body = { kind: "group", name: "Bench", members: user_ids };
    return (await this.call<{ room_id: RoomId }>("/api/rooms", { body })).room_id;
  }

  /** As the first person. */
  call<T>(path: string, options: { body?: object } = {}): Promise<T> {
    return call<T>(this.runtime.url, path, { ...options, token: this.owner.token });
  }

  get owner(): Person {
    const [owner] = this.#people;
    if (!owner) throw new Error("nobody has signed up");
    return owner;
  }

  /** Opens live sockets to a room, of its members in turn. */
  async crowd(room_id: RoomId, size: number, members = MEMBERS): Promise<Crowd> {
    let next = 0;
    const sockets = await inChunks(size, () => this.connect(room_id, next++ % members));
    // Heads are equal once all are live, for nobody is sending.
    const heads = await Promise.all(sockets.map((socket) => hello(socket)));
    return { sockets, events: true, head: Math.max(...heads) };
  }

  /** A socket that has not said hello yet. */
  connect(room_id: RoomId, person = 0): Promise<BenchSocket> {
    return openAs(this.#people[person] ?? this.owner, this.runtime, roomSocketPath(room_id));
  }

  /** Fills a new room with messages, a part at a time, and has its object wake anew. */
  async filledRoom(count: number, text: string, onProgress: (done: number) => void): Promise<RoomId> {
    const room_id = await this.makeRoom(2);
    const part = 10_000;
    for (let done = 0; done < count; done += part) {
      const query = new URLSearchParams({
        room: room_id,
        sender: this.owner.user_id,
        count: String(Math.min(part, count - done)),
        text,
      });
      await this.call(`/bench/seed?${query}`);
      onProgress(Math.min(count, done + part));
    }
    await this.sleep(room_id);
    return room_id;
  }

  sleep(room_id: RoomId): Promise<void> {
    return this.runtime.sleep("ROOM", room_id);
  }
}

/** A socket in somebody's name, that has not said hello yet. */
export const openAs = ({ token }: Person, { url }: Runtime, path: string): Promise<BenchSocket> =>
  openSocket(new URL(path, url), [SUBPROTOCOL, `${BEARER_SUBPROTOCOL}${token}`]);

/** Says hello as a client that knows nothing of the room; returns the room's head when the first page has come. */
export function hello(socket: BenchSocket): Promise<number> {
  return new Promise((resolve, reject) => {
    socket.onClose = (why) => reject(new Error(why));
    socket.onFrame = (payload) => {
      if (!payload.includes('"type":"current"')) return;
      const frame = JSON.parse(payload.toString()) as { type: string; position: { message_id: number } };
      if (frame.type === "current") resolve(frame.position.message_id);
    };
    socket.send('{"type":"hello","protocol":1}');
  });
}

/** A request to Parlor, or to one of the bench's own doors; throws where it is refused. */
export async function call<T>(
  base: URL,
  path: string,
  { body, token }: { body?: object; token?: string },
): Promise<T> {
  const answer = await fetch(new URL(path, base), {
    method: body ? "POST" : "GET",
    headers: { "content-type": "application/json", ...(token && { authorization: `Bearer ${token}` }) },
    ...(body && { body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as T;
}

/** Like `call`, for what may be asked again: a connection kept alive may be closed just as it is used. */
export const ask = <T>(base: URL, path: string): Promise<T> =>
  call<T>(base, path, {}).catch((error) => {
    if (error instanceof TypeError) return call<T>(base, path, {});
    throw error;
  });

/** 50 at a time: a burst of a thousand upgrades would only measure the accept queue. */
export async function inChunks<T>(count: number, open: (index: number) => Promise<T>): Promise<T[]> {
  const all: T[] = [];
  while (all.length < count) {
    const some = Array.from({ length: Math.min(50, count - all.length) }, (_, index) => all.length + index);
    all.push(...(await Promise.all(some.map(open))));
  }
  return all;
}
