import { type Operation, type Scene, someMember, someMessage } from "./scene.ts";

/** Nobody answers these: that they were done is seen by others, or not at all. */
function done({ history }: Scene, operation: string): true {
  history.count(history.tried, operation);
  history.count(history.done, operation);
  return true;
}

/** Milliseconds after which a device that was turned off may be on again. */
const AWAY_MS = 6_000;

/** Looking, typing, coming and going: what leaves no trace. */
export const ephemeralOperations = {
  read: {
    weight: 9,
    run(scene) {
      scene.device.read(scene.room_id);
      return done(scene, "read");
    },
  },
  attend: {
    weight: 12,
    run(scene) {
      const { device, room_id } = scene;
      device.open(room_id);
      device.attend(room_id, true);
      return done(scene, "attend");
    },
  },
  look_away: {
    weight: 5,
    run(scene) {
      const { device, room_id } = scene;
      if (!device.attended.has(room_id)) return false;
      device.attend(room_id, false);
      return done(scene, "look_away");
    },
  },
  type: {
    weight: 8,
    run(scene) {
      const { device, room_id, random, later } = scene;
      const root = random.chance(0.2) ? someMessage(scene) : undefined;
      const user = root ? device.openThread(room_id, root.message_id) : device.open(room_id);
      user.typing(true);
      // Some stop and say so, some only stop.
      if (random.chance(0.4)) later(3_000, () => user.typing(false));
      return done(scene, "type");
    },
  },
  open_thread: {
    weight: 5,
    run(scene) {
      const message = someMessage(scene, ({ replies }) => replies !== undefined);
      if (!message) return false;
      scene.device.openThread(scene.room_id, message.message_id);
      return done(scene, "open_thread");
    },
  },
  watch: {
    weight: 6,
    run(scene) {
      const member = someMember(scene);
      if (member === undefined) return false;
      scene.device.watch(member);
      return done(scene, "watch");
    },
  },
  unwatch: {
    weight: 6,
    run(scene) {
      const { device, random } = scene;
      if (device.watched.size === 0) return false;
      device.unwatch(random.pick([...device.watched.keys()]));
      return done(scene, "unwatch");
    },
  },
  wander: {
    weight: 6,
    run(scene) {
      scene.device.wander(scene.room_id, scene.random.next());
      return done(scene, "wander");
    },
  },
  shut: {
    weight: 5,
    run(scene) {
      scene.device.shut(scene.room_id);
      return done(scene, "shut");
    },
  },
  turn_off: {
    weight: 3,
    run(scene) {
      const { device, user_id, random, devicesOf, comeBack } = scene;
      const all = random.chance(0.6) ? devicesOf(user_id) : [device];
      const returns = random.chance(0.4);
      for (const each of all.filter(({ isOn }) => isOn)) {
        each.turnOff(random.chance(0.5));
        if (returns) comeBack(each, AWAY_MS);
      }
      return done(scene, "turn_off");
    },
  },
} as const satisfies Record<string, Operation>;
