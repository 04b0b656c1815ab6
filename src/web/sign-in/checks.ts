import { HANDLE_MAX, HANDLE_MIN, NAME_MAX, PASSWORD_MAX, PASSWORD_MIN } from "../../protocol/limits.ts";
import { DisplayName, Handle, isVisible } from "../../protocol/user.ts";
import { words } from "../language/language.ts";

/** A text that is looked up when it is read, so that it follows a change of the language. */
export type LocalizedText = () => string;

/**
 * What is wrong with the input, in plain words; undefined if nothing is. The schemas decide, and these
 * functions explain.
 */

export function wrongHandle(handle: string): LocalizedText | undefined {
  const typed = handle.trim();
  const t = () => words().signIn.errors;
  if (typed === "") return () => t().noHandle;
  if (typed.length < HANDLE_MIN) return () => t().handleShort(HANDLE_MIN);
  if (typed.length > HANDLE_MAX) return () => t().handleLong(HANDLE_MAX);
  if (!Handle.safeParse(typed).success) return () => t().handleCharacters;
  return undefined;
}

export function wrongName(name: string): LocalizedText | undefined {
  const typed = name.trim();
  const t = () => words().signIn.errors;
  if (!isVisible(typed)) return () => t().noName;
  if (typed.length > NAME_MAX) return () => t().nameLong(NAME_MAX);
  if (!DisplayName.safeParse(typed).success) return () => t().nameCharacters;
  return undefined;
}

export function wrongPassword(password: string): LocalizedText | undefined {
  const t = () => words().signIn.errors;
  if (password === "") return () => t().noPassword;
  if (password.length < PASSWORD_MIN) return () => t().passwordShort(PASSWORD_MIN);
  if (password.length > PASSWORD_MAX) return () => t().passwordLong(PASSWORD_MAX);
  return undefined;
}
