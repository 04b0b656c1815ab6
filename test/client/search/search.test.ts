import { beforeEach, describe, expect, it } from "vitest";
import { Value } from "../../../src/client/observable.ts";
import { Search, type SearchDeps } from "../../../src/client/search/search.ts";
import { MemoryStorage } from "../../../src/client/storage/memory-storage.ts";
import { UserStorage } from "../../../src/client/storage/user-storage.ts";
import { accept, type Result, refuse } from "../../../src/protocol/codes.ts";
import type { RoomId, UserId } from "../../../src/protocol/ids.ts";
import type { Conversation, Entry } from "../../../src/protocol/inbox.ts";
import type { Message } from "../../../src/protocol/message.ts";
import { ANN, BEN, clientId, group, NOW } from "../../server/room/make-room.ts";
import { VirtualClock } from "../virtual-clock.ts";

const TEA = group("tea");
const CODE = group("code");

const message = (
  message_id: number,
  text: string,
  sender: UserId = BEN,
  more: Partial<Message> = {},
): Message => ({
  message_id,
  sender,
  client_id: clientId(),
  time: NOW + message_id,
  text,
  ...more,
});

let storage: UserStorage;
let clock: VirtualClock;
let asked: { name: string; input: Record<string, unknown> }[];
let answer: (name: string, input: Record<string, unknown>) => Result<unknown>;
const blocked = new Value<ReadonlySet<UserId>>(new Set());
const saved = new Value<readonly Entry[]>([]);
const conversations = new Value<readonly Conversation[]>([]);

async function cache(room_id: RoomId, messages: readonly Message[]): Promise<void> {
  const position = { epoch: "e", message_id: messages.length, change_id: 0 };
  await storage.putCached(`opened/${room_id}`, { room_id, at: 1 });
  await storage.putCached(`room/${room_id}`, { timeline: { position, messages, changes: [] } });
}

beforeEach(async () => {
  storage = new UserStorage(new MemoryStorage(), ANN);
  clock = new VirtualClock(NOW);
  asked = [];
  answer = () => refuse("unavailable");
  blocked.set(new Set());
  saved.set([]);
  await cache(TEA, [message(1, "green tea"), message(2, "Black TEA", ANN), message(3, "coffee")]);
  await cache(CODE, [message(1, "tea in C++", BEN)]);
});

function open(room_id?: RoomId): Search {
  const call = async (name: string, input: Record<string, unknown>) => {
    asked.push({ name, input });
    return answer(name, input);
  };
  const deps = { self: ANN, clock, storage, conversations, blocked, saved, call };
  return new Search(deps as unknown as SearchDeps, room_id);
}

const found = (search: Search): string[] =>
  search.state.get().rooms.flatMap(({ messages }) => messages.map(({ text }) => text));
/** Lets everything happen that needs no time. */
const soon = async (): Promise<void> => {
  for (let turn = 0; turn < 50; turn++) await Promise.resolve();
};

