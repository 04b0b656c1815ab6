import type { RoomId, UserId } from "../../src/protocol/ids.ts";
import type { Role } from "../../src/protocol/room.ts";
import type { ActionHistory } from "./action-history.ts";
import type { Device } from "./device.ts";
import { standingIn } from "./members.ts";
import { operationBy } from "./operations.ts";
import type { Plan } from "./plan.ts";
import type { Random } from "./random.ts";
import type { Objects } from "./rpc.ts";
import type { Scene } from "./scene.ts";
import { time } from "./scheduler.ts";

/** Tries for one operation until somebody is found who can do it. */
const TRIES = 40;

/** The people of a simulation: does what they do, one thing at a time. */
export class Crowd {
  readonly #plan: Plan;
  readonly #devices: readonly Device[];
  readonly #objects: Objects;
  readonly #random: Random;
  readonly #history: ActionHistory;
  #typed = 0;

  constructor(
    plan: Plan,
    devices: readonly Device[],
    objects: Objects,
    random: Random,
    history: ActionHistory,
  ) {
    this.#plan = plan;
    this.#devices = devices;
    this.#objects = objects;
    this.#random = random;
    this.#history = history;
  }

  /** The rooms a user is in, or was when all began. */
  roomsOf(user_id: UserId): RoomId[] {
    return this.#plan.rooms
      .filter(({ room_id, members }) => members.includes(user_id) || this.membersOf(room_id).has(user_id))
      .map(({ room_id }) => room_id);
  }

  membersOf(room_id: RoomId): ReadonlyMap<UserId, Role> {
    return standingIn(this.#objects.room(room_id)).members;
  }

  /** Somebody does something. */
  applyAction(): void {
    const operation = operationBy(this.#random.next());
    for (let tries = 0; tries < TRIES; tries++) {
      const scene = this.#scene();
      if (scene && operation.run(scene)) return;
    }
  }

  #scene(): Scene | undefined {
    const on = this.#devices.filter(({ isOn }) => isOn);
    if (on.length === 0) return undefined;
    const random = this.#random;
    const device = random.pick(on);
    const { user_id } = device;
    const open = [...device.rooms.keys()];
    const rooms = open.length > 0 && random.chance(0.8) ? open : this.roomsOf(user_id);
    if (rooms.length === 0) return undefined;
    const room_id = random.pick(rooms);
    const { members, banned } = standingIn(this.#objects.room(room_id));
    return {
      device,
      user_id,
      room_id,
      shown: device.open(room_id).state.get(),
      random,
      history: this.#history,
      users: this.#plan.users,
      channels: this.#plan.rooms.map((room) => room.room_id).filter((id) => id.startsWith("c_")),
      membersOf: (id) => this.membersOf(id),
      members,
      banned,
      burst: this.#plan.burst,
      newText: () => `t${++this.#typed}! ${device.name} 😀`,
      later: (within, run) => this.#later(within, () => device.isOn && run()),
      comeBack: (each, within) => this.#later(within, () => !each.isOn && each.start()),
      devicesOf: (id) => this.#devices.filter((each) => each.user_id === id),
    };
  }

  #later(within: number, run: () => void): void {
    time().after(this.#random.int(1, within), run);
  }
}
