import type { Message } from "../../protocol/message.ts";
import type { Choice } from "./choices.ts";
import type { Talk } from "./message-actions.ts";

const CHOICES: Readonly<Record<string, Choice>> = {
  r: "reply",
  t: "thread",
  e: "edit",
  c: "copy",
  l: "link",
  s: "save",
  u: "unread",
};

/** What a letter does on the message that has the focus, and whether it does anything. */
export function letters(talk: Talk, key: string, message: Message, at: DOMRect): boolean {
  if (key === "+" || key === ":") {
    if (talk.canReact(message)) talk.openMenu(message, at, "emoji");
    return talk.canReact(message);
  }
  const choice = CHOICES[key];
  if (choice === undefined || !talk.choices(message).includes(choice)) return false;
  talk.choose(choice, message);
  return true;
}