describe("a search", () => {
  it("finds what is on the device at once, and says so while the server is out of reach", async () => {
    const search = open();
    search.find("tea");
    await soon();
    expect(found(search)).toEqual(["Black TEA", "green tea", "tea in C++"]);
    expect(search.state.get()).toMatchObject({ from: "device", isLooking: true });
    expect(asked).toEqual([]);
    await clock.advance(300);
    expect(search.state.get()).toMatchObject({
      from: "device",
      isLooking: false,
      refusal: { code: "unavailable" },
    });
    expect(found(search)).toHaveLength(3);
  });

  it("shows the server's answer instead, once it is there, and asks once for what was typed", async () => {
    answer = () => accept({ messages: [message(9, "tea from the server")], next: "9", looked_back_to: NOW });
    const search = open(TEA);
    for (const typed of ["t", "te", "tea"]) search.find(typed);
    await soon();
    expect(found(search)).toEqual(["Black TEA", "green tea"]);
    await clock.advance(300);
    expect(asked).toEqual([{ name: "searchRoom", input: { room_id: TEA, q: "tea", order: "newest" } }]);
    expect(found(search)).toEqual(["tea from the server"]);
    answer = () => accept({ messages: [message(4, "older tea")] });
    await search.more();
    expect(asked.at(-1)?.input).toMatchObject({ cursor: "9" });
    expect(found(search)).toEqual(["tea from the server", "older tea"]);
    await search.more();
    expect(asked).toHaveLength(2);
  });

  it("drops an answer to what is not looked for any more", async () => {
    const search = open(TEA);
    let reply = (_: Result<unknown>): void => {};
    const late = new Promise<Result<unknown>>((resolve) => (reply = resolve));
    answer = () => late as unknown as Result<unknown>;
    search.find("coffee");
    await clock.advance(300);
    search.find("tea");
    reply(accept({ messages: [message(3, "coffee")] }));
    await soon();
    expect(found(search)).toEqual(["Black TEA", "green tea"]);
  });

  it("asks the rooms that are left, in their order, without asking any twice", async () => {
    const rest = Array.from({ length: 60 }, (_, number) => group(`r${number}`));
    answer = (_, { rooms }) =>
      rooms === undefined
        ? accept({ rooms: [{ room_id: TEA, messages: [message(1, "green tea")] }], unavailable: [], rest })
        : accept({ rooms: [], unavailable: [CODE], rest: [] });
    const search = open();
    search.find("tea");
    await clock.advance(300);
    expect(search.state.get().isMore).toBe(true);
    await search.more();
    await search.more();
    const named = asked.slice(1).flatMap(({ input }) => String(input.rooms).split(","));
    expect(named).toEqual(rest);
    expect(search.state.get()).toMatchObject({ isMore: false, unavailable: [CODE, CODE] });
  });

  it("on the device too, keeps to the operators and to whom the user has blocked", async () => {
    await storage.putCached(`person/${BEN}`, { user_id: BEN, handle: "ben" });
    saved.set([{ kind: "saved", room_id: TEA, message_id: 1, at: NOW }]);
    blocked.set(new Set([BEN]));
    const search = open();
    const look = async (typed: string) => {
      search.find(typed);
      await soon();
      return found(search);
    };
    expect(await look("tea")).toEqual(["Black TEA"]);
    expect(await look("tea from:ben")).toEqual(["tea in C++", "green tea"]);
    expect(await look("from:@ben is:saved")).toEqual(["green tea"]);
    expect(await look("c++ from:ben")).toEqual(["tea in C++"]);
    expect(await look("tea from:me")).toEqual(["Black TEA"]);
  });

  it("asks for the days of the person who types", async () => {
    answer = () => accept({ messages: [] });
    const search = open(TEA);
    search.find("tea on:2026-03-31");
    await clock.advance(300);
    const start = new Date(2026, 2, 31).getTime();
    const end = new Date(2026, 3, 1).getTime();
    expect(asked.at(-1)?.input.q).toBe(`tea after:${start} before:${end}`);
    search.find("-before:2026 tea after:yesterday");
    await clock.advance(300);
    const today = new Date(new Date(clock.now()).setHours(0, 0, 0, 0)).getTime();
    expect(asked.at(-1)?.input.q).toBe(`after:${new Date(2026, 0, 1).getTime()} tea after:${today}`);
  });

  it("remembers what led to something, until it is told to forget", async () => {
    const search = open();
    for (const typed of ["tea", "coffee", "tea"]) {
      search.find(typed);
      search.remember();
    }
    await soon();
    expect(search.recent.get()).toEqual(["tea", "coffee"]);
    const again = open();
    await soon();
    expect(again.recent.get()).toEqual(["tea", "coffee"]);
    again.forget();
    await soon();
    expect(again.recent.get()).toEqual([]);
  });
});
