import { isDeepStrictEqual } from "node:util";
import type { RoomId, UserId } from "../../src/protocol/ids.ts";
import { SEND_BURST } from "../../src/protocol/limits.ts";
import type { User } from "../../src/protocol/user.ts";
import { checkDevice, checkOrder, seemsCurrent } from "./converged.ts";
import { Device } from "./device.ts";
import { Gateway } from "./gateway.ts";
import { putInPlace, reported, takeAway } from "./globals.ts";
import { makePlan, makeQuality, type Plan, type PlannedRoom } from "./plan.ts";
import { product } from "./product.ts";
import { Random } from "./random.ts";
import { Objects } from "./rpc.ts";
import { Scheduler, setTime, time } from "./scheduler.ts";
import { headOf, StoredRoom } from "./stored-room.ts";
import { Violation, Watch } from "./witness.ts";

const START = Date.UTC(2026, 10, 24);
/** Milliseconds in which everything must have come right after the last fault: fan-out waits up to 5 minutes. */
const PATIENCE = 400_000;

/** One simulated deployment with its people, and all that happens to them. */
class World {
  readonly plan: Plan;
  readonly watch = new Watch();
  readonly objects: Objects;
  readonly devices: readonly Device[];
  readonly #random: Random;
  readonly #faults: { callLost: number; diskFull: number };
  #typed = 0;

