import type { RoomId, UserId } from "../../src/protocol/ids.ts";
import { SEND_BURST } from "../../src/protocol/limits.ts";
import type { User } from "../../src/protocol/user.ts";
import { ActionHistory, type Stored } from "./action-history.ts";
import { checkDevice, seemsCurrent } from "./converged.ts";
import { checkConsent } from "./converged-consent.ts";
import { checkBlocks, checkHoldings, type Marks } from "./converged-inbox.ts";
import { checkPresence } from "./converged-presence.ts";
import { checkOrder } from "./converged-room.ts";
import { Crowd } from "./crowd.ts";
import { Device } from "./device.ts";
import { checkErasedAtPeople, checkErasedInRooms } from "./erased.ts";
import { Gateway, peopleOnly } from "./gateway.ts";
import { putInPlace, reported, takeAway } from "./globals.ts";
import { InvariantMonitor, Violation } from "./invariant-monitor.ts";
import { followSlot } from "./message-operations.ts";
import { makePlan, makeQuality, type Plan } from "./plan.ts";
import { product } from "./product.ts";
import { Random } from "./random.ts";
import { Objects } from "./rpc.ts";
import { Scheduler, setTime, time } from "./scheduler.ts";
import { StoredInbox } from "./stored-inbox.ts";
import { headOf, StoredRoom } from "./stored-room.ts";
import { checkTold } from "./told.ts";

const START = Date.UTC(2026, 10, 24);
/** Milliseconds in which everything must have come right after the last fault: fan-out waits up to 5 minutes. */
const PATIENCE = 400_000;

/** One simulated deployment with its people, and all that happens to them. */
class World {
  readonly plan: Plan;
  readonly monitor = new InvariantMonitor();
  readonly history = new ActionHistory();
  readonly objects: Objects;
  readonly devices: readonly Device[];
  readonly #crowd: Crowd;
  readonly #random: Random;
  readonly #faults: { callLost: number; diskFull: number };

