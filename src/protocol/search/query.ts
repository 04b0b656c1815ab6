import { type Token, tokensOf } from "./tokens.ts";

/** What a person types into a search, read: words and filters, each with its place in what was typed. */

export const HAS = ["link", "code", "poll"] as const;
export type Has = (typeof HAS)[number];
export const IS = ["pinned", "thread", "saved"] as const;
export type Is = (typeof IS)[number];
export const OPERATORS = ["from", "in", "has", "mentions", "before", "after", "on", "is"] as const;
export type Operator = (typeof OPERATORS)[number];

/** Words that must stand in a message, in this order and beside each other; or must not. */
export interface Term {
  readonly tokens: readonly Token[];
  /** Whether the last word may go on: `wor*`. */
  readonly prefix: boolean;
}

interface Place {
  readonly not: boolean;
  /** In what was typed, in UTF-16 units. */
  readonly start: number;
  readonly end: number;
}
export type Clause = Place &
  (
    | { readonly kind: "term"; readonly term: Term }
    /** `value` is empty while it is still being typed. */
    | { readonly kind: "filter"; readonly operator: Operator; readonly value: string }
  );

const CLAUSE = /(-?)(?:(\p{L}+):(?=\S|$|\s))?(?:"([^"]*)("?)|(\S+))?/gu;
const isOperator = (name: string | undefined): name is Operator =>
  OPERATORS.some((operator) => operator === name);

/** Reads what was typed. Whatever is no operator is text, so `node:crypto` is looked for as it stands. */
export function readQuery(typed: string): Clause[] {
  const clauses: Clause[] = [];
  let at = 0;
  while (at < typed.length) {
    const blank = /^\s+/.exec(typed.slice(at));
    if (blank) at += blank[0].length;
    if (at >= typed.length) break;
    const clause = readClause(typed, at);
    if (clause) clauses.push(clause);
    at = clause?.end ?? at + 1;
  }
  return clauses;
}

function readClause(typed: string, start: number): Clause | undefined {
  CLAUSE.lastIndex = start;
  const match = CLAUSE.exec(typed);
  if (!match || match.index !== start || match[0] === "") return undefined;
  const [whole, minus, name, quoted, , plain] = match;
  const place = { not: minus === "-" && whole.length > 1, start, end: start + whole.length };
  const operator = name?.toLowerCase();
  if (isOperator(operator))
    return { kind: "filter", operator, value: (quoted ?? plain ?? "").trim(), ...place };
  return { kind: "term", term: termOf(name, quoted, plain, whole, place.not), ...place };
}

function termOf(
  name: string | undefined,
  quoted: string | undefined,
  plain: string | undefined,
  whole: string,
  not: boolean,
): Term {
  // `foo:"bar baz"` is no filter: it is the text itself.
  const text =
    quoted === undefined ? (not ? whole.slice(1) : whole) : name === undefined ? quoted : `${name}:${quoted}`;
  const prefix = quoted === undefined && plain !== undefined && /[^*]\*$/.test(text);
  return { tokens: tokensOf(prefix ? text.slice(0, -1) : text), prefix };
}

/** A time or a period, as [first millisecond, first one after it]. `midnight` is when a day of the reader begins. */
export function periodOf(
  value: string,
  midnight: (year: number, month: number, day: number) => number = (...date) => Date.UTC(...date),
  now?: number,
): readonly [from: number, to: number] | undefined {
  const day = now === undefined ? undefined : new Date(now);
  if (day && (value === "today" || value === "yesterday")) {
    const [year, month, date] = [day.getFullYear(), day.getMonth(), day.getDate()];
    const before = value === "today" ? 0 : 1;
    return [midnight(year, month, date - before), midnight(year, month, date - before + 1)];
  }
  if (/^\d{11,15}$/.test(value)) return [Number(value), Number(value)];
  const match = /^(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?$/.exec(value);
  if (!match) return undefined;
  const [year, month, date] = [match[1], match[2], match[3]].map((part) =>
    part === undefined ? undefined : Number(part),
  );
  if (year === undefined || (month !== undefined && (month < 1 || month > 12))) return undefined;
  if (month === undefined) return [midnight(year, 0, 1), midnight(year + 1, 0, 1)];
  if (date === undefined) return [midnight(year, month - 1, 1), midnight(year, month, 1)];
  if (date < 1 || date > new Date(Date.UTC(year, month, 0)).getUTCDate()) return undefined;
  return [midnight(year, month - 1, date), midnight(year, month - 1, date + 1)];
}
