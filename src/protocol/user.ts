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

/** Characters that turn the direction of what stands around them: embeddings, overrides and isolates. */
const TURNING = /[\u202a-\u202e\u2066-\u2069]/g;
/** A name without them. Those of today cannot have any; a name from before may. */
export const withoutTurning = (name: string): string => name.replace(TURNING, "");

/**
 * Any script; no control characters, none that turn the direction of the sentence around the name, and no half
 * surrogate pairs, which would not come back unchanged.
 */
export const oneLine = z.regex(
  /^[^\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]*$/u,
  "No control characters",
);
/** Characters that begin the notation of messages, for a character class. */
const NOTATION = "`*_~>-";
const UNSEEN = String.raw`\s\p{Cc}\p{Cf}\p{Cs}\p{M}\p{Default_Ignorable_Code_Point}\u2800\u{1d159}`;
const VISIBLE = new RegExp(`[^${UNSEEN}]`, "u");
/**
 * At least one visible character: not only blanks, combining marks, or letters that are drawn as nothing
 * (the Hangul fillers, the Braille blank).
 */
export const visible = z.regex(VISIBLE, "At least one character that can be seen");
export const isVisible = (text: string): boolean => VISIBLE.test(text);
const BEYOND_NOTATION = new RegExp(`[^${UNSEEN}${NOTATION}]`, "u");
const FENCE = /^[ \t>]*(?:`{3,}|~{3,})/m;
const EMPTY_CODE = /^\s*(`+)\s+\1\s*$/;
const FILLED = new RegExp(String.raw`[^\s${NOTATION}]`, "u");

/**
 * Whether nothing of a message would be seen: it has no character that is drawn, or it is the notation of
 * something empty, such as a fence with no code in it. A text of marks alone ("**", ">_<") is what it is.
 */
export function isBlank(text: string): boolean {
  if (BEYOND_NOTATION.test(text)) return false;
  return !VISIBLE.test(text) || FENCE.test(text) || FILLED.test(text) || EMPTY_CODE.test(text);
}
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
