import { HANDLE_MAX, HANDLE_MIN, NAME_MAX, PASSWORD_MAX, PASSWORD_MIN } from "../../protocol/limits.ts";
import { DisplayName, Handle } from "../../protocol/user.ts";

/** What is wrong with what was typed, in plain words, or nothing. The schemas decide; these only say it. */

export function wrongHandle(handle: string): string | undefined {
  const typed = handle.trim();
  if (typed === "") return "Please choose a handle.";
  if (typed.length < HANDLE_MIN) return `A handle has at least ${HANDLE_MIN} characters.`;
  if (typed.length > HANDLE_MAX) return `A handle has at most ${HANDLE_MAX} characters.`;
  if (!Handle.safeParse(typed).success) return "Only the letters a–z, digits, and . _ - in between.";
  return undefined;
}

export function wrongName(name: string): string | undefined {
  const typed = name.trim();
  if (typed === "") return "Please say what others should call you.";
  if (typed.length > NAME_MAX) return `A name has at most ${NAME_MAX} characters.`;
  if (!DisplayName.safeParse(typed).success) return "This name holds a character that cannot be shown.";
  return undefined;
}

export function wrongPassword(password: string): string | undefined {
  if (password === "") return "Please choose a password.";
  if (password.length < PASSWORD_MIN) return `A password has at least ${PASSWORD_MIN} characters.`;
  if (password.length > PASSWORD_MAX) return `A password has at most ${PASSWORD_MAX} characters.`;
  return undefined;
}
