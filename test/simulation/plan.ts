import { dmRoomId, type RoomId, type UserId } from "../../src/protocol/ids.ts";
import { asId } from "../as-id.ts";
import type { ObjectFaults } from "./host.ts";
import type { Quality } from "./network.ts";
import type { Random } from "./random.ts";

/** A room as it is made at the start. */
interface PlannedRoom {
  readonly room_id: RoomId;
  readonly members: readonly UserId[];
  /** In a DM: who does not know the one who has begun it. */
  readonly asked: readonly UserId[];
}

/** What a seed decides before anything happens. */
export interface Plan {
  readonly users: readonly UserId[];
  /** Owner of each device. */
  readonly devices: readonly UserId[];
  readonly rooms: readonly PlannedRoom[];
  /** Whether there are strangers among the people. */
  readonly strangers: "ask" | "everyone";
  /** Milliseconds in which things happen and go wrong. */
  readonly length: number;
  /** What people do in that time. */
  readonly actions: number;
  /** How often what goes wrong, in that time. */
  readonly cuts: number;
  readonly crashes: number;
  readonly evictions: number;
  readonly deployments: number;
  readonly restarts: number;
  /** The most that a person types without a pause. */
  readonly burst: number;
  readonly objectFaults: ObjectFaults;
  readonly repeats: number;
  readonly loss: number;
  readonly tokenSeconds: number;
}

const id = <Id extends string>(prefix: string, number: number): Id =>
  asId(`${prefix}_${String(number).padStart(20, "0")}`);

export function makePlan(random: Random): Plan {
  const isLarge = random.chance(0.02);
  const users = Array.from({ length: isLarge ? 14 : random.int(7, 10) }, (_, index) =>
    id<UserId>("u", index),
  );
  // Everybody has a device, some have more: 20 in all at least.
  const devices = [
    ...users,
    ...Array.from({ length: (isLarge ? 30 : 20) - users.length }, () => random.pick(users)),
  ];
  return {
    users,
    devices,
    rooms: makeRooms(users, random),
    strangers: random.pick(["ask", "ask", "everyone"]),
    length: isLarge ? 30_000 : random.int(4_000, 12_000),
    actions: isLarge ? 250 : random.int(40, 120),
    cuts: random.int(0, 14),
    crashes: random.int(0, 4),
    evictions: random.int(0, 8),
    deployments: random.chance(0.15) ? 1 : 0,
    restarts: random.chance(0.5) ? random.int(1, 3) : 0,
    burst: random.chance(0.06) ? 30 : random.int(1, 4),
    objectFaults: { callLost: random.pick([0, 0, 0.03, 0.25]), diskFull: random.pick([0, 0, 0, 0.01]) },
    repeats: random.pick([0, 0, 0.1]),
    loss: random.pick([0, 0, 0.05, 0.2]),
    tokenSeconds: random.pick([900, 900, 40]),
  };
}

function makeRooms(users: readonly UserId[], random: Random): PlannedRoom[] {
  const [first, second, third] = users as [UserId, UserId, UserId];
  return [
    { room_id: id("g", 0), members: users.slice(0, random.int(4, users.length)), asked: [] },
    {
      room_id: dmRoomId(first, second),
      members: [first, second],
      asked: random.chance(0.4) ? [second] : [],
    },
    ...(random.chance(0.4)
      ? [{ room_id: id<RoomId>("c", 0), members: [third, ...random.some(users.slice(3), 0.5)], asked: [] }]
      : []),
    ...(random.chance(0.2)
      ? [{ room_id: dmRoomId(third, first), members: [third, first], asked: [first] }]
      : []),
  ];
}

/** A device's way to the server. */
export function makeQuality(plan: Plan, random: Random): Quality {
  const isSlow = random.chance(0.1);
  return {
    latency: isSlow ? [300, 2_500] : [random.int(1, 20), random.int(20, 120)],
    isOffline: false,
    blocksSockets: random.chance(0.04),
    loss: plan.loss,
    repeats: plan.repeats,
  };
}
