import type { SearchOrder } from "../../protocol/endpoints/search-endpoints.ts";
import type { MessageId, RoomId, UserId } from "../../protocol/ids.ts";
import type { Entry } from "../../protocol/inbox.ts";
import type { Message } from "../../protocol/message.ts";
import { isHit, scoreOf } from "../../protocol/search/match.ts";
import { type Clause, periodOf, readQuery } from "../../protocol/search/query.ts";
import type { SearchQuery } from "../../protocol/search/search-query.ts";
import { type CachedMessages, RoomStore } from "../room/room-store.ts";
import type { UserStorage } from "../storage/user-storage.ts";

/** Hits of one room that are shown at once. */
const ROOM_HITS = 20;

export interface DeviceSearch {
  readonly query: SearchQuery;
  /** The only room to look in. */
  readonly room_id: RoomId | undefined;
  readonly hidden: ReadonlySet<UserId>;
  readonly saved: readonly Entry[];
  readonly order: SearchOrder;
  /** Something else is looked for by now. */
  isStale(): boolean;
}

/** Looks through the messages that the device has cached, by the same rules as the server. */
export async function searchDevice(
  storage: UserStorage,
  search: DeviceSearch,
): Promise<{ room_id: RoomId; messages: Message[] }[]> {
  const store = new RoomStore(storage);
  const { query, room_id: only } = search;
  const ids = only === undefined ? await store.cachedRooms() : [only];
  const rooms: { room_id: RoomId; messages: Message[] }[] = [];
  for (const room_id of ids) {
    if (search.isStale()) return [];
    const isAsked =
      only !== undefined || ((query.rooms?.includes(room_id) ?? true) && !query.notRooms.includes(room_id));
    // One room at a time, so that typing goes on in between.
    const cached = isAsked ? await store.cachedMessages(room_id) : undefined;
    const messages = cached ? hitsIn(room_id, cached, search) : [];
    if (messages.length > 0) rooms.push({ room_id, messages });
  }
  return rooms.sort((a, b) => (b.messages[0]?.time ?? 0) - (a.messages[0]?.time ?? 0));
}

function hitsIn(
  room_id: RoomId,
  cached: CachedMessages,
  { query, hidden, saved, order }: DeviceSearch,
): Message[] {
  const isSaved = (message_id: MessageId): boolean =>
    saved.some(
      (entry) => entry.kind === "saved" && entry.room_id === room_id && entry.message_id === message_id,
    );
  const hits = cached.filter(
    (message) =>
      (!hidden.has(message.sender) || query.from.includes(message.sender)) &&
      isHit(query, message, (what) => {
        if (what === "thread") return message.thread !== undefined;
        return what === "pinned" ? message.pinned === true : isSaved(message.message_id);
      }),
  );
  const ranked = hits
    .reverse()
    .map((message) => ({ message, score: order === "best" ? scoreOf(query, message) : 0 }));
  return ranked
    .sort((a, b) => b.score - a.score)
    .slice(0, ROOM_HITS)
    .map(({ message }) => message);
}

export const localMidnight = (year: number, month: number, day: number): number =>
  new Date(year, month, day).getTime();

/** What was typed, with days as times: a day is that of the person who types, wherever the server is. */
export function withTimes(typed: string, now: number): string {
  let text = "";
  let at = 0;
  for (const clause of readQuery(typed)) {
    const times = timesOf(clause, now);
    if (times === undefined) continue;
    text += typed.slice(at, clause.start) + times;
    at = clause.end;
  }
  return text + typed.slice(at);
}

function timesOf(clause: Clause, now: number): string | undefined {
  if (clause.kind !== "filter") return undefined;
  const { operator, value, not } = clause;
  const isDay = operator === "before" || operator === "after" || operator === "on";
  const period = isDay ? periodOf(value, localMidnight, now) : undefined;
  if (!period || (operator === "on" && not)) return undefined;
  const [from, to] = period;
  if (operator === "on") return `after:${from} before:${to}`;
  if (operator === "before") return not ? `after:${from}` : `before:${from}`;
  return not ? `before:${to}` : `after:${to}`;
}
