import type { Action, ActionType } from "../../src/protocol/actions.ts";
import type { UserId } from "../../src/protocol/ids.ts";

/** One valid action of each type. A new type does not compile until it is here. */
export const sampleActions = (
  message_id: number,
  user_id: UserId,
): { [T in ActionType]: Action & { type: T } } => ({
  edit: { type: "edit", message_id, text: "other words", mentions: [user_id] },
  delete: { type: "delete", message_id },
  react: { type: "react", message_id, emoji: "👍", on: true },
  pin: { type: "pin", message_id, on: true },
  vote: { type: "vote", message_id, options: [1] },
  follow: { type: "follow", message_id, on: true },
  report: { type: "report", message_id, reason: "rude" },
  update_room: { type: "update_room", settings: { topic: "another" } },
  set_role: { type: "set_role", user_id, role: "admin" },
  remove: { type: "remove", user_id },
  ban: { type: "ban", user_id, on: true },
  mute: { type: "mute", user_id, until: 4_000_000_000_000 },
  answer_request: { type: "answer_request", user_id, admit: true },
});
