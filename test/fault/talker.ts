import {
  type Clock,
  createParlor,
  MemoryStorage,
  type Parlor,
  type RoomHandle,
} from "../../src/client/index.ts";
import type { RoomId, UserId } from "../../src/protocol/ids.ts";
import { PING_INTERVAL_MS } from "../../src/protocol/limits.ts";
import type { Message } from "../../src/protocol/message.ts";

/** How many of a talker's messages may be unacknowledged at a time. */
const IN_FLIGHT = 4;
/** Milliseconds by the SDK's clock after which a message that came back is followed by the next. */
const PAUSE_MS = 200;
/** The SDK is patient, the test is not: once it kills, the SDK's time runs faster, its waits and time-outs with it. */
const SPEED = 5;

class TestClock implements Clock {
  #speed = 1;
  #since = Date.now();
  #then = Date.now();

  now(): number {
    return this.#then + (Date.now() - this.#since) * this.#speed;
  }

  setTimeout(run: () => void, ms: number): unknown {
    return setTimeout(run, ms / this.#speed);
  }

  clearTimeout(timeout: unknown): void {
    clearTimeout(timeout as NodeJS.Timeout);
  }

  hurry(): void {
    this.#then = this.now();
    this.#since = Date.now();
    this.#speed = SPEED;
  }
}

/** A client that keeps talking, through whatever happens to the server, and remembers what it was told. */
export class Talker {
  readonly name: string;
  readonly parlor: Parlor;
  /** What it has typed. */
  readonly typed: string[] = [];
  /** Every message it has ever seen in the room, under its message_id. */
  readonly seen = new Map<number, Message>();
  /** The same id seen with two different messages. */
  readonly contradictions: string[] = [];
  /** Own messages that came back: the server has acknowledged them. */
  acknowledged = 0;
  /** Connections that became live. */
  connections = 0;
  readonly #clock = new TestClock();
  #room: RoomHandle | undefined;
  #isTalking = false;
  #liveSince: number | undefined;
  #onProgress: () => void = () => {};

  constructor(name: string, url: string) {
    this.name = name;
    this.parlor = createParlor({ url, tokens: "body", storage: new MemoryStorage(), clock: this.#clock });
  }

  get room(): RoomHandle {
    if (!this.#room) throw new Error(`${this.name} is in no room`);
    return this.#room;
  }

  async register(): Promise<UserId> {
    const registered = await this.parlor.register({
      handle: this.name,
      password: "correct horse battery",
      name: this.name,
    });
    if (!registered.ok)
      throw new Error(`${this.name} could not register: ${registered.code} ${registered.detail ?? ""}`);
    return registered.value.user_id;
  }

  /** Caught up, and for so long that the next reconnect begins without the waits of those before. */
  get isSteady(): boolean {
    return this.#liveSince !== undefined && this.#clock.now() - this.#liveSince >= PING_INTERVAL_MS;
  }

  get isSettled(): boolean {
    return this.#liveSince !== undefined && this.room.state.get().pending.length === 0;
  }

  /** Opens a room. `onProgress` is called after each change. */
  enter(room_id: RoomId, onProgress: () => void): void {
    this.#onProgress = onProgress;
    this.#clock.hurry();
    this.#room = this.parlor.openRoom(room_id);
    this.#room.state.subscribe(() => this.#changed());
    this.#changed();
  }

  /** Begins to talk, or stops. What has been said is still sent. */
  talk(isTalking: boolean): void {
    this.#isTalking = isTalking;
    this.#changed();
  }

  #changed(): void {
    const { messages, pending, connection } = this.room.state.get();
    for (let index = messages.length - 1; index >= 0; index--) {
      const message = messages[index] as Message;
      const known = this.seen.get(message.message_id);
      if (known?.client_id === message.client_id) break;
      if (known) this.contradictions.push(`${message.message_id}: ${known.text}, ${message.text}`);
      this.seen.set(message.message_id, message);
      if (message.text.startsWith(this.name)) this.acknowledged++;
    }
    if (connection.state !== "live") this.#liveSince = undefined;
    else if (this.#liveSince === undefined) {
      this.#liveSince = this.#clock.now();
      this.connections++;
      this.#clock.setTimeout(this.#onProgress, PING_INTERVAL_MS);
    }
    if (this.#isTalking && pending.length < IN_FLIGHT) this.#clock.setTimeout(() => this.#say(), PAUSE_MS);
    this.#onProgress();
  }

  #say(): void {
    if (!this.#isTalking || this.room.state.get().pending.length >= IN_FLIGHT) return;
    const text = `${this.name} ${this.typed.length + 1}`;
    this.typed.push(text);
    this.room.send({ text });
  }

  /** The whole room as this client shows it, on the way up: a window does not hold it all at once. */
  async everything(): Promise<readonly Message[]> {
    const all = new Map<number, Message>();
    const keep = () => {
      const { messages, hasOlder } = this.room.state.get();
      for (const message of messages) all.set(message.message_id, message);
      return hasOlder ? messages[0]?.message_id : undefined;
    };
    for (let first = keep(); first !== undefined; first = keep()) {
      this.room.setPlace(first);
      await this.room.loadOlder();
    }
    this.room.setPlace();
    return [...all.values()].sort((a, b) => a.message_id - b.message_id);
  }

  close(): void {
    this.parlor.close();
  }
}
