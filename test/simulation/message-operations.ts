import type { Action } from "../../src/protocol/actions.ts";
import type { MessageId, RoomId, UserId } from "../../src/protocol/ids.ts";
import type { Message } from "../../src/protocol/message.ts";
import type { Stored } from "./action-history.ts";
import { isAdmin, isShared, type Operation, type Scene, someMember, someMessage } from "./scene.ts";
import type { MessageRow } from "./stored-messages.ts";

type ActionOn = Extract<Action, { message_id: MessageId }>;

/**
 * Does something to a message. `holds` says whether it shows in what is stored; of a message that was
 * deleted since, nothing has to.
 */
function applyAction(
  scene: Scene,
  operation: string,
  rule: string,
  action: ActionOn,
  slot: string,
  holds: (row: MessageRow, stored: Stored) => boolean,
): true {
  const { device, room_id } = scene;
  device.applyAction(room_id, action, {
    operation,
    rule,
    slot: slotOf(room_id, action.message_id, slot),
    holds(stored) {
      const row = stored.rooms.get(room_id)?.rows[action.message_id - 1];
      return (
        row !== undefined && (holds(row, stored) || (row.deleted_at !== null && action.type !== "delete"))
      );
    },
  });
  return true;
}

const slotOf = (room_id: RoomId, message_id: MessageId, what: string): string =>
  `${room_id} ${message_id} ${what}`;

export const followSlot = (room_id: RoomId, root: MessageId, user_id: UserId): string =>
  slotOf(room_id, root, `follow ${user_id}`);

const EMOJIS = ["👍", "❤️", "🎉", "👀"];

function react(scene: Scene, operation: string, { message_id }: Message, emoji: string, on: boolean): true {
  const { user_id, room_id } = scene;
  const isMine = (row: { message_id: number; emoji: string; user_id: UserId }) =>
    row.message_id === message_id && row.emoji === emoji && row.user_id === user_id;
  const holds = (_: MessageRow, { rooms }: Stored) =>
    (rooms.get(room_id)?.tables.reactions.some(isMine) ?? false) === on;
  const doing: ActionOn = { type: "react", message_id, emoji, on };
  return applyAction(scene, operation, "REACT1", doing, `react ${user_id} ${emoji}`, holds);
}

function pin(scene: Scene, operation: string, { message_id }: Message, on: boolean): true {
  const holds = (_: MessageRow, { rooms }: Stored) =>
    rooms.get(scene.room_id)?.tables.pins.has(message_id) === on;
  return applyAction(scene, operation, "PIN1", { type: "pin", message_id, on }, "pin", holds);
}

function vote(scene: Scene, operation: string, { message_id }: Message, options: number[]): true {
  const { user_id, room_id } = scene;
  const holds = (_: MessageRow, { rooms }: Stored) => {
    const votes = rooms.get(room_id)?.tables.votes ?? [];
    const own = votes.find((row) => row.message_id === message_id && row.user_id === user_id);
    return (own?.options ?? "[]") === JSON.stringify(options);
  };
  return applyAction(
    scene,
    operation,
    "POLL1",
    { type: "vote", message_id, options },
    `vote ${user_id}`,
    holds,
  );
}

function follow(scene: Scene, operation: string, message_id: MessageId, on: boolean): true {
  const { user_id, room_id } = scene;
  const holds = (_: MessageRow, { rooms }: Stored) => {
    const followers = rooms.get(room_id)?.tables.followers ?? [];
    return followers.some(
      (row) => row.root === message_id && row.user_id === user_id && (row.following === 1) === on,
    );
  };
  return applyAction(
    scene,
    operation,
    "THREAD2",
    { type: "follow", message_id, on },
    `follow ${user_id}`,
    holds,
  );
}

function erase(scene: Scene, operation: string, message: Message | undefined): boolean {
  if (!message) return false;
  const { message_id } = message;
  const holds = (row: MessageRow) => row.deleted_at !== null;
  return applyAction(scene, operation, "DELETE1", { type: "delete", message_id }, "delete", holds);
}

const isOwn =
  ({ user_id }: Scene) =>
  ({ sender }: Message): boolean =>
    sender === user_id;

export const messageOperations = {
  edit: {
    weight: 9,
    run(scene) {
      const message = someMessage(scene, isOwn(scene));
      if (!message) return false;
      const { message_id } = message;
      const text = scene.newText();
      const called = scene.random.chance(0.2) ? someMember(scene) : undefined;
      const doing: ActionOn = { type: "edit", message_id, text, ...(called && { mentions: [called] }) };
      return applyAction(scene, "edit", "EDIT1", doing, "edit", (row) => row.text === text);
    },
  },
  delete_own: {
    weight: 5,
    run: (scene) => erase(scene, "delete_own", someMessage(scene, isOwn(scene))),
  },
  delete_other: {
    weight: 6,
    run: (scene) =>
      isAdmin(scene) &&
      isShared(scene) &&
      erase(
        scene,
        "delete_other",
        someMessage(scene, (message) => !isOwn(scene)(message)),
      ),
  },
  react: {
    weight: 10,
    run(scene) {
      const message = someMessage(scene);
      return message !== undefined && react(scene, "react", message, scene.random.pick(EMOJIS), true);
    },
  },
  unreact: {
    weight: 14,
    run(scene) {
      const message = someMessage(scene, ({ reactions = [] }) => reactions.some(({ me }) => me));
      const emoji = message?.reactions?.find(({ me }) => me)?.emoji;
      return message !== undefined && emoji !== undefined && react(scene, "unreact", message, emoji, false);
    },
  },
  pin: {
    weight: 5,
    run(scene) {
      const message = someMessage(scene, ({ pinned }) => !pinned);
      return message !== undefined && pin(scene, "pin", message, true);
    },
  },
  unpin: {
    weight: 7,
    run(scene) {
      const message = someMessage(scene, ({ pinned }) => pinned ?? false);
      return message !== undefined && pin(scene, "unpin", message, false);
    },
  },
  vote: {
    weight: 9,
    run(scene) {
      const message = someMessage(scene, ({ poll }) => poll !== undefined);
      if (!message?.poll) return false;
      const all = message.poll.options.map((_, option) => option);
      const options = message.poll.multiple ? scene.random.some(all, 0.5) : [scene.random.pick(all)];
      return vote(scene, "vote", message, options);
    },
  },
  take_vote_back: {
    weight: 14,
    run(scene) {
      const message = someMessage(scene, ({ votes = [] }) => votes.some(({ me }) => me));
      return message !== undefined && vote(scene, "take_vote_back", message, []);
    },
  },
  follow: {
    weight: 5,
    run(scene) {
      const message = someMessage(scene);
      return message !== undefined && follow(scene, "follow", message.message_id, true);
    },
  },
  unfollow: {
    weight: 7,
    run(scene) {
      const message = someMessage(scene, ({ replies }) => replies !== undefined);
      return message !== undefined && follow(scene, "unfollow", message.message_id, false);
    },
  },
} as const satisfies Record<string, Operation>;
