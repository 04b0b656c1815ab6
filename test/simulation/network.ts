import type { OpenSocket, SocketListener } from "../../src/client/index.ts";
import { SUBPROTOCOL } from "../../src/protocol/endpoints.ts";
import type { RoomId } from "../../src/protocol/ids.ts";
import { asId } from "../as-id.ts";
import type { Gateway } from "./gateway.ts";
import type { Random } from "./random.ts";
import { type Actor, time } from "./scheduler.ts";
import type { ClientEnd, Item } from "./wire.ts";

/** What a device's way to the server is like. May change at any time. */
export interface Quality {
  /** Milliseconds one way, at least and at most. */
  latency: readonly [number, number];
  isOffline: boolean;
  /** A proxy on the way swallows WebSockets. */
  blocksSockets: boolean;
  /** Probability that a new connection or a request fails. */
  loss: number;
  /** Probability that a frame that may be repeated is. */
  repeats: number;
}

/** What a device sees of the network. */
export interface Observer {
  /** A frame or an answer has reached the device, of a room or of something else. */
  received(data: string, room_id: RoomId | undefined): void;
}

/** The room that an address is about. */
const roomOf = (url: string): RoomId | undefined => {
  const room_id = /\/api\/rooms\/([^/]+)\//.exec(url)?.[1];
  return room_id === undefined ? undefined : asId(room_id);
};

/** An action sets a state: a repeat may not come after the next one. */
const ACTION = '{"type":"action"';
const REPEATABLE = [
  '{"type":"events"',
  '{"type":"conversations"',
  '{"type":"send"',
  '{"type":"read"',
  ACTION,
];

/** One socket's way through the network: in order, late, sometimes cut. */
export class Wire {
  readonly #network: Network;
  readonly #listener: SocketListener;
  readonly #client: ClientEnd;
  readonly #room_id: RoomId | undefined;
  #isCut = false;
  #isClosed = false;
  #upAt = 0;
  #downAt = 0;

  constructor(network: Network, url: string, listener: SocketListener, client: ClientEnd) {
    this.#room_id = roomOf(url);
    this.#network = network;
    this.#listener = listener;
    this.#client = client;
  }

  open(): void {
    this.#listener.opened();
    this.#client.carry((item) => this.#down(item));
  }

  send(data: string): void {
    this.#up({ type: "frame", data });
  }

