import { accept, type Result, refuse } from "../codes.ts";
import { dmRoomId, RoomId, UserId } from "../ids.ts";
import { SEARCH_TERMS_MAX } from "../limits.ts";
import { type Clause, HAS, type Has, IS, type Is, type Operator, periodOf, type Term } from "./query.ts";
import { symbolRun } from "./tokens.ts";

/** What is looked for, with names and dates resolved: the same for a room and for the cache of a device. */
export interface SearchQuery {
  readonly terms: readonly Term[];
  readonly without: readonly Term[];
  /** Any of these people. */
  readonly from: readonly UserId[];
  readonly notFrom: readonly UserId[];
  readonly mentions: readonly UserId[];
  readonly notMentions: readonly UserId[];
  readonly has: readonly Has[];
  readonly hasNot: readonly Has[];
  readonly is: readonly Is[];
  readonly isNot: readonly Is[];
  /** Any of these rooms; undefined for all. */
  readonly rooms: readonly RoomId[] | undefined;
  readonly notRooms: readonly RoomId[];
  /** Unix milliseconds: from `since` on, and before `until`. */
  readonly since: number;
  readonly until: number;
}

/** Who and what names stand for. */
export interface SearchNames {
  readonly self: UserId;
  userOf(handle: string): UserId | undefined;
  /** The rooms that the user calls so. */
  roomsOf(name: string): readonly RoomId[];
  /** When a day begins, in Unix milliseconds; by default in UTC. */
  readonly midnight?: (year: number, month: number, day: number) => number;
  readonly now?: number;
}

/** A handle as it is stored. */
const handleOf = (value: string): string => value.replace(/^@/, "").toLowerCase();

/** The handles that must be looked up before a query can be resolved. */
export function handlesIn(clauses: readonly Clause[]): string[] {
  const named = clauses.flatMap((clause) => {
    if (clause.kind !== "filter" || !isAboutUser(clause.operator, clause.value)) return [];
    const handle = handleOf(clause.value);
    return handle === "" || handle === "me" || UserId.safeParse(handle).success ? [] : [handle];
  });
  return [...new Set(named)];
}

const isAboutUser = (operator: Operator, value: string): boolean =>
  operator === "from" || operator === "mentions" || (operator === "in" && value.startsWith("@"));

type Draft = {
  -readonly [Key in keyof SearchQuery]: SearchQuery[Key] extends readonly (infer Item)[]
    ? Item[]
    : SearchQuery[Key];
} & {
  rooms: RoomId[] | undefined;
};

/** Resolves what was typed. Refused with the part that says nothing, or says what does not exist. */
export function resolveQuery(clauses: readonly Clause[], names: SearchNames): Result<SearchQuery> {
  const query: Draft = {
    terms: [],
    without: [],
    from: [],
    notFrom: [],
    mentions: [],
    notMentions: [],
    has: [],
    hasNot: [],
    is: [],
    isNot: [],
    rooms: undefined,
    notRooms: [],
    since: 0,
    until: Number.MAX_SAFE_INTEGER,
  };
  for (const clause of clauses) {
    if (clause.kind === "term") {
      if (isFindable(clause.term)) (clause.not ? query.without : query.terms).push(clause.term);
      continue;
    }
    if (clause.value === "") continue;
    const refusal = resolveFilter(query, clause, names);
    if (refusal) return refusal;
  }
  if (query.terms.length + query.without.length > SEARCH_TERMS_MAX)
    return unclear(`At most ${SEARCH_TERMS_MAX} words.`);
  return isEmpty(query) ? unclear("Say what to look for.") : accept(query);
}

const unclear = (detail: string) => refuse("bad_request", { field: "q", detail });

/** One symbol alone is in nearly every message. */
const isFindable = ({ tokens }: Term): boolean =>
  tokens.some(({ isSymbol }) => !isSymbol) || symbolRun(tokens, 0).length > 1;

const isEmpty = ({ terms, from, mentions, has, is, since, until }: Draft): boolean =>
  [terms, from, mentions, has, is].every((list) => list.length === 0) &&
  since === 0 &&
  until === Number.MAX_SAFE_INTEGER;

type Filter = Extract<Clause, { kind: "filter" }>;

function resolveFilter(query: Draft, { operator, value, not }: Filter, names: SearchNames) {
  switch (operator) {
    case "from":
    case "mentions": {
      const user_id = userNamed(value, names);
      if (!user_id)
        return refuse("not_found", { field: "q", detail: `Nobody has the handle ${handleOf(value)}.` });
      const into = operator === "from" ? [query.from, query.notFrom] : [query.mentions, query.notMentions];
      into[not ? 1 : 0]?.push(user_id);
      return undefined;
    }
    case "in": {
      const rooms = roomsNamed(value, names);
      if (rooms.length === 0)
        return refuse("not_found", { field: "q", detail: `You are in no room named ${value}.` });
      if (not) query.notRooms.push(...rooms);
      else query.rooms = [...(query.rooms ?? []), ...rooms];
      return undefined;
    }
    case "has":
      return pushKnown(not ? query.hasNot : query.has, HAS, operator, value);
    case "is":
      return pushKnown(not ? query.isNot : query.is, IS, operator, value);
    case "before":
    case "after":
    case "on":
      return resolveTime(query, operator, value, not, names);
  }
}

function pushKnown<T extends string>(into: T[], known: readonly T[], operator: Operator, value: string) {
  const found = known.find((each) => each === value.toLowerCase());
  if (found === undefined) return unclear(`${operator}: takes ${known.join(", ")}.`);
  into.push(found);
  return undefined;
}

function userNamed(value: string, names: SearchNames): UserId | undefined {
  const handle = handleOf(value);
  if (handle === "me") return names.self;
  const id = UserId.safeParse(handle);
  return id.success ? id.data : names.userOf(handle);
}

function roomsNamed(value: string, names: SearchNames): readonly RoomId[] {
  const id = RoomId.safeParse(value);
  if (id.success) return [id.data];
  if (!value.startsWith("@")) return names.roomsOf(value.replace(/^#/, ""));
  const user_id = userNamed(value, names);
  return user_id ? [dmRoomId(names.self, user_id)] : [];
}

function resolveTime(
  query: Draft,
  operator: "before" | "after" | "on",
  value: string,
  not: boolean,
  { midnight, now }: SearchNames,
) {
  const period = periodOf(value, midnight, now);
  if (!period || (not && operator === "on")) return unclear(`${operator}: takes a day like 2026-03-31.`);
  const [from, to] = period;
  const isAfter = not ? operator === "before" : operator === "after";
  if (operator === "on") {
    query.since = Math.max(query.since, from);
    query.until = Math.min(query.until, to);
  } else if (isAfter) query.since = Math.max(query.since, not ? from : to);
  else query.until = Math.min(query.until, not ? to : from);
  return undefined;
}
