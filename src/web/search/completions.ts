import { type Accessor, createMemo } from "solid-js";
import type { RoomId } from "../../protocol/ids.ts";
import type { Conversation } from "../../protocol/inbox.ts";
import { HAS, IS, OPERATORS, type Operator } from "../../protocol/search/query.ts";
import type { User } from "../../protocol/user.ts";
import type { LaterWords } from "../language/en-later.ts";
import { laterWords } from "../language/language.ts";
import { now } from "../language/times.ts";
import { matchScore, startsWord } from "../people/match.ts";
import { useFamiliarPeople, usePeopleSearch } from "../people/people-search.ts";
import { useSearchNames } from "../state/room-name.ts";
import { clauseAt, quoted } from "./typed.ts";

/** Something that completes what is being typed. */
export interface Completion {
  readonly kind: "operator" | "person" | "room" | "value";
  /** What comes into the field. */
  readonly text: string;
  readonly label: string;
  readonly about: string;
  readonly person?: User;
  readonly room?: Conversation;
}

const SHOWN = 8;

/** What may be meant by the part of the search in which the caret stands. */
export function createCompletions(options: {
  readonly typed: Accessor<string>;
  readonly caret: Accessor<number>;
  readonly conversations: Accessor<readonly Conversation[]>;
  /** The only room that is searched. */
  readonly room_id: RoomId | undefined;
  /** Who is in it. */
  readonly members: Accessor<readonly User[]> | undefined;
}): Accessor<readonly Completion[]> {
  const { typed, caret, conversations, room_id, members } = options;
  const clause = createMemo(() => clauseAt(typed(), caret()));
  const filter = createMemo(() => {
    const here = clause();
    return here?.kind === "filter" ? here : undefined;
  });
  const person = createMemo(() => {
    const { operator, value = "" } = filter() ?? {};
    const isPerson =
      operator === "from" || operator === "mentions" || (operator === "in" && value.startsWith("@"));
    return isPerson ? value.replace(/^@/, "") : undefined;
  });
  const familiar = members ?? useFamiliarPeople();
  const search = usePeopleSearch(() => person() ?? "");
  const names = useSearchNames(conversations);

  const people = (operator: Operator, minus: string): Completion[] => {
    const wanted = person() ?? "";
    const found = search();
    const known = familiar().filter(({ name, handle }) => startsWord(`${name} ${handle}`, wanted));
    const all = new Map(
      [...known, ...(found.state === "found" ? found.found : [])].map((each) => [each.user_id, each]),
    );
    const me = {
      kind: "value",
      text: `${minus}${operator}:me`,
      label: "me",
      about: laterWords().search.values.me,
    } as const;
    return [
      ...(operator !== "in" && "me".startsWith(wanted) ? [me] : []),
      ...[...all.values()].map((each) => ({
        kind: "person" as const,
        text: `${minus}${operator}:@${each.handle}`,
        label: each.name,
        about: `@${each.handle}`,
        person: each,
      })),
    ];
  };
  const rooms = (value: string, minus: string): Completion[] =>
    conversations()
      .filter((each) => each.kind !== "dm")
      .map((each) => ({ each, score: matchScore(names().get(each.room_id) ?? "", value) }))
      .filter(({ score }) => value === "" || score > 0)
      .sort((a, b) => b.score - a.score)
      .map(({ each }) => ({
        kind: "room",
        text: `${minus}in:${quoted(each.name)}`,
        label: each.name,
        about: laterWords().shell.switcher.kinds[each.kind],
        room: each,
      }));

  return createMemo(() => {
    const here = clause();
    if (here?.kind === "term")
      return operatorsFor(typed().slice(here.start, here.end), room_id).slice(0, SHOWN);
    if (here === undefined) return [];
    const minus = here.not ? "-" : "";
    const { operator, value } = here;
    const values = (known: readonly (keyof LaterWords["search"]["values"])[]): Completion[] =>
      known
        .filter((each) => each.startsWith(value.toLowerCase()) && each !== value)
        .map((each) => ({
          kind: "value",
          text: `${minus}${operator}:${each}`,
          label: each,
          about: laterWords().search.values[each],
        }));
    switch (operator) {
      case "from":
      case "mentions":
        return people(operator, minus).slice(0, SHOWN);
      case "in":
        return (
          value.startsWith("@") ? people(operator, minus) : rooms(value.replace(/^#/, ""), minus)
        ).slice(0, SHOWN);
      case "has":
        return values(HAS);
      case "is":
        return values(IS);
      case "before":
      case "after":
      case "on":
        return days(`${minus}${operator}:`, value);
    }
  });
}

/** The operators whose name begins like a word; all, if there is none. */
export function operatorsFor(word: string, room_id: RoomId | undefined): Completion[] {
  const minus = word.startsWith("-") ? "-" : "";
  const begun = word.slice(minus.length).toLowerCase();
  return OPERATORS.filter((each) => each.startsWith(begun) && (room_id === undefined || each !== "in")).map(
    (each) => ({
      kind: "operator",
      text: `${minus}${each}:`,
      label: `${minus}${each}:`,
      about: laterWords().search.operators[each],
    }),
  );
}

function days(start: string, value: string): Completion[] {
  const t = laterWords().search.days;
  const today = new Date(now());
  const [year, month] = [today.getFullYear(), today.getMonth()];
  const weekAgo = new Date(year, month, today.getDate() - 7);
  const lastMonth = new Date(year, month - 1, 1);
  const dayOf = (date: Date): string => `${monthOf(date)}-${two(date.getDate())}`;
  const all: readonly (readonly [text: string, about: string])[] = [
    ["today", t.today],
    ["yesterday", t.yesterday],
    [dayOf(weekAgo), t.week],
    [monthOf(today), t.month],
    [monthOf(lastMonth), t.lastMonth],
    [String(year), t.year],
  ];
  return all
    .filter(([text]) => text.startsWith(value) && text !== value)
    .map(([text, about]) => ({ kind: "value", text: start + text, label: text, about }));
}

const two = (number: number): string => String(number).padStart(2, "0");
const monthOf = (date: Date): string => `${date.getFullYear()}-${two(date.getMonth() + 1)}`;
