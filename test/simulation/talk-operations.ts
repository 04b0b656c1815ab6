import type { Content } from "../../src/protocol/message.ts";
import { isShared, type Operation, type Scene, someMember, someMessage } from "./scene.ts";

/** Saying something. It is done when the room has it. */
function talk(
  scene: Scene,
  operation: string,
  content: Omit<Content, "text"> = {},
  handles: readonly string[] = [],
): true {
  const { device, room_id, history, newText } = scene;
  history.count(history.tried, operation);
  device.type(room_id, operation, { ...content, text: newText() }, handles);
  return true;
}

export const talkOperations = {
  say: {
    weight: 14,
    run(scene) {
      for (let count = scene.random.int(1, scene.burst); count > 0; count--) talk(scene, "say");
      return true;
    },
  },
  reply: {
    weight: 5,
    run(scene) {
      const message = someMessage(scene);
      return message !== undefined && talk(scene, "reply", { reply_to: message.message_id });
    },
  },
  reply_in_thread: {
    weight: 10,
    run(scene) {
      const message = someMessage(scene, ({ thread }) => thread === undefined);
      return message !== undefined && talk(scene, "reply_in_thread", { thread: message.message_id });
    },
  },
  mention: {
    weight: 6,
    run(scene) {
      const member = someMember(scene);
      if (member === undefined) return false;
      // Some devices know whom a handle belongs to, others leave it to the room. Everybody's is their id.
      return member < scene.user_id
        ? talk(scene, "mention", { mentions: [member] })
        : talk(scene, "mention", {}, [member]);
    },
  },
  mention_room: {
    weight: 4,
    run: (scene) =>
      scene.room_id.startsWith("g_") &&
      talk(scene, "mention_room", { mention_room: scene.random.pick(["all", "here"] as const) }),
  },
  ask: {
    weight: 6,
    run(scene) {
      const options = Array.from({ length: scene.random.int(2, 4) }, () => scene.newText());
      return isShared(scene) && talk(scene, "ask", { poll: { options, multiple: scene.random.chance(0.5) } });
    },
  },
} as const satisfies Record<string, Operation>;
