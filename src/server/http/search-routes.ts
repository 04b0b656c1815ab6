import { accept, type Result } from "../../protocol/codes.ts";
import type { SearchPage as Page, SearchOrder } from "../../protocol/endpoints/search-endpoints.ts";
import type { RoomId, UserId } from "../../protocol/ids.ts";
import type { Conversation, Entry, EntryKind } from "../../protocol/inbox.ts";
import {
  ENTRIES_MAX,
  SEARCH_EFFORT_PER_POINT,
  SEARCH_ROOM_HITS,
  SEARCH_ROOMS_AT_ONCE,
  SEARCH_ROOMS_PER_POINT,
} from "../../protocol/limits.ts";
import { type Clause, readQuery } from "../../protocol/search/query.ts";
import { handlesIn, resolveQuery, type SearchQuery } from "../../protocol/search/search-query.ts";
import { findPeopleByHandle } from "../directory/people-d1.ts";
import { callEach } from "../object/calls.ts";
import type { RoomSearch, SearchPage } from "../room/search.ts";
import { chargeMore } from "./allowance.ts";
import type { Mount } from "./mount.ts";
import { readRoom } from "./room-stub.ts";

/** Searching one room, or all that a user is in. Each room decides by itself whether it may be searched. */
export function searchRoutes(mount: Mount): void {
  mount("searchRoom", async ({ params, query: { q, order, cursor, limit }, caller, env }) => {
    const { user_id } = caller;
    const looked = await resolve(env, user_id, readQuery(q), []);
    if (!looked.ok) return looked;
    const search = searchIn(params.room_id, looked.value, { order, limit });
    const found = await readRoom(env, params.room_id, "search", user_id, { ...search, cursor });
    return found.ok ? accept(paid(user_id, found.value)) : found;
  });

  mount("search", async ({ query: { q, order, rooms }, caller, env }) => {
    const { user_id } = caller;
    const { conversations } = await env.INBOX.getByName(user_id).list();
    const looked = await resolve(env, user_id, readQuery(q), conversations);
    if (!looked.ok) return looked;
    const { query } = looked.value;
    const all = [...new Set(rooms ?? conversations.map(({ room_id }) => room_id))].filter(
      (room_id) => (query.rooms?.includes(room_id) ?? true) && !query.notRooms.includes(room_id),
    );
    const asked = all.slice(0, SEARCH_ROOMS_AT_ONCE);
    chargeMore(user_id, Math.floor(asked.length / SEARCH_ROOMS_PER_POINT));
    const answers = await callEach(asked, (room_id) =>
      readRoom(
        env,
        room_id,
        "search",
        user_id,
        searchIn(room_id, looked.value, { order, limit: SEARCH_ROOM_HITS }),
      ),
    );
    const pages = asked.flatMap((room_id) => {
      const answer = answers.get(room_id);
      return answer?.ok && isWorthShowing(answer.value) ? [{ room_id, ...paid(user_id, answer.value) }] : [];
    });
    return accept({
      rooms: order === "newest" ? pages.toSorted(byNewest) : pages,
      unavailable: asked.filter((room_id) => !answers.has(room_id)),
      rest: all.slice(SEARCH_ROOMS_AT_ONCE),
    });
  });
}

/** What was found, once it has been paid for. */
function paid(user_id: UserId, { effort, ...page }: SearchPage): Page {
  chargeMore(user_id, Math.floor(effort / SEARCH_EFFORT_PER_POINT));
  return page;
}

/** Nothing was found, and it is not known that there is nothing. */
const isWorthShowing = ({ messages, next }: Page): boolean => messages.length > 0 || next !== undefined;

const byNewest = (a: Page, b: Page): number => (b.messages[0]?.time ?? 0) - (a.messages[0]?.time ?? 0);

/** A query with everything it says about the user's own things. */
interface Looked {
  readonly query: SearchQuery;
  readonly hidden: readonly UserId[];
  readonly saved: readonly Extract<Entry, { kind: "saved" }>[];
}

/** Finds out whom and what a query names. D1 is asked only for handles. */
async function resolve(
  env: Env,
  self: UserId,
  clauses: readonly Clause[],
  conversations: readonly Conversation[],
): Promise<Result<Looked>> {
  const handles = handlesIn(clauses);
  const [people, blocked] = await Promise.all([
    findPeopleByHandle(env.DB, handles),
    entriesOf(env, self, "block"),
  ]);
  const query = resolveQuery(clauses, {
    self,
    userOf: (handle) => people.find((person) => person.handle === handle)?.user_id,
    roomsOf: (name) => roomsNamed(conversations, name),
  });
  if (!query.ok) return query;
  const { from, is, isNot } = query.value;
  const asksForSaved = [...is, ...isNot].includes("saved");
  return accept({
    query: query.value,
    // Whoever asks for somebody by name wants to see what they wrote.
    hidden: blocked.map(({ user_id }) => user_id).filter((user_id) => !from.includes(user_id)),
    saved: asksForSaved ? await entriesOf(env, self, "saved") : [],
  });
}

async function entriesOf<Kind extends EntryKind>(
  env: Env,
  user_id: UserId,
  kind: Kind,
): Promise<Extract<Entry, { kind: Kind }>[]> {
  const entries = await env.INBOX.getByName(user_id).entries(kind, undefined, ENTRIES_MAX);
  return entries.flatMap(({ entry }) =>
    entry?.kind === kind ? [entry as Extract<Entry, { kind: Kind }>] : [],
  );
}

const roomsNamed = (conversations: readonly Conversation[], name: string): RoomId[] => {
  const wanted = name.toLowerCase();
  return conversations.filter((each) => each.name.toLowerCase() === wanted).map(({ room_id }) => room_id);
};

const searchIn = (
  room_id: RoomId,
  { query, hidden, saved }: Looked,
  page: { readonly order: SearchOrder; readonly limit: number },
): RoomSearch => ({
  ...page,
  query,
  hidden,
  saved: saved.filter((entry) => entry.room_id === room_id).map(({ message_id }) => message_id),
});
