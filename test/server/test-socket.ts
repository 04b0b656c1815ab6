import { env } from "cloudflare:workers";
import type { ClientId, RoomId, UserId } from "../../src/protocol/ids.ts";
import type { Conversation, KeyedEntry, Presence } from "../../src/protocol/inbox.ts";
import { PROTOCOL_VERSION } from "../../src/protocol/limits.ts";
import type { Message } from "../../src/protocol/message.ts";
import type { Change } from "../../src/protocol/room.ts";
import { asId } from "../as-id.ts";

/** Any frame that comes down, loosely typed: tests look at what they expect. */
export interface Down {
  readonly type: string;
  readonly mode?: string;
  readonly code?: string;
  readonly client_id?: ClientId;
  readonly retry_after_ms?: number;
  readonly messages?: Message[];
  readonly changes?: Change[];
  readonly conversations?: Conversation[];
  readonly entries?: KeyedEntry[];
  readonly people?: Presence[];
  readonly position?: object;
  readonly head?: object;
  readonly ack?: string;
}

/** The session of a socket where a test does not say another. */
const SESSION = `s_${"0".repeat(20)}`;

/** A client's end of a socket to a Durable Object: keeps what comes, and lets a test wait for it. */
export class TestSocket {
  readonly frames: Down[] = [];
  /** The code and reason of the close. */
  readonly closed: Promise<{ code: number; reason: string }>;
  /** Whether it says that it has read, when it is asked. A reader who has stopped does not. */
  acknowledges = true;
  readonly #ws: WebSocket;
  #wake: () => void = () => {};

  constructor(ws: WebSocket) {
    this.#ws = ws;
    ws.addEventListener("message", (event) => {
      const frame = JSON.parse(String(event.data)) as Down;
      if (frame.type === "pong" && frame.ack !== undefined) return this.#asked(frame.ack);
      this.frames.push(frame);
      this.#wake();
    });
    this.closed = new Promise((resolve) => {
      ws.addEventListener("close", ({ code, reason }) => resolve({ code, reason }));
    });
    ws.accept();
  }

  static async to(stub: Fetcher, user_id: UserId, session_id = SESSION): Promise<TestSocket> {
    const headers = { upgrade: "websocket", "parlor-user": user_id, "parlor-session": session_id };
    const { webSocket } = await stub.fetch("https://object/", { headers });
    if (!webSocket) throw new Error("not upgraded");
    return new TestSocket(webSocket);
  }

  send(frame: object | string | ArrayBuffer): void {
    const isRaw = typeof frame === "string" || frame instanceof ArrayBuffer;
    this.#ws.send(isRaw ? frame : JSON.stringify(frame));
  }

  #asked(ack: string): void {
    if (this.acknowledges) this.send({ type: "ping", ack });
  }

  close(code = 1000): void {
    this.#ws.close(code, "bye");
  }

  /** Says hello and waits until everything missed is here. */
  async hello(position?: object): Promise<Down[]> {
    this.send({ type: "hello", protocol: PROTOCOL_VERSION, ...(position && { position }) });
    await this.until((frames) => frames.some((frame) => frame.type === "current"));
    return this.frames.splice(0);
  }

  /** Waits until what has come satisfies a condition, and returns it. */
  async until(isEnough: (frames: readonly Down[]) => boolean): Promise<readonly Down[]> {
    while (!isEnough(this.frames)) await new Promise<void>((resolve) => (this.#wake = resolve));
    return this.frames;
  }

  /** Waits for this many messages and returns them. */
  async messages(count: number): Promise<Message[]> {
    const all = () => this.frames.flatMap((frame) => frame.messages ?? []);
    await this.until(() => all().length >= count);
    return all();
  }

  /** Waits for the first frame of a type. */
  async frame(type: string): Promise<Down> {
    await this.until((frames) => frames.some((frame) => frame.type === type));
    return this.frames.find((frame) => frame.type === type) as Down;
  }
}

/** Makes a group of the given people and opens a live socket for each. */
export async function openRoom(room_id: RoomId, people: readonly UserId[]) {
  const [owner = asId<UserId>(""), ...members] = people;
  await env.ROOM.getByName(room_id).create({ room_id, name: "room", topic: "", owner, members });
  const sockets = await Promise.all(
    people.map((user_id) => TestSocket.to(env.ROOM.getByName(room_id), user_id)),
  );
  for (const socket of sockets) await socket.hello();
  return { stub: env.ROOM.getByName(room_id), sockets };
}
