import { type Refusal, type Result, refuse } from "../../protocol/codes.ts";
import type { SearchOrder, SearchPage } from "../../protocol/endpoints/search-endpoints.ts";
import type { RoomId, UserId } from "../../protocol/ids.ts";
import type { Conversation, Entry } from "../../protocol/inbox.ts";
import { SEARCH_ROOMS_AT_ONCE } from "../../protocol/limits.ts";
import type { Message } from "../../protocol/message.ts";
import { type Clause, readQuery, type Term } from "../../protocol/search/query.ts";
import { resolveQuery, type SearchNames } from "../../protocol/search/search-query.ts";
import type { ClientDeps } from "../client-deps.ts";
import { Alarm } from "../clock.ts";
import { type Observable, Value } from "../observable.ts";
import { cachedPeople } from "../people.ts";
import type { UserStorage } from "../storage/user-storage.ts";
import { localMidnight, searchDevice, withTimes } from "./device-search.ts";
import { RecentSearches } from "./recent-searches.ts";

/** What was found in one room. */
export interface FoundInRoom {
  readonly room_id: RoomId;
  readonly messages: readonly Message[];
  /** Whether `more` brings more of this room. */
  readonly isMore: boolean;
  /** How far back the room has been looked through, in Unix milliseconds; undefined if to its beginning. */
  readonly lookedBackTo: number | undefined;
}

export interface SearchState {
  readonly typed: string;
  readonly order: SearchOrder;
  /** The words that were looked for, to be marked in what was found. */
  readonly terms: readonly Term[];
  /** `device`: only what is on the device has been looked through, and the server has not answered yet, or cannot. */
  readonly from: "nowhere" | "device" | "server";
  readonly isLooking: boolean;
  /** Why the server has not answered, if it has not. */
  readonly refusal: Refusal | undefined;
  readonly rooms: readonly FoundInRoom[];
  /** Whether there are rooms that have not been asked yet. */
  readonly isMore: boolean;
  /** Rooms that could not be asked just now. */
  readonly unavailable: readonly RoomId[];
}

/** A search in use: in one room or in all. `close()` it. */
export interface SearchHandle {
  readonly state: Observable<SearchState>;
  /** What was looked for before on this device, the latest first. */
  readonly recent: Observable<readonly string[]>;
  /** Looks for something else: on the device at once, and on the server when typing pauses. */
  find(typed: string, order?: SearchOrder): void;
  /** Loads more of a room; without one, of the rooms that have not been asked yet. */
  more(room_id?: RoomId): Promise<void>;
  /** What is looked for now is worth remembering: the user has opened something that it found. */
  remember(): void;
  /** Forgets what was looked for before. */
  forget(): void;
  close(): void;
}

export interface SearchDeps extends Pick<ClientDeps, "self" | "clock" | "call"> {
  readonly storage: UserStorage;
  readonly conversations: Observable<readonly Conversation[]>;
  readonly blocked: Observable<ReadonlySet<UserId>>;
  readonly saved: Observable<readonly Entry[]>;
}

/** Milliseconds without typing after which the server is asked. */
const TYPING_MS = 250;

const NOTHING: Omit<SearchState, "typed" | "order" | "terms"> = {
  from: "nowhere",
  isLooking: false,
  refusal: undefined,
  rooms: [],
  isMore: false,
  unavailable: [],
};

export class Search implements SearchHandle {
  readonly state = new Value<SearchState>({ typed: "", order: "newest", terms: [], ...NOTHING });
  readonly recent: Observable<readonly string[]>;
  readonly #deps: SearchDeps;
  readonly #room_id: RoomId | undefined;
  readonly #recent: RecentSearches;
  readonly #ask: Alarm;
  /** Changes with everything that is looked for: an answer to something else is dropped. */
  #turn = 0;
  #cursors = new Map<RoomId, string>();
  #rest: readonly RoomId[] = [];
  readonly #growing = new Set<RoomId | undefined>();

  constructor(deps: SearchDeps, room_id: RoomId | undefined) {
    this.#deps = deps;
    this.#room_id = room_id;
    this.#recent = new RecentSearches(deps.storage);
    this.recent = this.#recent.list;
    this.#ask = new Alarm(deps.clock, () => void this.#askServer());
  }

  find(typed: string, order: SearchOrder = this.state.get().order): void {
    const before = this.state.get();
    if (typed === before.typed && order === before.order && !before.refusal) return;
    this.#turn++;
    this.#cursors = new Map();
    this.#rest = [];
    this.#growing.clear();
    this.#ask.clear();
    const clauses = readQuery(typed);
    const terms = clauses.flatMap((clause) => (clause.kind === "term" && !clause.not ? [clause.term] : []));
    if (typed.trim() === "") return this.state.set({ typed, order, terms, ...NOTHING });
    // What was found stays until there is something else.
    this.state.set({ ...before, typed, order, terms, isLooking: true, refusal: undefined, isMore: false });
    void this.#lookOnDevice(clauses, this.#turn);
    this.#ask.set(this.#deps.clock.now() + (order === before.order ? TYPING_MS : 0));
  }

