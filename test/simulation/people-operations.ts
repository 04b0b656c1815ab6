import type { Action } from "../../src/protocol/actions.ts";
import type { UserId } from "../../src/protocol/ids.ts";
import { asId } from "../as-id.ts";
import type { Stored } from "./action-history.ts";
import { isAdmin, isShared, type Operation, type Scene, someMember } from "./scene.ts";
import { time } from "./scheduler.ts";

/** Milliseconds a room stays archived, and a member muted, at most: longer, and little would happen. */
const ARCHIVED_MS = 1_500;
const MUTED_MS = 4_000;

type ActionOn = Extract<Action, { user_id: UserId }>;
type Holds = (stored: Stored) => boolean;

/** Does something to another member, as whoever is above them may. */
function applyAction(scene: Scene, operation: string, doing: ActionOn | undefined, holds?: Holds): boolean {
  if (!doing || !isAdmin(scene) || !isShared(scene)) return false;
  const { device, room_id } = scene;
  const slot = `${room_id} ${doing.type} ${doing.user_id}`;
  device.applyAction(room_id, doing, { operation, rule: "MEMBER7", ...(holds && { slot, holds }) });
  return true;
}

function ban(scene: Scene, operation: string, user_id: UserId | undefined, on: boolean): boolean {
  const { room_id } = scene;
  const holds: Holds = ({ rooms }) => rooms.get(room_id)?.banned.has(asId(user_id ?? "")) === on;
  return applyAction(
    scene,
    operation,
    user_id === undefined ? undefined : { type: "ban", user_id, on },
    holds,
  );
}

function mute(scene: Scene, operation: string, user_id: UserId | undefined, until: number): boolean {
  const { room_id } = scene;
  const holds: Holds = ({ rooms }) => {
    const member = rooms.get(room_id)?.members.get(asId(user_id ?? ""));
    return (
      member === undefined ||
      member.muted_until === until ||
      rooms.get(room_id)?.wasLeftBy(member.user_id) === true
    );
  };
  return applyAction(
    scene,
    operation,
    user_id === undefined ? undefined : { type: "mute", user_id, until },
    holds,
  );
}

function archive(scene: Scene, operation: string, archived: boolean): boolean {
  const { device, room_id, shown } = scene;
  if (shown.role !== "owner" || !isShared(scene) || shown.room?.archived === archived) return false;
  device.applyAction(room_id, { type: "update_room", settings: { archived } }, { operation });
  return true;
}

const BELOW = { owner: ["admin", "member"], admin: ["member"], member: [] } as const;
const someoneBelow = (scene: Scene): UserId | undefined =>
  someMember(scene, BELOW[scene.shown.role ?? "member"]);

/** People who come and go, and what members may do to each other. */
export const peopleOperations = {
  join: {
    weight: 8,
    run({ device, channels, history, membersOf, user_id }) {
      const room_id = channels.find((id) => !membersOf(id).has(user_id));
      if (room_id === undefined) return false;
      history.begin({ operation: "join", device: device.name }, device.parlor.join(room_id));
      return true;
    },
  },
  leave: {
    weight: 3,
    run(scene) {
      const { device, room_id, history, members, user_id } = scene;
      if (!isShared(scene) || !members.has(user_id) || members.size < 3) return false;
      history.begin({ operation: "leave", device: device.name }, device.parlor.leave(room_id));
      return true;
    },
  },
  invite: {
    weight: 7,
    run(scene) {
      const { device, room_id, history, users, members, random } = scene;
      const outside = users.filter((user_id) => !members.has(user_id));
      if (!isShared(scene) || outside.length === 0) return false;
      const user_ids = [random.pick(outside), ...random.some(users, 0.1)];
      history.begin(
        { operation: "invite", device: device.name },
        device.parlor.call("invite", { room_id, user_ids }),
      );
      return true;
    },
  },
  remove: {
    weight: 4,
    run(scene) {
      const user_id = someoneBelow(scene);
      return applyAction(scene, "remove", user_id === undefined ? undefined : { type: "remove", user_id });
    },
  },
  ban: {
    weight: 4,
    run: (scene) => ban(scene, "ban", someoneBelow(scene), true),
  },
  unban: {
    weight: 12,
    run: (scene) => scene.banned.length > 0 && ban(scene, "unban", scene.random.pick(scene.banned), false),
  },
  mute: {
    weight: 5,
    run: (scene) =>
      mute(scene, "mute", someoneBelow(scene), Math.floor(time().now) + scene.random.int(500, MUTED_MS)),
  },
  unmute: {
    weight: 4,
    run: (scene) => mute(scene, "unmute", someoneBelow(scene), 0),
  },
  set_role: {
    weight: 5,
    run(scene) {
      const user_id = someMember(scene);
      const role = scene.random.pick(["admin", "admin", "member", "owner"] as const);
      const isOwner = scene.shown.role === "owner";
      return (
        isOwner &&
        applyAction(
          scene,
          "set_role",
          user_id === undefined ? undefined : { type: "set_role", user_id, role },
        )
      );
    },
  },
  rename: {
    weight: 4,
    run(scene) {
      if (!isAdmin(scene) || !isShared(scene)) return false;
      const { device, room_id, random } = scene;
      const name = `room ${random.int(1, 1_000)}`;
      device.applyAction(
        room_id,
        { type: "update_room", settings: { name } },
        {
          operation: "rename",
          rule: "MEMBER8",
          slot: `${room_id} name`,
          holds: ({ rooms }) => rooms.get(room_id)?.view.name === name,
        },
      );
      return true;
    },
  },
  archive: {
    weight: 2,
    run(scene) {
      if (!archive(scene, "archive", true)) return false;
      const { device, room_id, later } = scene;
      later(ARCHIVED_MS, () => {
        const shown = device.open(room_id).state.get();
        archive({ ...scene, shown }, "unarchive", false);
      });
      return true;
    },
  },
  unarchive: {
    weight: 4,
    run: (scene) => archive(scene, "unarchive", false),
  },
} as const satisfies Record<string, Operation>;
