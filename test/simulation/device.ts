import { createParlor, MemoryStorage, type Parlor, type RoomHandle } from "../../src/client/index.ts";
import type { RoomId, UserId } from "../../src/protocol/ids.ts";
import type { Gateway } from "./gateway.ts";
import { Network, type Observer, type Quality } from "./network.ts";
import type { Random } from "./random.ts";
import { newActor, time } from "./scheduler.ts";

/** One device of one user, with the real SDK on it. Its storage outlives the program that runs on it. */
export class Device {
  readonly name: string;
  readonly user_id: UserId;
  readonly network: Network;
  /** Texts the user has typed here, by room. */
  readonly typed = new Map<RoomId, string[]>();
  /** How far the user has read here, by room. */
  readonly marked = new Map<RoomId, number>();
  readonly rooms = new Map<RoomId, RoomHandle>();
  readonly #storage = new MemoryStorage();
  readonly #gateway: Gateway;
  readonly #random: Random;
  readonly #skew: number;
  #parlor: Parlor | undefined;

  constructor(
    name: string,
    user_id: UserId,
    gateway: Gateway,
    random: Random,
    quality: Quality,
    observer: Observer,
  ) {
    this.name = name;
    this.user_id = user_id;
    this.#gateway = gateway;
    this.#random = random;
    // Clocks of phones and laptops: some are minutes off.
    this.#skew = random.chance(0.2) ? random.int(-300_000, 300_000) : random.int(-2_000, 2_000);
    this.network = new Network(gateway, random, quality, observer, newActor(this.#skew));
  }

  get parlor(): Parlor {
    if (!this.#parlor) throw new Error("the device is off");
    return this.#parlor;
  }

  /** Signed in before, the user opens the app. */
  async install(): Promise<void> {
    const { user, expires_in, tokens } = this.#gateway.session({
      refresh_token: `${this.user_id}.${this.name}`,
    });
    await this.#storage.put("session", "session", {
      user,
      expires_at: time().now + this.#skew + expires_in * 1000,
      tokens,
    });
    this.start();
  }

  start(): void {
    const { network } = this;
    const actor = newActor(this.#skew);
    network.actor = actor;
    time().current = actor;
    this.#parlor = createParlor({
      url: "http://parlor",
      tokens: "body",
      storage: this.#storage,
      openSocket: network.openSocket,
      fetch: network.fetch as typeof fetch,
      random: this.#random.next,
      clock: {
        now: () => Math.floor(time().now + this.#skew),
        setTimeout: (run, ms) => time().after(ms, run, actor),
        clearTimeout: (callOff) => (callOff as () => void)(),
      },
    });
  }

  /** The program is killed and started again: only what was stored is left. */
  restart(): void {
    this.network.actor.alive = false;
    this.network.cut();
    const open = [...this.rooms.keys()];
    this.rooms.clear();
    this.start();
    time().after(1, () => open.forEach((room_id) => this.open(room_id)), this.network.actor);
  }

  open(room_id: RoomId): RoomHandle {
    const known = this.rooms.get(room_id);
    if (known) return known;
    time().current = this.network.actor;
    const handle = this.parlor.openRoom(room_id);
    this.rooms.set(room_id, handle);
    return handle;
  }

  shut(room_id: RoomId): void {
    this.rooms.get(room_id)?.close();
    this.rooms.delete(room_id);
  }

  type(room_id: RoomId, text: string): void {
    this.typed.set(room_id, [...(this.typed.get(room_id) ?? []), text]);
    const handle = this.open(room_id);
    const { head } = handle.state.get();
    handle.send({
      text,
      ...(head > 0 && this.#random.chance(0.2) && { reply_to: this.#random.int(1, head) }),
    });
  }

  /** The user looks at the room: some or all of what is shown has been read. */
  read(room_id: RoomId): void {
    const handle = this.open(room_id);
    const last = handle.state.get().messages.at(-1)?.message_id ?? 0;
    if (last === 0) return;
    const message_id = this.#random.chance(0.7) ? last : this.#random.int(1, last);
    this.marked.set(room_id, Math.max(message_id, this.marked.get(room_id) ?? 0));
    handle.markRead(message_id);
  }

  /** The user scrolls or goes to another place in the room; `where` is in [0, 1). */
  wander(room_id: RoomId, where: number): void {
    const handle = this.open(room_id);
    if (where < 0.2) void handle.loadOlder();
    else if (where < 0.4) void handle.loadNewer();
    else if (where > 0.9) handle.jumpToLatest();
    else void handle.jumpTo(1 + Math.floor(((where - 0.4) / 0.5) * handle.state.get().head));
  }

  stop(): void {
    this.network.actor.alive = false;
  }
}
