import * as z from "zod/mini";
import { UserId } from "./ids.ts";
import { BIO_MAX, HANDLE_MAX, HANDLE_MIN, NAME_MAX, PASSWORD_MAX, PASSWORD_MIN } from "./limits.ts";

/** What mentions a whole room, as `@` and a handle mention a person. */
export const ROOM_MENTIONS = ["all", "here"] as const;
/** Handles nobody can register. */
export const RESERVED_HANDLES: ReadonlySet<string> = new Set(ROOM_MENTIONS);

/** Lower case and unique: letters, digits, and inside also `_ . -`. */
export const Handle = z
  .string()
  .check(
    z.trim(),
    z.toLowerCase(),
    z.minLength(HANDLE_MIN),
    z.maxLength(HANDLE_MAX),
    z.regex(/^[a-z0-9](?:[a-z0-9_.-]*[a-z0-9])?$/, "Letters, digits, and . _ - inside"),
  );

/** Any script; no control characters, and no half surrogate pairs, which would not come back unchanged. */
export const oneLine = z.regex(/^[^\p{Cc}\p{Cs}]*$/u, "No control characters");
/**
 * At least one visible character: not only blanks, combining marks, or letters that are drawn as nothing
 * (the Hangul fillers, the Braille blank).
 */
export const visible = z.regex(
  /[^\s\p{Cc}\p{Cf}\p{Cs}\p{M}\u115f\u1160\u3164\uffa0\u2800]/u,
  "At least one character that can be seen",
);
/** As `oneLine`, but with line breaks. */
export const lines = z.regex(/^[^\0\p{Cs}]*$/u, "No NUL and no half surrogate pairs");

/** The name people see. */
export const DisplayName = z.string().check(z.trim(), z.maxLength(NAME_MAX), oneLine, visible);

export const Password = z.string().check(z.minLength(PASSWORD_MIN), z.maxLength(PASSWORD_MAX));

export const Bio = z.string().check(z.maxLength(BIO_MAX), lines);

/** Colour behind a person's initials. */
export const Color = z.string().check(z.regex(/^#[0-9a-f]{6}$/));

/** A person as everybody sees them. */
export const User = z.object({
  user_id: UserId,
  handle: z.string(),
  name: z.string(),
  bio: z.string(),
  color: Color,
  /** Unix milliseconds. */
  created_at: z.int(),
});
export type User = z.infer<typeof User>;
