import { expect } from "vitest";
import { type RoomId, SOME_DM } from "../../../src/protocol/ids.ts";

/**
 * The fixtures of earlier versions say what those answered, in their own words. What has been renamed
 * on the wire since is listed here, and nowhere else.
 */

/** Names of fields: then → now. */
const FIELDS: Readonly<Record<string, string>> = { what: "action" };
/** Values of `type`, `kind` and codes, and the first words of keys of entries: then → now. */
const NAMES: Readonly<Record<string, string>> = { set_room: "update_room", star: "saved" };

const NAMED_BY: ReadonlySet<string> = new Set(["type", "kind", "code", "refused"]);

export const todaysName = (name: string): string => NAMES[name] ?? name;

/** An answer of an earlier version as the version of today gives it. Texts of people are left alone. */
export function inTodaysWords<T>(value: T): T {
  return translated(value, undefined) as T;
}

/** Forwards named the DM they came from. */
const isFromDm = (forward: unknown): forward is { readonly room_id: RoomId } =>
  typeof forward === "object" && forward !== null && "room_id" in forward && `${forward.room_id}`[0] === "d";

function translated(value: unknown, field: string | undefined): unknown {
  if (typeof value === "string" && field !== undefined) {
    if (NAMED_BY.has(field)) return todaysName(value);
    return field === "key" ? value.replace(/^\w+/, todaysName) : value;
  }
  if (Array.isArray(value)) return value.map((each) => translated(each, undefined));
  if (typeof value !== "object" || value === null) return value;
  if ("forward" in value && isFromDm(value.forward))
    return { ...value, forward: { ...value.forward, room_id: SOME_DM }, digest: expect.any(String) };
  // Changes named who had voted.
  const { type, patch } = value as { type?: unknown; patch?: object };
  if (type === "message_changed" && patch && "votes" in patch)
    return { ...value, patch: translated(patch, "patch"), by: expect.any(String) };
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [FIELDS[name] ?? name, translated(inner, name)]),
  );
}
