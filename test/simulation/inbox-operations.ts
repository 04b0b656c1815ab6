import type { InboxAction } from "../../src/protocol/actions.ts";
import type { UserId } from "../../src/protocol/ids.ts";
import type { Stored } from "./action-history.ts";
import { draftSlot, unreadSlot } from "./device.ts";
import { type Operation, type Scene, someMember, someMessage } from "./scene.ts";
import type { StoredInbox } from "./stored-inbox.ts";

/** Does something in one's own inbox, which then holds it. */
function applyAction(
  scene: Scene,
  operation: string,
  rule: string,
  doing: InboxAction,
  slot: string,
  holds: (inbox: StoredInbox, stored: Stored) => boolean,
): true {
  const { device, user_id } = scene;
  device.applyInboxAction(doing, {
    operation,
    rule,
    slot,
    holds(stored) {
      const inbox = stored.inboxes.get(user_id);
      return inbox !== undefined && holds(inbox, stored);
    },
  });
  return true;
}

function star(scene: Scene, operation: string, message_id: number, on: boolean): true {
  const { room_id, user_id } = scene;
  const holds = (inbox: StoredInbox) => (inbox.entry("saved", room_id, message_id) !== undefined) === on;
  const slot = `saved ${user_id} ${room_id} ${message_id}`;
  return applyAction(scene, operation, "INBOX11", { type: "save", room_id, message_id, on }, slot, holds);
}

/** What is kept of a room goes when one leaves it. */
function draft(scene: Scene, operation: string, text: string): true {
  const { room_id, user_id } = scene;
  const holds = (inbox: StoredInbox, { rooms }: Stored) =>
    (inbox.entry("draft", room_id)?.text ?? "") === text || rooms.get(room_id)?.wasLeftBy(user_id) === true;
  return applyAction(
    scene,
    operation,
    "INBOX11",
    { type: "draft", room_id, text },
    draftSlot(user_id, room_id),
    holds,
  );
}

function block(scene: Scene, operation: string, other: UserId | undefined, on: boolean): boolean {
  if (other === undefined) return false;
  scene.device.blocked.add(other);
  const holds = (inbox: StoredInbox) => inbox.hasBlocked(other) === on;
  const slot = `block ${scene.user_id} ${other}`;
  return applyAction(scene, operation, "INBOX12", { type: "block", user_id: other, on }, slot, holds);
}

function show(scene: Scene, operation: string, visible: boolean): true {
  const holds = (inbox: StoredInbox) => inbox.isVisible === visible;
  return applyAction(
    scene,
    operation,
    "PRESENCE6",
    { type: "update_settings", visible },
    `visible ${scene.user_id}`,
    holds,
  );
}

/** It stands until one reads on, or says something. */
function markUnread(scene: Scene, message_id: number): true {
  const { device, room_id, user_id } = scene;
  const head = device.parlor.conversations.get().find((each) => each.room_id === room_id)?.head ?? 0;
  device.unmarked.set(room_id, Math.min(message_id, device.unmarked.get(room_id) ?? message_id));
  const holds = (inbox: StoredInbox, { rooms }: Stored) => {
    const room = rooms.get(room_id);
    const hasSpoken = room?.rows.some((row) => row.sender === user_id && row.message_id > head);
    const read = inbox.conversation(room_id)?.read ?? 0;
    return read < message_id || hasSpoken === true || room?.wasLeftBy(user_id) === true;
  };
  const slot = unreadSlot(user_id, room_id);
  return applyAction(
    scene,
    "mark_unread",
    "INBOX6",
    { type: "mark_unread", room_id, message_id },
    slot,
    holds,
  );
}

export const inboxOperations = {
  star: {
    weight: 5,
    run(scene) {
      const message = someMessage(scene);
      return message !== undefined && star(scene, "star", message.message_id, true);
    },
  },
  unstar: {
    weight: 12,
    run(scene) {
      const { device, room_id, random } = scene;
      const stars = device.parlor
        .entries("saved")
        .get()
        .filter((entry) => entry.kind === "saved" && entry.room_id === room_id);
      const [entry] = stars.length > 0 ? [random.pick(stars)] : [];
      return entry?.kind === "saved" && star(scene, "unstar", entry.message_id, false);
    },
  },
  draft: {
    weight: 5,
    run: (scene) => draft(scene, "draft", scene.newText()),
  },
  end_draft: {
    weight: 8,
    run(scene) {
      const drafts = scene.device.parlor.entries("draft").get();
      return drafts.some((entry) => entry.kind === "draft" && entry.room_id === scene.room_id)
        ? draft(scene, "end_draft", "")
        : false;
    },
  },
  mark_unread: {
    weight: 6,
    run(scene) {
      const message = someMessage(scene);
      return message !== undefined && markUnread(scene, message.message_id);
    },
  },
  set_level: {
    weight: 5,
    run(scene) {
      const { room_id, user_id, random, device } = scene;
      const level = random.pick(["all", "mentions", "nothing"] as const);
      const muted_until = random.chance(0.5) ? 0 : device.now + 3_600_000;
      const holds = (inbox: StoredInbox) => {
        const now = inbox.conversation(room_id);
        return now === undefined || (now.level === level && now.muted_until === muted_until);
      };
      const doing: InboxAction = { type: "set_level", room_id, level, muted_until };
      return applyAction(scene, "set_level", "INBOX7", doing, `level ${user_id} ${room_id}`, holds);
    },
  },
  block: {
    weight: 3,
    run: (scene) => block(scene, "block", someMember(scene), true),
  },
  unblock: {
    weight: 9,
    run(scene) {
      const blocked = [...scene.device.parlor.blocked.get()];
      return block(scene, "unblock", blocked.length > 0 ? scene.random.pick(blocked) : undefined, false);
    },
  },
  hide: {
    weight: 3,
    run: (scene) => show(scene, "hide", false),
  },
  show: {
    weight: 10,
    run: (scene) => !scene.device.parlor.settings.get().visible && show(scene, "show", true),
  },
  read_thread: {
    weight: 7,
    run(scene) {
      const { device, room_id, user_id } = scene;
      const root = someMessage(scene, ({ replies }) => replies !== undefined);
      const message_id = root?.replies?.last_message_id;
      const entries = device.parlor.entries("thread").get();
      const isFollowed = entries.some(
        (entry) => entry.kind === "thread" && entry.room_id === room_id && entry.root === root?.message_id,
      );
      if (!root || message_id === undefined || !isFollowed) return false;
      // It is forgotten with the membership: who comes back gets the thread with the next reply, unread.
      const holds = (inbox: StoredInbox, { rooms }: Stored) =>
        (inbox.entry("thread", room_id, root.message_id)?.read ?? message_id) >= message_id ||
        rooms.get(room_id)?.wasLeftBy(user_id) === true;
      const doing: InboxAction = { type: "read_thread", room_id, root: root.message_id, message_id };
      return applyAction(
        scene,
        "read_thread",
        "INBOX9",
        doing,
        `thread ${user_id} ${room_id} ${root.message_id}`,
        holds,
      );
    },
  },
} as const satisfies Record<string, Operation>;
