import { HANDLE_MAX, HANDLE_MIN, NAME_MAX, PASSWORD_MAX, PASSWORD_MIN } from "../../protocol/limits.ts";
import { DisplayName, Handle } from "../../protocol/user.ts";
import { words } from "../language/language.ts";

/** A sentence in whatever language is spoken when it is read, so that it follows a change. */
export type Saying = () => string;

/** What is wrong with what was typed, in plain words, or nothing. The schemas decide; these only say it. */

export function wrongHandle(handle: string): Saying | undefined {
  const typed = handle.trim();
  const said = () => words().entrance.wrong;
  if (typed === "") return () => said().noHandle;
  if (typed.length < HANDLE_MIN) return () => said().handleShort(HANDLE_MIN);
  if (typed.length > HANDLE_MAX) return () => said().handleLong(HANDLE_MAX);
  if (!Handle.safeParse(typed).success) return () => said().handleLetters;
  return undefined;
}

export function wrongName(name: string): Saying | undefined {
  const typed = name.trim();
  const said = () => words().entrance.wrong;
  if (typed === "") return () => said().noName;
  if (typed.length > NAME_MAX) return () => said().nameLong(NAME_MAX);
  if (!DisplayName.safeParse(typed).success) return () => said().nameLetters;
  return undefined;
}

export function wrongPassword(password: string): Saying | undefined {
  const said = () => words().entrance.wrong;
  if (password === "") return () => said().noPassword;
  if (password.length < PASSWORD_MIN) return () => said().passwordShort(PASSWORD_MIN);
  if (password.length > PASSWORD_MAX) return () => said().passwordLong(PASSWORD_MAX);
  return undefined;
}
