import type { Actor } from "./scheduler.ts";
import { time } from "./scheduler.ts";

/** What travels over a socket. */
export type Item =
  | { readonly type: "frame"; readonly data: string }
  | { readonly type: "close"; readonly code: number; readonly reason: string };

/** What an object does with what comes in over one of its sockets. */
export interface SocketOwner {
  /** Lets something out, once what was written before is on the disk. */
  emit(letOut: () => void): void;
  /** The product sends a frame. */
  sending(socket: ServerEnd, data: string): void;
  arrived(socket: ServerEnd, item: Item): void;
}

const OPEN = 1;
const CLOSING = 2;
const CLOSED = 3;

/** The object's end: the `ws` the product's code sees. It outlives the object's instances. */
export class ServerEnd {
  readonly #client: ClientEnd;
  attachment: unknown = null;
  owner: SocketOwner | undefined;
  readyState = OPEN;
  /** When the runtime last answered a ping of the client's. */
  answeredAt: Date | undefined;

  constructor(client: ClientEnd) {
    this.#client = client;
  }

  accept(): void {}

  serializeAttachment(value: unknown): void {
    this.attachment = JSON.parse(JSON.stringify(value));
  }

  deserializeAttachment(): unknown {
    return this.attachment;
  }

  send(data: string): void {
    if (this.readyState !== OPEN) throw new TypeError("Can't call WebSocket send() after close().");
    this.owner?.sending(this, data);
    this.#out({ type: "frame", data });
  }

  close(code = 1005, reason = ""): void {
    if (this.readyState === CLOSED) throw new TypeError("The WebSocket is closed.");
    if (this.readyState === CLOSING) return;
    this.readyState = CLOSING;
    this.#out({ type: "close", code, reason });
  }

  /** Without the product's doing: answers of the runtime, and ends of processes. */
  raw(item: Item): void {
    if (item.type === "close") this.readyState = CLOSED;
    this.#client.fromServer(item);
  }

  /** Something has come over the network. */
  arrive(item: Item): void {
    if (this.readyState !== CLOSED) this.owner?.arrived(this, item);
  }

  #out(item: Item): void {
    const letOut = () => this.#client.fromServer(item);
    if (this.owner) this.owner.emit(letOut);
    else letOut();
  }
}

type Listener = (event: { data?: string; code?: number; reason?: string }) => void;

/**
 * The other end, as the Worker gets it: handed on to a device (`carry`), or used by the Worker
 * itself with the methods of a WebSocket.
 */
export class ClientEnd {
  server: ServerEnd | undefined;
  #carry: ((item: Item) => void) | undefined;
  readonly #early: Item[] = [];
  readonly #listeners: Record<string, Listener[]> = {};

  fromServer(item: Item): void {
    if (this.#carry) this.#carry(item);
    else this.#early.push(item);
  }

  carry(carry: (item: Item) => void): void {
    this.#carry = carry;
    for (const item of this.#early.splice(0)) carry(item);
  }

  accept(): void {
    const actor: Actor | undefined = time().current;
    this.carry((item) => void time().after(1, () => this.#dispatch(item), actor));
  }

  addEventListener(type: string, listener: Listener): void {
    this.#listeners[type] = [...(this.#listeners[type] ?? []), listener];
  }

  send(data: string): void {
    time().after(1, () => this.server?.arrive({ type: "frame", data }));
  }

  close(code = 1005, reason = ""): void {
    time().after(1, () => this.server?.arrive({ type: "close", code, reason }));
  }

  #dispatch(item: Item): void {
    for (const listener of this.#listeners[item.type === "frame" ? "message" : "close"] ?? []) listener(item);
  }
}

/** `new WebSocketPair()`: 0 is the client's end, 1 the server's. */
export class FakeWebSocketPair {
  readonly 0 = new ClientEnd();
  readonly 1 = new ServerEnd(this[0]);

  constructor() {
    this[0].server = this[1];
  }
}
