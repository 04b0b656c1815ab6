import { newUserId } from "../../protocol/ids.ts";
import type { User } from "../../protocol/user.ts";

/** Behind white initials: each has a contrast of at least 4.5:1 with white (WCAG 2.2, 1.4.3). */
const COLORS = [
  "#b3261e",
  "#a8470a",
  "#806000",
  "#3b7a1a",
  "#0b7a5b",
  "#0b7285",
  "#1b62c4",
  "#4c4fd6",
  "#7b3fc4",
  "#b0288c",
] as const;

/** A person who has just registered. `bytes` are random; they give the id and the colour. */
export const newUser = (handle: string, name: string | undefined, bytes: Uint8Array, now: number): User => ({
  user_id: newUserId(bytes),
  handle,
  name: name ?? handle,
  bio: "",
  color: COLORS[(bytes.at(-1) ?? 0) % COLORS.length] ?? COLORS[0],
  created_at: now,
});