  async #lookOnDevice(clauses: readonly Clause[], turn: number): Promise<void> {
    const { storage, blocked, saved } = this.#deps;
    const query = resolveQuery(clauses, await this.#names());
    if (!query.ok) return;
    const found = await searchDevice(storage, {
      query: query.value,
      room_id: this.#room_id,
      hidden: blocked.get(),
      saved: saved.get(),
      order: this.state.get().order,
      isStale: () => turn !== this.#turn,
    });
    const { from, isLooking } = this.state.get();
    if (turn !== this.#turn || (from === "server" && !isLooking)) return;
    const rooms = found.map((each) => ({ ...each, isMore: false, lookedBackTo: undefined }));
    // Until the server answers, an older answer of it is not better than nothing.
    this.#set({ rooms, from: "device" });
  }

  /** Names as this device knows them. */
  async #names(): Promise<SearchNames> {
    const { self, storage, conversations, clock } = this.#deps;
    const people = new Map((await cachedPeople(storage)).map(({ handle, user_id }) => [handle, user_id]));
    return {
      self,
      userOf: (handle) => people.get(handle),
      roomsOf: (name) => roomsNamed(conversations.get(), name),
      midnight: localMidnight,
      now: clock.now(),
    };
  }

  async #askServer(): Promise<void> {
    const turn = this.#turn;
    const answer = this.#room_id === undefined ? await this.#inAll() : await this.#inRoom(this.#room_id);
    if (turn !== this.#turn) return;
    if (!answer.ok) return this.#set({ isLooking: false, refusal: answer });
    const { rooms, unavailable } = answer.value;
    this.#set({
      rooms: rooms.map((each) => this.#shown(each)),
      unavailable,
      isMore: this.#rest.length > 0,
      from: "server",
      isLooking: false,
    });
  }

  #q(): string {
    return withTimes(this.state.get().typed, this.#deps.clock.now());
  }

  async #inRoom(room_id: RoomId): Promise<Result<Answer>> {
    const { order } = this.state.get();
    const cursor = this.#cursors.get(room_id);
    const input = { room_id, q: this.#q(), order };
    const page = await this.#deps.call("searchRoom", cursor === undefined ? input : { ...input, cursor });
    if (!page.ok) return page;
    return { ok: true, value: { rooms: [{ room_id, ...page.value }], unavailable: [] } };
  }

  async #inAll(): Promise<Result<Answer>> {
    const { order } = this.state.get();
    const turn = this.#turn;
    const next = this.#rest.slice(0, SEARCH_ROOMS_AT_ONCE);
    const input = { q: this.#q(), order };
    const answer = await this.#deps.call(
      "search",
      next.length === 0 ? input : { ...input, rooms: next.join(",") },
    );
    if (turn !== this.#turn) return refuse("unavailable");
    if (answer.ok) this.#rest = next.length === 0 ? answer.value.rest : this.#rest.slice(next.length);
    return answer;
  }

  #shown({ room_id, messages, next, looked_back_to }: RoomPage): FoundInRoom {
    if (next === undefined) this.#cursors.delete(room_id);
    else this.#cursors.set(room_id, next);
    return { room_id, messages, isMore: next !== undefined, lookedBackTo: looked_back_to };
  }

  async more(room_id: RoomId | undefined = this.#room_id): Promise<void> {
    const { from, isMore } = this.state.get();
    const isThere = room_id === undefined ? isMore : this.#cursors.has(room_id);
    if (from !== "server" || !isThere || this.#growing.has(room_id)) return;
    const turn = this.#turn;
    this.#growing.add(room_id);
    const answer = room_id === undefined ? await this.#inAll() : await this.#inRoom(room_id);
    if (turn !== this.#turn) return;
    this.#growing.delete(room_id);
    if (!answer.ok) return this.#set({ refusal: answer });
    const grown = answer.value.rooms.map((each) => this.#shown(each));
    const before = this.state.get();
    this.#set({
      rooms: joined(before.rooms, grown),
      unavailable: [...before.unavailable, ...answer.value.unavailable],
      isMore: this.#rest.length > 0,
      refusal: undefined,
    });
  }

  remember(): void {
    this.#recent.add(this.state.get().typed);
  }

  forget(): void {
    this.#recent.clear();
  }

  close(): void {
    this.#turn++;
    this.#ask.clear();
  }

  #set(some: Partial<SearchState>): void {
    this.state.set({ ...this.state.get(), ...some });
  }
}

type RoomPage = SearchPage & { readonly room_id: RoomId };
interface Answer {
  readonly rooms: readonly RoomPage[];
  readonly unavailable: readonly RoomId[];
}

/** What more has come goes to the room it belongs to, or to the end. */
function joined(before: readonly FoundInRoom[], grown: readonly FoundInRoom[]): FoundInRoom[] {
  const more = new Map(grown.map((each) => [each.room_id, each]));
  const known = before.map((each) => {
    const page = more.get(each.room_id);
    more.delete(each.room_id);
    return page ? { ...page, messages: [...each.messages, ...page.messages] } : each;
  });
  return [...known, ...more.values()];
}

const roomsNamed = (conversations: readonly Conversation[], name: string): RoomId[] => {
  const wanted = name.toLowerCase();
  return conversations.filter((each) => each.name.toLowerCase() === wanted).map(({ room_id }) => room_id);
};