  constructor(seed: number) {
    this.plan = makePlan(new Random(seed));
    this.#random = new Random(seed + 1_000_003);
    this.#faults = { callLost: 0, diskFull: 0 };
    this.objects = new Objects(product, {}, new Random(seed + 2_000_003), this.#faults, this.watch);
    const people = new Map(this.plan.users.map((user_id) => [user_id, person(user_id)]));
    const gateway = new Gateway(product, this.objects.env, people, this.plan.tokenSeconds);
    this.devices = this.plan.devices.map((user_id, index) => {
      const random = new Random(seed + 3_000_003 + index);
      return new Device(
        `device${index}`,
        user_id,
        gateway,
        random,
        makeQuality(this.plan, random),
        this.watch,
      );
    });
  }

  async run(): Promise<void> {
    await this.#found();
    Object.assign(this.#faults, this.plan.objectFaults);
    const end = time().now + this.plan.length;
    this.#planActions();
    this.#planFaults();
    await time().runUntil(end, () => this.watch.violation !== undefined);
    this.#heal();
    await this.#converge();
  }

  async #found(): Promise<void> {
    const { ROOM } = this.objects.env as {
      ROOM: { getByName(name: string): { create(make: object): Promise<unknown> } };
    };
    const made = this.plan.rooms.map(({ room_id, members }) => {
      const [owner, ...others] = members;
      return ROOM.getByName(room_id).create({ room_id, name: "room", topic: "", owner, members: others });
    });
    await Promise.all([...made, time().runUntil(time().now + 5_000)]);
    for (const device of this.devices) {
      await device.install();
      for (const { room_id } of this.#roomsOf(device.user_id))
        if (this.#random.chance(0.6)) this.#later(5_000, () => device.open(room_id));
    }
    // Some begin in the middle of everybody's connecting, some when all is quiet.
    await time().runUntil(time().now + (this.#random.chance(0.3) ? 1 : 3_000));
  }

  #later(within: number, run: () => void): void {
    time().after(this.#random.int(1, within), run);
  }

  #roomsOf(user_id: UserId): PlannedRoom[] {
    return this.plan.rooms.filter(
      ({ room_id, members }) => members.includes(user_id) || this.#isMember(room_id, user_id),
    );
  }

  #isMember(room_id: RoomId, user_id: UserId): boolean {
    const { disk } = this.objects.room(room_id);
    return (
      disk.exec("SELECT 1 FROM sqlite_master WHERE name = 'member'").toArray().length > 0 &&
      disk.exec("SELECT 1 FROM member WHERE user_id = ?", user_id).toArray().length > 0
    );
  }

  // ---- what people do -------------------------------------------------------------------------

  #planActions(): void {
    for (let count = 0; count < this.plan.actions; count++)
      this.#later(this.plan.length, () => this.#act(this.#random.pick(this.devices)));
  }

  #act(device: Device): void {
    const rooms = this.#roomsOf(device.user_id);
    if (rooms.length === 0) return;
    const { room_id } = this.#random.pick(rooms);
    const dice = this.#random.next();
    if (dice < 0.58) this.#talk(device, room_id);
    else if (dice < 0.76) device.read(room_id);
    else if (dice < 0.8) device.wander(room_id, (dice - 0.76) / 0.04);
    else if (dice < 0.88) device.rooms.has(room_id) ? device.shut(room_id) : device.open(room_id);
    else if (this.plan.joinsAndLeaves) this.#comeOrGo(device, room_id);
  }

  #talk(device: Device, room_id: RoomId): void {
    for (let count = this.#random.int(1, this.plan.burst); count > 0; count--)
      device.type(room_id, `${device.name} ${++this.#typed} 😀`);
  }

  #comeOrGo(device: Device, room_id: RoomId): void {
    const open = this.plan.rooms.filter((room) => !room.room_id.startsWith("d_"));
    const room = this.#random.pick(open).room_id;
    const dice = this.#random.next();
    if (dice < 0.35) void device.parlor.call("leave", { room_id: room });
    else if (dice < 0.7 || !room.startsWith("c_"))
      void device.parlor.call("invite", {
        room_id: room,
        user_ids: this.#random
          .some(this.plan.users, 0.3)
          .slice(0, 3)
          .concat(this.plan.users.at(-1) ?? ""),
      });
    else void device.parlor.call("join", { room_id: room });
    if (this.#random.chance(0.3)) this.#talk(device, room_id);
  }

  // ---- what goes wrong ------------------------------------------------------------------------

  #planFaults(): void {
    const { length, cuts, crashes, evictions, deployments, restarts } = this.plan;
    const times = (count: number, run: () => void) => {
      for (let done = 0; done < count; done++) this.#later(length, run);
    };
    times(cuts, () => this.#cut(this.#random.pick(this.devices)));
    times(crashes, () => this.#random.pick(this.objects.all).crash());
    times(crashes, () => this.#random.pick([...this.objects.rooms.values()]).crash());
    times(evictions, () => this.objects.all.filter((host) => this.#random.chance(0.5) && host.evict()));
    times(deployments, () => this.objects.all.forEach((host) => host.crash()));
    times(restarts, () => this.#random.pick(this.devices).restart());
  }

  #cut({ network }: Device): void {
    network.cut(this.#random.pick([0.5, 1]));
    if (this.#random.chance(0.5)) return;
    network.quality.isOffline = true;
    this.#later(15_000, () => (network.quality.isOffline = false));
  }

  /** From here on nothing goes wrong any more. Sends are shown where they were typed, and every room is in use. */
  #heal(): void {
    Object.assign(this.#faults, { callLost: 0, diskFull: 0 });
    for (const device of this.devices) {
      Object.assign(device.network.quality, { isOffline: false, loss: 0, repeats: 0 });
      for (const room_id of device.typed.keys()) device.open(room_id);
    }
    for (const { room_id } of this.plan.rooms)
      this.devices.find((device) => this.#isMember(room_id, device.user_id))?.open(room_id);
  }

  // ---- what must hold -------------------------------------------------------------------------

  async #converge(): Promise<void> {
    const end = time().now + PATIENCE;
    const isOver = () => this.watch.violation !== undefined;
    do {
      await time().runUntil(time().now + 1_000, isOver);
      const heads = new Map(
        this.plan.rooms.map(({ room_id }) => [room_id, headOf(this.objects.room(room_id))]),
      );
      if (this.devices.every((device) => seemsCurrent(device, heads)) && !this.#difference()) break;
    } while (!isOver() && time().now < end);
    if (this.watch.violation) throw this.watch.violation;
    this.#checkTold();
    const violation = this.#difference();
    if (violation) throw violation;
    if (this.plan.objectFaults.diskFull === 0 && reported.length > 0)
      throw new Violation("INPUT3", reported.join("; "));
  }

  /** What is not as it must be in the end. */
  #difference(): unknown {
    try {
      const rooms = new Map(
        this.plan.rooms.map(({ room_id }) => [room_id, new StoredRoom(this.objects.room(room_id))]),
      );
      for (const room of rooms.values()) room.check();
      for (const device of this.devices) checkDevice(device, rooms, this.#marks(device.user_id));
      // Once one is refused for now, those that were under way with it may come before it.
      const { burst, objectFaults } = this.plan;
      if (burst < SEND_BURST && objectFaults.diskFull === 0)
        for (const device of this.devices) checkOrder(device, rooms);
      return undefined;
    } catch (violation) {
      return violation;
    }
  }

  /** How far a user's devices have marked. */
  #marks(user_id: UserId): Map<RoomId, number> {
    const marks = new Map<RoomId, number>();
    for (const { marked } of this.devices.filter((device) => device.user_id === user_id))
      for (const [room_id, message_id] of marked)
        marks.set(room_id, Math.max(message_id, marks.get(room_id) ?? 0));
    return marks;
  }

  /** Whatever anybody was ever told is still so. */
  #checkTold(): void {
    const stored = new Map(
      this.plan.rooms
        .flatMap(({ room_id }) => new StoredRoom(this.objects.room(room_id)).messages)
        .map((message) => [message.client_id, message]),
    );
    for (const message of this.watch.told.values())
      if (!isDeepStrictEqual(stored.get(message.client_id), message))
        throw new Violation("SEND3", `was told, and is not in the room: ${JSON.stringify(message)}`);
  }

  release(): void {
    for (const device of this.devices) device.stop();
    this.objects.release();
  }
}

const person = (user_id: UserId): User => ({
  user_id,
  handle: user_id,
  name: user_id,
  bio: "",
  color: "#000000",
  created_at: START,
});

export interface Summary {
  /** Events run. */
  readonly steps: number;
  /** Messages in all rooms in the end. */
  readonly messages: number;
  /** Virtual milliseconds. */
  readonly took: number;
}

/** Runs the simulation of one seed. Throws a `Violation` where a rule did not hold. `prepare` may break one. */
export async function simulate(seed: number, prepare: (world: World) => void = () => {}): Promise<Summary> {
  const scheduler = new Scheduler(START);
  setTime(scheduler);
  putInPlace();
  const world = new World(seed);
  try {
    prepare(world);
    await world.run();
    const messages = world.plan.rooms.reduce(
      (sum, { room_id }) => sum + new StoredRoom(world.objects.room(room_id)).messages.length,
      0,
    );
    return { steps: scheduler.steps, messages, took: scheduler.now - START };
  } finally {
    world.release();
    takeAway();
    setTime(undefined);
  }
}