  /** The device closes it and hears nothing more. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#up({ type: "close", code: 1005, reason: "" });
  }

  /**
   * Nothing passes any more, in either direction, and what was under way is lost. Each side is told
   * soon, late, or never: then it takes a heartbeat to find out.
   */
  cut(): void {
    if (this.#isCut) return;
    this.#isCut = true;
    const { random, actor } = this.#network;
    const lost: Item = { type: "close", code: 1006, reason: "" };
    if (random.chance(0.7)) time().after(random.int(0, 3_000), () => this.#arrive(lost), actor);
    time().after(random.chance(0.5) ? random.int(0, 500) : random.int(500, 60_000), () =>
      this.#client.server?.arrive(lost),
    );
  }

  #up(item: Item): void {
    if (this.#isCut) return;
    this.#upAt = Math.max(this.#upAt, time().now + this.#network.latency());
    time().after(this.#upAt - time().now, () => {
      if (!this.#isCut) this.#client.server?.arrive(item);
    });
    const isAction = item.type === "frame" && item.data.startsWith(ACTION);
    const again = this.#upAt - time().now + (isAction ? 0 : this.#network.latency());
    if (this.#network.repeats(item))
      time().after(again, () => !this.#isCut && !this.#isClosed && this.#client.server?.arrive(item));
  }

  #down(item: Item): void {
    if (this.#isCut) return;
    this.#downAt = Math.max(this.#downAt, time().now + this.#network.latency());
    const { actor } = this.#network;
    const arrive = () => {
      if (!this.#isCut) this.#arrive(item);
    };
    time().after(this.#downAt - time().now, arrive, actor);
    if (this.#network.repeats(item))
      time().after(this.#downAt - time().now + this.#network.latency(), arrive, actor);
  }

  #arrive(item: Item): void {
    if (this.#isClosed) return;
    if (item.type === "frame") {
      this.#network.observer.received(item.data, this.#room_id);
      return this.#listener.received(item.data);
    }
    this.#isClosed = true;
    if (item.code !== 1006) this.#client.server?.arrive(item);
    this.#listener.closed(item.code, item.reason);
  }
}

/** One device's network: its sockets and its requests. */
export class Network {
  readonly random: Random;
  readonly quality: Quality;
  readonly observer: Observer;
  actor: Actor;
  readonly #gateway: Gateway;
  readonly #wires = new Set<Wire>();

  constructor(gateway: Gateway, random: Random, quality: Quality, observer: Observer, actor: Actor) {
    this.#gateway = gateway;
    this.random = random;
    this.quality = quality;
    this.observer = observer;
    this.actor = actor;
  }

  latency(): number {
    const [least, most] = this.quality.latency;
    return this.random.int(least, most);
  }

  repeats(item: Item): boolean {
    const { repeats } = this.quality;
    return (
      repeats > 0 &&
      item.type === "frame" &&
      REPEATABLE.some((start) => item.data.startsWith(start)) &&
      this.random.chance(repeats)
    );
  }

  /** Cuts some of the connections. */
  cut(probability = 1): void {
    for (const wire of this.random.some([...this.#wires], probability)) {
      wire.cut();
      this.#wires.delete(wire);
    }
  }

  readonly openSocket: OpenSocket = (url, protocols, listener) => {
    const { actor } = this;
    let wire: Wire | undefined;
    let isClosed = false;
    const fail = () => isClosed || listener.closed(1006, "");
    if (!protocols.includes(SUBPROTOCOL)) throw new Error("the subprotocol is not offered");
    if (this.#fails() || this.quality.blocksSockets) {
      // Refused at once, or swallowed: then the client's own patience decides.
      if (this.random.chance(0.7)) time().after(this.latency(), fail, actor);
    } else {
      time().after(
        2 * this.latency(),
        () =>
          void this.#connect(url, protocols).then((client) => {
            const opened = () => {
              wire = client && new Wire(this, url, listener, client);
              if (isClosed || !wire) return wire ? wire.cut() : fail();
              this.#wires.add(wire);
              wire.open();
            };
            time().after(this.latency(), opened, actor);
          }),
      );
    }
    return {
      send: (data) => wire?.send(data),
      close: () => {
        isClosed = true;
        if (wire) this.#wires.delete(wire);
        wire?.close();
      },
    };
  };

  #connect(url: string, protocols: readonly string[]): Promise<ClientEnd | undefined> {
    return this.#gateway.connect(new URL(url).pathname, protocols).catch(() => undefined);
  }

  readonly fetch = (url: string, { method = "GET", headers, body, signal }: RequestInit): Promise<Response> =>
    new Promise((resolve, reject) => {
      const { actor } = this;
      const token = (headers as Headers).get("authorization")?.replace("Bearer ", "");
      const fail = () => reject(new TypeError("fetch failed"));
      signal?.addEventListener("abort", fail);
      if (this.#fails()) return void time().after(this.latency(), fail, actor);
      const request = (isLast: boolean) => {
        void this.#gateway
          .request(method, url.replace(/^http:\/\/[^/]+/, ""), token, body as string | undefined)
          .then(({ status, body: answer }) => {
            const arrived = () => {
              if (this.#fails()) return fail();
              this.observer.received(JSON.stringify(answer), roomOf(url));
              const headers = new Headers();
              resolve({ ok: status < 400, status, headers, json: async () => answer } as Response);
            };
            if (isLast) time().after(this.latency(), arrived, actor);
          });
      };
      const way = this.latency();
      // A proxy that repeats a request whose connection broke; the answer is that to the repeat.
      const isRepeated = method === "POST" && this.random.chance(this.quality.repeats);
      time().after(way, () => request(!isRepeated));
      if (isRepeated) time().after(way + this.latency(), () => request(true));
    });

  #fails(): boolean {
    return this.quality.isOffline || this.random.chance(this.quality.loss);
  }
}
