import type { RoomState } from "../../src/client/index.ts";
import type { RoomId, UserId } from "../../src/protocol/ids.ts";
import type { Message } from "../../src/protocol/message.ts";
import type { Role } from "../../src/protocol/room.ts";
import type { ActionHistory } from "./action-history.ts";
import type { Device } from "./device.ts";
import type { Random } from "./random.ts";

/** Somebody with a device, in a room of theirs. */
export interface Scene {
  readonly device: Device;
  readonly user_id: UserId;
  readonly room_id: RoomId;
  /** The room as the device shows it. */
  readonly shown: RoomState;
  readonly random: Random;
  readonly history: ActionHistory;
  readonly users: readonly UserId[];
  /** What the directory lists. */
  readonly channels: readonly RoomId[];
  membersOf(room_id: RoomId): ReadonlyMap<UserId, Role>;
  /** Who is in the room, and who may not come back: as a list of members would show it. */
  readonly members: ReadonlyMap<UserId, Role>;
  readonly banned: readonly UserId[];
  /** The most that a person types without a pause. */
  readonly burst: number;
  /** A text that nobody has typed before. It holds a mark by which it is found wherever it is. */
  newText(): string;
  /** Runs something within so many milliseconds, if the device is on then. */
  later(within: number, run: () => void): void;
  /** A device that is off is turned on again within so many milliseconds. */
  comeBack(device: Device, within: number): void;
  /** All devices of a user. */
  devicesOf(user_id: UserId): readonly Device[];
}

/** Something people do. */
export interface Operation {
  /** How often, in relation to the others. */
  readonly weight: number;
  /** Does it, and returns whether that was possible here. */
  run(scene: Scene): boolean;
}

/** The mark in a text; see `newText`. */
export const MARK = /t\d+!/g;

/** Messages looked at: the newest. */
const IN_SIGHT = 12;

/** One of the newest messages shown that are still there. */
export function someMessage(
  { shown, random }: Scene,
  is: (message: Message) => boolean = () => true,
): Message | undefined {
  const there = shown.messages
    .slice(-IN_SIGHT)
    .filter((message) => message.deleted_at === undefined && is(message));
  return there.length > 0 ? random.pick(there) : undefined;
}

/** One of the other members. */
export function someMember({ members, user_id, random }: Scene, roles?: readonly Role[]): UserId | undefined {
  const others = [...members].filter(([id, role]) => id !== user_id && (roles?.includes(role) ?? true));
  return others.length > 0 ? random.pick(others)[0] : undefined;
}

export const isShared = ({ room_id }: Scene): boolean => !room_id.startsWith("d_");
export const isAdmin = ({ shown }: Scene): boolean => shown.role === "owner" || shown.role === "admin";
