import type { InboxAction } from "../protocol/actions.ts";
import { accept, type Result, refuse } from "../protocol/codes.ts";
import type { Endpoint, EndpointName, Input, InputOf, Output, OutputOf } from "../protocol/endpoints.ts";
import { RoomId, type UserId } from "../protocol/ids.ts";
import {
  type Conversation,
  DEFAULT_SETTINGS,
  ENTRY_KINDS,
  type Entry,
  type EntryKind,
  type Presence,
  type Settings,
} from "../protocol/inbox.ts";
import type { Room } from "../protocol/room.ts";
import type { User } from "../protocol/user.ts";
import { browserEnvironment, isBrowser } from "./browser-environment.ts";
import type { ClientDeps } from "./client-deps.ts";
import { ServerTime, steady, systemClock } from "./clock.ts";
import { FileStore } from "./files/file-store.ts";
import { filesOf } from "./files/files.ts";
import { Uploader } from "./files/uploader.ts";
import { Inbox } from "./inbox/inbox.ts";
import { InboxStore } from "./inbox/inbox-store.ts";
import { Following, type Observable } from "./observable.ts";
import type { Parlor, ParlorOptions, RoomHandle } from "./parlor.ts";
import { People } from "./people.ts";
import { RoomStore } from "./room/room-store.ts";
import { Rooms } from "./room/rooms.ts";
import { roomHandle } from "./room-handle.ts";
import type { SearchHandle } from "./search/search.ts";
import { clientIds } from "./sending/client-ids.ts";
import { Session, type SessionState } from "./session/session.ts";
import { IndexedDbStorage } from "./storage/indexed-db-storage.ts";
import { MemoryStorage } from "./storage/memory-storage.ts";
import { ResilientStorage } from "./storage/resilient-storage.ts";
import type { Storage } from "./storage/storage.ts";
import { INBOX, UserStorage } from "./storage/user-storage.ts";
import type { ConnectionState } from "./transport/connection.ts";
import type { Reach } from "./transport/link.ts";
import { hasWebSockets, type OpenSocket, openWebSocket } from "./transport/socket.ts";
import { browserTabPlatform, type TabPlatform } from "./transport/tabs/tab-platform.ts";
import { alone, SharedTabs, type Tabs } from "./transport/tabs/tabs.ts";

/** Starts a client. It loads the session by itself; see `Parlor.session`. */
export const createParlor = (options: ParlorOptions = {}): Parlor => new Client(options);

/** The parts that belong to the user who is signed in. */
interface UserParts {
  readonly self: UserId;
  readonly storage: UserStorage;
  readonly tabs: Tabs;
  readonly inbox: Inbox;
  readonly people: People;
  readonly rooms: Rooms;
  readonly uploader: Uploader;
}

const NOTHING: Observable<undefined> = { get: () => undefined, subscribe: () => () => {} };

class Client implements Parlor {
  readonly session: Observable<SessionState>;
  readonly connection = new Following<ConnectionState>({ state: "closed" });
  readonly conversations = new Following<readonly Conversation[]>([]);
  readonly requests = new Following<readonly Conversation[]>([]);
  readonly settings = new Following<Settings>(DEFAULT_SETTINGS);
  readonly blocked = new Following<ReadonlySet<UserId>>(new Set());
  readonly people: Parlor["people"];
  readonly files: Parlor["files"];
  readonly #entries = new Map(ENTRY_KINDS.map((kind) => [kind, new Following<readonly Entry[]>([])]));
  readonly #session: Session;
  readonly #storage: Storage;
  readonly #deps: Omit<ClientDeps, "self" | "tabs">;
  readonly #openSocket: OpenSocket;
  readonly #platform: TabPlatform | undefined;
  readonly #stopListening: () => void;
  #user: UserParts | undefined;

