import * as z from "zod/mini";
import { RoomId } from "../ids.ts";
import { SEARCH_PAGE, SEARCH_PAGE_MAX, SEARCH_QUERY_MAX, SEARCH_ROOMS_AT_ONCE } from "../limits.ts";
import { Message } from "../message.ts";
import { commaList, count, endpoint, inRoom, READING } from "./endpoint.ts";

export const SearchOrder = z.enum(["newest", "best"]);
export type SearchOrder = z.infer<typeof SearchOrder>;

const query = {
  q: z.string().check(z.minLength(1), z.maxLength(SEARCH_QUERY_MAX)),
  order: z._default(SearchOrder, "newest"),
};

/** Some of what was found in a room. */
export const SearchPage = z.object({
  messages: z.array(Message),
  next: z.optional(z.string()),
  /** Unix milliseconds. */
  looked_back_to: z.optional(z.int()),
});
export type SearchPage = z.infer<typeof SearchPage>;

/** Finding messages by what they say. */
export const searchEndpoints = {
  searchRoom: endpoint({
    method: "GET",
    path: "/api/rooms/:room_id/search",
    summary: "Search the messages of a room",
    auth: "user",
    ...inRoom,
    query: z.object({
      ...query,
      cursor: z.optional(z.string().check(z.maxLength(100))),
      limit: z._default(count(SEARCH_PAGE_MAX), SEARCH_PAGE),
    }),
    response: SearchPage,
    refusals: [...READING, "not_found"],
  }),
  search: endpoint({
    method: "GET",
    path: "/api/search",
    summary: "Search all of your rooms, the most recently active first",
    auth: "user",
    query: z.object({ ...query, rooms: z.optional(commaList(RoomId, SEARCH_ROOMS_AT_ONCE)) }),
    response: z.object({
      rooms: z.array(z.object({ room_id: RoomId, ...SearchPage.shape })),
      /** Rooms that could not be asked just now. */
      unavailable: z.array(RoomId),
      /** Rooms that are still to be asked, in this order. */
      rest: z.array(RoomId),
    }),
    refusals: ["not_found"],
  }),
} as const;
