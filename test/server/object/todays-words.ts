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

function translated(value: unknown, field: string | undefined): unknown {
  if (typeof value === "string" && field !== undefined) {
    if (NAMED_BY.has(field)) return todaysName(value);
    return field === "key" ? value.replace(/^\w+/, todaysName) : value;
  }
  if (Array.isArray(value)) return value.map((each) => translated(each, undefined));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [FIELDS[name] ?? name, translated(inner, name)]),
  );
}