  constructor(seed: number) {
    this.plan = makePlan(new Random(seed));
    this.#random = new Random(seed + 1_000_003);
    this.#faults = { callLost: 0, diskFull: 0 };
    const people = new Map(this.plan.users.map((user_id) => [user_id, person(user_id)]));
    const vars = { DB: peopleOnly(people) };
    this.objects = new Objects(product, vars, new Random(seed + 2_000_003), this.#faults, this.monitor);
    const gateway = new Gateway(
      product,
      { ...this.objects.env, STRANGERS: this.plan.strangers },
      people,
      this.plan.tokenSeconds,
    );
    this.devices = this.plan.devices.map((user_id, index) => {
      const random = new Random(seed + 3_000_003 + index);
      const quality = makeQuality(this.plan, random);
      const { monitor: observer, history } = this;
      return new Device({ name: `device${index}`, user_id, gateway, random, quality, observer, history });
    });
    this.#crowd = new Crowd(this.plan, this.devices, this.objects, this.#random, this.history);
  }

  async run(): Promise<void> {
    await this.#found();
    Object.assign(this.#faults, this.plan.objectFaults);
    const end = time().now + this.plan.length;
    for (let count = 0; count < this.plan.actions; count++)
      this.#later(this.plan.length, () => this.#crowd.applyAction());
    this.#planFaults();
    await time().runUntil(end, () => this.monitor.violation !== undefined);
    this.#heal();
    await this.#converge();
  }

  async #found(): Promise<void> {
    const { ROOM } = this.objects.env as {
      ROOM: {
        getByName(name: string): Record<"create" | "applyAction", (...args: unknown[]) => Promise<unknown>>;
      };
    };
    const made = this.plan.rooms.map(async ({ room_id, members, asked }) => {
      const [owner, ...others] = members;
      const room = ROOM.getByName(room_id);
      await room.create({ room_id, name: "room", topic: "", owner, members: others, asked });
      if (others.length > 0 && this.#random.chance(0.5))
        await room.applyAction(owner, { type: "set_role", user_id: others[0], role: "admin" });
    });
    await Promise.all([...made, time().runUntil(time().now + 5_000)]);
    for (const device of this.devices) {
      await device.install();
      for (const room_id of this.#crowd.roomsOf(device.user_id))
        if (this.#random.chance(0.6)) this.#later(5_000, () => device.isOn && device.open(room_id));
    }
    // Some begin in the middle of everybody's connecting, some when all is quiet.
    await time().runUntil(time().now + (this.#random.chance(0.3) ? 1 : 3_000));
  }

  #later(within: number, run: () => void): void {
    time().after(this.#random.int(1, within), run);
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
    times(restarts, () => {
      const device = this.#random.pick(this.devices);
      if (device.isOn) device.restart();
    });
  }

  #cut({ network }: Device): void {
    network.cut(this.#random.pick([0.5, 1]));
    if (this.#random.chance(0.5)) return;
    network.quality.isOffline = true;
    this.#later(15_000, () => (network.quality.isOffline = false));
  }

  get #on(): readonly Device[] {
    return this.devices.filter(({ isOn }) => isOn);
  }

  /** From here on nothing goes wrong any more. Sends are shown where they were typed, and every room is in use. */
  #heal(): void {
    Object.assign(this.#faults, { callLost: 0, diskFull: 0 });
    for (const { network } of this.devices)
      Object.assign(network.quality, { isOffline: false, loss: 0, repeats: 0 });
    if (this.#on.length === 0) this.devices[0]?.start();
    for (const device of this.#on) for (const room_id of device.typed.keys()) device.open(room_id);
    for (const { room_id } of this.plan.rooms) {
      const members = this.#crowd.membersOf(room_id);
      this.#on.find((device) => members.has(device.user_id))?.open(room_id);
    }
  }

  // ---- what must hold -------------------------------------------------------------------------

  async #converge(): Promise<void> {
    const end = time().now + PATIENCE;
    let pause = 1_000;
    const isOver = () => this.monitor.violation !== undefined;
    let violation: unknown;
    do {
      await time().runUntil(time().now + pause, isOver);
      pause = Math.min(1.5 * pause, PATIENCE / 10); // it costs more to look than to wait
      violation = this.#seemsDone()
        ? await this.#difference()
        : new Violation("RESUME1", "not even the heads agree");
    } while (violation && !isOver() && time().now < end);
    if (this.monitor.violation) throw this.monitor.violation;
    const stored = this.#stored();
    checkTold(this.monitor, stored);
    violation = await this.#difference();
    if (violation) throw violation;
    this.history.check(stored);
    this.#countTalk(stored);
    if (this.plan.objectFaults.diskFull === 0 && reported.length > 0)
      throw new Violation("INPUT3", reported.join("; "));
  }

  #seemsDone(): boolean {
    const heads = new Map(
      this.plan.rooms.map(({ room_id }) => [room_id, headOf(this.objects.room(room_id))]),
    );
    return this.#on.every((device) => seemsCurrent(device, heads));
  }

  #stored(): Stored {
    return {
      rooms: new Map(
        this.plan.rooms.map(({ room_id }) => [room_id, new StoredRoom(this.objects.room(room_id))]),
      ),
      inboxes: new Map(
        this.plan.users.map((user_id) => [user_id, new StoredInbox(this.objects.inbox(user_id))]),
      ),
      blocked: new Set(this.devices.flatMap(({ blocked }) => [...blocked])),
    };
  }

  /** What is not as it must be in the end. */
  async #difference(): Promise<unknown> {
    try {
      const stored = this.#stored();
      for (const room of stored.rooms.values()) room.check();
      checkErasedInRooms(stored, (room_id) => this.objects.room(room_id));
      for (const inbox of stored.inboxes.values()) checkHoldings(inbox, stored, this.#marks(inbox.user_id));
      for (const device of this.#on) checkDevice(device, stored, this.#marks(device.user_id));
      checkBlocks(stored);
      checkConsent(stored, this.devices);
      checkPresence(this.devices, stored);
      // Once one is refused for now, those that were under way with it may come before it.
      const { burst, objectFaults } = this.plan;
      if (burst < SEND_BURST && objectFaults.diskFull === 0)
        for (const device of this.devices) checkOrder(device, stored.rooms, this.monitor.refused);
      await checkErasedAtPeople(stored, (user_id) => this.objects.inbox(user_id), this.#on);
      return undefined;
    } catch (violation) {
      return violation;
    }
  }

  /** What a user's devices have marked and blocked. */
  #marks(user_id: UserId): Marks {
    const devices = this.devices.filter((device) => device.user_id === user_id);
    const merged = (
      of: (device: Device) => ReadonlyMap<RoomId, number>,
      pick: (...all: number[]) => number,
    ) => {
      const marks = new Map<RoomId, number>();
      for (const device of devices)
        for (const [room_id, id] of of(device)) marks.set(room_id, pick(id, marks.get(room_id) ?? id));
      return marks;
    };
    return {
      read: merged((device) => device.marked, Math.max),
      unread: merged((device) => device.unmarked, Math.min),
      blocked: new Set(devices.flatMap(({ blocked }) => [...blocked])),
      hasChosen: (room_id, root) => this.history.has(followSlot(room_id, root, user_id)),
      isComplete: devices.every(({ isOn }) => isOn),
      isLive: devices.some(({ isOn }) => isOn),
      isSeen: (room_id) => devices.every(({ isOn, attended }) => !isOn || attended.has(room_id)),
    };
  }

  /** Talking is done where the room has it. */
  #countTalk({ rooms }: Stored): void {
    for (const { typed } of this.devices)
      for (const [room_id, some] of typed)
        for (const { operation, client_id } of some)
          if (rooms.get(room_id)?.sent(client_id)) this.history.count(this.history.done, operation);
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
  /** How often each operation was done, as far as that is known. */
  readonly done: ReadonlyMap<string, number>;
  /** Virtual milliseconds. */
  readonly took: number;
}

/** Runs the simulation of one seed. Throws a `Violation` where a rule did not hold. `prepare` may break one. */
export async function simulate(seed: number, prepare: (world: World) => void = () => {}): Promise<Summary> {
  const scheduler = new Scheduler(START);
  setTime(scheduler);
  putInPlace(new Random(seed + 4_000_003));
  const world = new World(seed);
  try {
    prepare(world);
    await world.run();
    const messages = world.plan.rooms.reduce(
      (sum, { room_id }) => sum + headOf(world.objects.room(room_id)),
      0,
    );
    return { steps: scheduler.steps, messages, done: world.history.done, took: scheduler.now - START };
  } finally {
    world.release();
    takeAway();
    setTime(undefined);
  }
}
