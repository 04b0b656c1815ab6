import { type Accessor, createEffect, createMemo, createSignal, on, onCleanup } from "solid-js";
import type { RoomId, UserId } from "../../protocol/ids.ts";
import { MEMBERS_PAGE } from "../../protocol/limits.ts";
import { ROOM_MENTIONS, type User } from "../../protocol/user.ts";
import type { Emoji } from "../emoji/emoji-list.ts";
import { language } from "../language/language.ts";
import { useMe, useParlor, usePeople } from "../state/parlor-context.ts";
import { findPeople, type PartialWord, partialWordAt } from "./completion.ts";

/** Suggestions shown at once: as many as can be taken in at a glance. */
const SHOWN_MAX = 8;
/** Milliseconds without typing after which the server is asked for members. */
const ASK_MS = 120;

/** One line of the list. `insert` replaces the partial word. */
export type Suggestion = { readonly insert: string } & (
  | { readonly kind: "person"; readonly person: User }
  | { readonly kind: "room"; readonly whom: "all" | "here" }
  | { readonly kind: "emoji"; readonly emoji: Emoji }
);

/** Completes names and emoji that are being typed. */
export function createCompletion(options: {
  readonly room_id: RoomId;
  readonly members: Accessor<readonly User[]>;
  readonly speakers: Accessor<readonly User[]>;
  readonly canMentionRoom: Accessor<boolean>;
}) {
  const me = useMe();
  const [partialWord, setPartialWord] = createSignal<PartialWord | undefined>(undefined, { equals: isSame });
  const [active, setActive] = createSignal(0);
  const query = (kind: PartialWord["kind"]) => () =>
    partialWord()?.kind === kind ? partialWord()?.query : undefined;
  const known = createMemberSearch(options.room_id, options.members, query("mention"));
  const emoji = createEmojiSearch(query("emoji"));

  const suggestions = createMemo((): readonly Suggestion[] => {
    const now = partialWord();
    if (now === undefined) return [];
    if (now.kind === "emoji")
      return emoji().map((each) => ({ kind: "emoji", emoji: each, insert: each.emoji }));
    const all = new Map([...options.speakers(), ...known()].map((person) => [person.user_id, person]));
    all.delete(me().user_id);
    const people = findPeople([...all.values()], now.query, SHOWN_MAX).map(
      (person) => ({ kind: "person", person, insert: `@${person.handle} ` }) as const,
    );
    const room = options.canMentionRoom() ? ROOM_MENTIONS : [];
    const whole = room
      .filter((whom) => whom.startsWith(now.query.toLowerCase()))
      .map((whom) => ({ kind: "room", whom, insert: `@${whom} ` }) as const);
    // Everybody is rarely meant: people come first.
    return [...people, ...whole].slice(0, SHOWN_MAX);
  });
  createEffect(on([partialWord, () => suggestions().length], () => setActive(0)));
  /** Where the list was dismissed. It stays closed until another word is begun. */
  let dismissed: number | undefined;

  return {
    suggestions,
    active,
    setActive,
    partialWord,
    /** The members that are known here and can be mentioned. */
    known,
    look: (text: string, caret: number): void => {
      const now = partialWordAt(text, caret);
      if (now?.from !== dismissed) dismissed = undefined;
      setPartialWord(dismissed === undefined ? now : undefined);
    },
    close: (): void => {
      dismissed = partialWord()?.from;
      setPartialWord(undefined);
    },
    step: (by: 1 | -1) => {
      const { length } = suggestions();
      setActive((active() + by + length) % length);
    },
  };
}

const isSame = (a: PartialWord | undefined, b: PartialWord | undefined): boolean =>
  a?.kind === b?.kind && a?.from === b?.from && a?.query === b?.query;

/**
 * Members whose name starts with the query: at once those known here, and in larger rooms also those the
 * server finds.
 */
function createMemberSearch(
  room_id: RoomId,
  members: Accessor<readonly User[]>,
  query: Accessor<string | undefined>,
): Accessor<readonly User[]> {
  const parlor = useParlor();
  const [ids, setIds] = createSignal<readonly UserId[]>([]);
  const others = usePeople(ids);
  // A list of a page or more may be incomplete.
  const isPartial = () => members().length >= MEMBERS_PAGE;
  createEffect(
    on(query, (typed) => {
      if (typed === undefined || typed === "" || !isPartial()) return;
      let isStale = false;
      const timer = setTimeout(async () => {
        const result = await parlor.call("members", { room_id, q: typed });
        if (isStale || !result.ok) return;
        // Keep the earlier ones: somebody found once can be mentioned without another search.
        setIds([...new Set([...ids(), ...result.value.members.map(({ user_id }) => user_id)])]);
      }, ASK_MS);
      onCleanup(() => {
        isStale = true;
        clearTimeout(timer);
      });
    }),
  );
  return createMemo(() => {
    const all = new Map([...others(), ...members()].map((person) => [person.user_id, person]));
    return [...all.values()];
  });
}

/** Emoji by the beginning of a word. Their data is loaded with the first search. */
function createEmojiSearch(query: Accessor<string | undefined>): Accessor<readonly Emoji[]> {
  const [found, setFound] = createSignal<readonly Emoji[]>([]);
  createEffect(
    on([query, language], ([typed, spoken]) => {
      if (typed === undefined) return void setFound([]);
      let isStale = false;
      onCleanup(() => {
        isStale = true;
      });
      void import("../emoji/emoji-list.ts")
        .then(async ({ findEmoji, loadEmoji }) => findEmoji(await loadEmoji(spoken), typed, SHOWN_MAX))
        .then((emoji) => isStale || setFound(emoji))
        .catch(() => undefined);
    }),
  );
  return found;
}