  constructor(options: ParlorOptions) {
    const clock = steady(options.clock ?? systemClock);
    const serverTime = new ServerTime(clock);
    const url = options.url ?? location.origin;
    const delivery = options.tokens ?? (isBrowser ? "cookie" : "body");
    const hasDatabase = typeof indexedDB !== "undefined";
    this.#storage = new ResilientStorage(
      options.storage ?? (hasDatabase ? new IndexedDbStorage() : new MemoryStorage()),
      clock,
    );
    const { exclusive, isOffline, onWake, mayHaveSession } = browserEnvironment;
    const fetch = options.fetch ?? globalThis.fetch.bind(globalThis);
    this.#openSocket = options.openSocket ?? openWebSocket;
    this.#platform = options.tabs === "apart" ? undefined : (options.tabs ?? browserTabPlatform());
    const sessions = this.#platform?.channel(`parlor session ${url}`, () => void this.#session.readDevice());
    const announce = () => sessions?.tell("changed");
    this.#session = new Session({
      url,
      fetch,
      clock,
      storage: this.#storage,
      delivery,
      mayHaveSession: () => mayHaveSession(url),
      exclusive,
      announce,
    });
    this.session = this.#session.state;
    const reach: Reach = { socketsBlocked: this.#openSocket === openWebSocket && !hasWebSockets() };
    this.#deps = {
      clock,
      serverTime,
      random: options.random ?? Math.random,
      reach,
      stages: options.stages ?? {},
      socketUrl: url.replace(/^http/, "ws"),
      isOffline,
      newClientId: clientIds(serverTime, options.random),
      token: () => this.#session.token,
      prepare: () => this.#session.prepare(),
      renew: () => this.#session.refresh(),
      recheck: () => this.#session.recheck(),
      call: (name, input, signal) => this.#session.call(name, input, signal),
    };
    this.people = {
      get: (user_id) => this.#user?.people.get(user_id) ?? NOTHING,
      put: (users) => this.#user?.people.put(users),
    };
    this.files = filesOf(this.#session, () => this.#user?.uploader);
    const stopWaking = onWake(() => this.#wake());
    const stopSession = this.#session.state.subscribe(() => this.#sessionChanged());
    const stopConversations = this.conversations.subscribe(() => this.#conversationsChanged());
    const stopRequests = this.requests.subscribe(() => this.#conversationsChanged());
    const stopSettings = this.settings.subscribe(() => this.#user?.rooms.settingsChanged());
    const stops = [
      stopWaking,
      stopSession,
      stopConversations,
      stopRequests,
      stopSettings,
      () => sessions?.close(),
    ];
    this.#stopListening = () => stops.forEach((stop) => stop());
    void this.#session.load();
  }

  call<N extends EndpointName>(name: N, input: Input<N>): Promise<Result<Output<N>>> {
    return this.#session.call(name, input);
  }

  request<E extends Endpoint>(endpoint: E, input: InputOf<E>): Promise<Result<OutputOf<E>>> {
    return this.#session.request(endpoint, input);
  }

  now(): number {
    return this.#deps.serverTime.now();
  }

  register(input: Omit<Input<"register">, "deliver">): Promise<Result<User>> {
    return this.#entered(this.#session.enter("register", input));
  }

  signIn(input: Omit<Input<"signIn">, "deliver">): Promise<Result<User>> {
    return this.#entered(this.#session.enter("signIn", input));
  }

  signInWithPasskey(input: Omit<Input<"signInWithPasskey">, "deliver">): Promise<Result<User>> {
    return this.#entered(this.#session.enter("signInWithPasskey", input));
  }

  recover(input: Omit<Input<"recover">, "deliver">): Promise<Result<User>> {
    return this.#entered(this.#session.enter("recover", input));
  }

  resetPassword(input: Omit<Input<"resetPassword">, "deliver">): Promise<Result<User>> {
    return this.#entered(this.#session.enter("resetPassword", input));
  }

  async signOut(): Promise<void> {
    const storage = this.#user?.storage;
    storage?.seal();
    this.#leaveUser();
    await this.#session.signOut();
    await storage?.clear();
  }

  async clearCache(): Promise<void> {
    await this.#user?.storage.clearCache();
  }

  openRoom(room_id: RoomId): RoomHandle {
    const user = this.#user;
    if (!user) throw new Error("openRoom: nobody is signed in");
    return roomHandle(user.rooms, user.inbox, room_id);
  }

  async openSearch(room_id?: RoomId): Promise<SearchHandle> {
    const user = this.#user;
    if (!user) throw new Error("openSearch: nobody is signed in");
    const { Search } = await import("./search/search.ts");
    const { conversations, blocked } = this;
    const { storage, self } = user;
    return new Search(
      { ...this.#deps, self, storage, conversations, blocked, saved: this.entries("saved") },
      room_id,
    );
  }

  entries(kind: EntryKind): Observable<readonly Entry[]> {
    const entries = this.#entries.get(kind);
    if (!entries) throw new Error(`no such kind of entry: ${kind}`);
    return entries;
  }

  async applyInboxAction(action: InboxAction): Promise<Result<null>> {
    return this.#user?.inbox.applyAction(action) ?? refuse("unauthenticated");
  }

  presence(user_id: UserId): Observable<Presence | undefined> {
    return this.#user?.inbox.presence(user_id) ?? NOTHING;
  }

  createRoom(input: Input<"createRoom">): Promise<Result<Room>> {
    return this.call("createRoom", input);
  }

  openDm(user_id: UserId): Promise<Result<Room>> {
    return this.call("openDm", { user_id });
  }

  join(room_id: RoomId): Promise<Result<Output<"join">>> {
    return this.call("join", { room_id });
  }

  leave(room_id: RoomId): Promise<Result<Record<never, never>>> {
    return this.call("leave", { room_id });
  }

  /** Repeated once if the answer did not come: with the same client_id it arrives once. */
  async forward(input: Omit<Input<"forward">, "client_id">): Promise<Result<Output<"forward">>> {
    const once = { ...input, client_id: this.#deps.newClientId() };
    const answer = await this.call("forward", once);
    return !answer.ok && answer.code === "unavailable" ? this.call("forward", once) : answer;
  }

  close(): void {
    this.#stopListening();
    this.#session.close();
    this.#leaveUser();
  }

  /** A caller who awaited the sign-in can open rooms at once. */
  async #entered(entering: Promise<Result<User>>): Promise<Result<User>> {
    const entered = await entering;
    this.#sessionChanged();
    return entered.ok ? accept(entered.value) : entered;
  }

  #sessionChanged(): void {
    const state = this.#session.state.get();
    const user_id = state.status === "signed_in" ? state.user.user_id : undefined;
    if (user_id !== this.#user?.self) {
      // After a sign-out, here or in another tab, nothing may be left or come back.
      this.#user?.storage.seal();
      if (user_id === undefined) void this.#user?.storage.clearCache();
      this.#leaveUser("session_ended");
      if (user_id !== undefined) this.#enterUser(user_id);
    }
    if (state.status === "signed_in") this.#user?.people.put([state.user]);
  }

  #enterUser(self: UserId): void {
    const tabs = this.#joinTabs(self);
    const storage = new UserStorage(this.#storage, self, tabs);
    const deps: ClientDeps = { ...this.#deps, self, tabs };
    const people = new People({
      clock: deps.clock,
      storage,
      lookUp: (input) => deps.call("peopleById", input),
    });
    const inbox = new Inbox({ ...deps, store: new InboxStore(storage) });
    const store = new RoomStore(storage);
    const send = (path: string, init: RequestInit) => this.#session.send(path, init);
    const uploader = new Uploader({ send, clock: deps.clock }, new FileStore(storage));
    const rooms = new Rooms({ ...deps, store, uploader, sharesReceipts: () => inbox.sharesReceipts });
    this.#user = { self, storage, tabs, people, inbox, rooms, uploader };
    this.#follow(inbox);
    void people.load();
  }

  #leaveUser(code?: string): void {
    const user = this.#user;
    this.#user = undefined;
    this.#follow(undefined);
    user?.inbox.close(code);
    user?.rooms.close(code);
    user?.uploader.close();
    user?.people.close();
    user?.tabs.close();
  }

  /** Finds the other tabs of the same user in this browser. */
  #joinTabs(self: UserId): Tabs {
    const { clock, socketUrl } = this.#deps;
    if (!this.#platform) return alone(this.#openSocket);
    const deps = { scope: `${socketUrl} ${self}`, clock, openSocket: this.#openSocket };
    return new SharedTabs(this.#platform, deps, {
      changed: (place) => {
        const room_id = RoomId.safeParse(place);
        if (place === INBOX) void this.#user?.inbox.readDevice();
        else if (room_id.success) this.#user?.rooms.readDevice(room_id.data);
      },
      duty: () => {
        void this.#user?.inbox.readDevice();
        this.#user?.rooms.takeOver();
      },
    });
  }

  #follow(inbox: Inbox | undefined): void {
    this.connection.follow(inbox?.connection);
    this.conversations.follow(inbox?.conversations);
    this.requests.follow(inbox?.requests);
    this.settings.follow(inbox?.settings);
    this.blocked.follow(inbox?.blocked);
    for (const [kind, entries] of this.#entries) entries.follow(inbox?.entries(kind));
  }

  #wake(): void {
    this.#user?.tabs.wake();
    this.#user?.inbox.wake();
    this.#user?.rooms.wake();
  }

  #conversationsChanged(): void {
    const asked = this.requests.get().filter(({ request }) => request);
    const listed = [...this.conversations.get(), ...asked];
    this.#user?.rooms.listed(listed.map((conversation) => conversation.room_id));
  }
}
