import type { Message } from "../../protocol/message.ts";
import type { Choice } from "./choices.ts";
import type { MessageActions } from "./message-actions.ts";

const CHOICES: Readonly<Record<string, Choice>> = {
  r: "reply",
  t: "thread",
  e: "edit",
  c: "copy",
  l: "link",
  s: "save",
  u: "unread",
};

/** Applies the shortcut of a letter to the focused message. Returns whether it did anything. */
export function applyShortcut(actions: MessageActions, key: string, message: Message, at: DOMRect): boolean {
  if (key === "+" || key === ":") {
    if (actions.canReact(message)) actions.openMenu(message, at, "emoji");
    return actions.canReact(message);
  }
  const choice = CHOICES[key];
  if (choice === undefined || !actions.choices(message).includes(choice)) return false;
  actions.choose(choice, message);
  return true;
}
