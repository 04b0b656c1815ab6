import { accept, type Result } from "../protocol/codes.ts";
import type { EndpointName, Input, Output } from "../protocol/endpoints.ts";
import type { ClientId, MessageId, RoomId, UserId } from "../protocol/ids.ts";
import type { Conversation } from "../protocol/inbox.ts";
import type { Content } from "../protocol/message.ts";
import type { Room as RoomView } from "../protocol/room.ts";
import type { User } from "../protocol/user.ts";
import { clientIds } from "./client-ids.ts";
import type { ClientParts } from "./client-parts.ts";
import { type Clock, systemClock } from "./clock.ts";
import type { ConnectionState } from "./connection.ts";
import { Inbox } from "./inbox.ts";
import type { Reach } from "./link.ts";
import { Following, type Observable } from "./observable.ts";
import { People } from "./people.ts";
import type { RoomState } from "./room.ts";
import { Rooms } from "./rooms.ts";
import { Session, type SessionState } from "./session.ts";
import { type OpenSocket, openWebSocket } from "./socket.ts";
import type { Storage } from "./storage.ts";
import { IdbStorage } from "./storage-idb.ts";
import { MemoryStorage } from "./storage-memory.ts";
import { ResilientStorage } from "./storage-resilient.ts";
import { isBrowser, surroundings } from "./surroundings.ts";
import { UserStore } from "./user-store.ts";

export interface ParlorOptions {
  /** Origin of the server; in a browser, that of the page unless told. */
  readonly url?: string;
  /** Where tokens travel: in a browser, cookies unless told; elsewhere, the body. */
  readonly tokens?: "cookie" | "body";
  /** IndexedDB where there is one, else memory. */
  readonly storage?: Storage;
  readonly clock?: Clock;
  readonly openSocket?: OpenSocket;
  readonly fetch?: typeof fetch;
  /** In [0, 1). Decides the jitter of waits; where it is given, it also makes the client_ids. */
  readonly random?: () => number;
}

/** One room in use. `close()` each; the room itself closes with the last, and once it has sent everything. */
export interface RoomHandle {
  readonly state: Observable<RoomState>;
  /** Never fails: the message is kept on the device, then sent, in the order of the calls. */
  send(content: Content): void;
  /** Of sends that failed. */
  retry(client_id: ClientId): void;
  discard(client_id: ClientId): void;
  /** One more page before the first message; nothing where there is none or one is being loaded. */
  loadOlder(): Promise<void>;
  /** Moves the read cursor, forward only, even while offline. */
  markRead(message_id: MessageId): void;
  close(): void;
}

export interface Parlor {
  readonly session: Observable<SessionState>;
  /** Of the inbox: what a banner shows. */
  readonly connection: Observable<ConnectionState>;
  /** Not those that were left; the most recently active first; what was read here counts as read. */
  readonly conversations: Observable<readonly Conversation[]>;
  readonly people: {
    get(user_id: UserId): Observable<User | undefined>;
    put(users: readonly User[]): void;
  };
  call<N extends EndpointName>(name: N, input: Input<N>): Promise<Result<Output<N>>>;
  register(input: Omit<Input<"register">, "deliver">): Promise<Result<User>>;
  signIn(input: Omit<Input<"signIn">, "deliver">): Promise<Result<User>>;
  /** Also deletes what the device keeps of this user, messages that were not sent included. */
  signOut(): Promise<void>;
  /** Only while signed in. */
  openRoom(room_id: RoomId): RoomHandle;
  createRoom(input: Input<"createRoom">): Promise<Result<RoomView>>;
  openDm(user_id: UserId): Promise<Result<RoomView>>;
  join(room_id: RoomId): Promise<Result<RoomView>>;
  leave(room_id: RoomId): Promise<Result<Record<never, never>>>;
  close(): void;
}

export const createParlor = (options: ParlorOptions = {}): Parlor => new Client(options);

/** Everything that belongs to the user who is signed in. */
interface Belongings {
  readonly self: UserId;
  readonly store: UserStore;
  readonly inbox: Inbox;
  readonly people: People;
  readonly rooms: Rooms;
}

const NOBODY: Observable<User | undefined> = { get: () => undefined, subscribe: () => () => {} };

class Client implements Parlor {
  readonly session: Observable<SessionState>;
  readonly connection = new Following<ConnectionState>({ state: "closed" });
  readonly conversations = new Following<readonly Conversation[]>([]);
  readonly people: Parlor["people"];
  readonly #session: Session;
  readonly #storage: Storage;
  readonly #parts: Omit<ClientParts, "self" | "store">;
  readonly #stopListening: () => void;
  #user: Belongings | undefined;

  constructor(options: ParlorOptions) {
    const clock = options.clock ?? systemClock;
    const url = options.url ?? location.origin;
    const delivery = options.tokens ?? (isBrowser ? "cookie" : "body");
    const hasDatabase = typeof indexedDB !== "undefined";
    this.#storage = new ResilientStorage(
      options.storage ?? (hasDatabase ? new IdbStorage() : new MemoryStorage()),
      clock,
    );
    const { exclusive, isOffline, onWake } = surroundings;
    const fetch = options.fetch ?? globalThis.fetch.bind(globalThis);
    this.#session = new Session({ url, fetch, clock, storage: this.#storage, delivery, exclusive });
    this.session = this.#session.state;
    const reach: Reach = { socketsBlocked: false };
    this.#parts = {
      clock,
      random: options.random ?? Math.random,
      reach,
      openSocket: options.openSocket ?? openWebSocket,
      socketUrl: url.replace(/^http/, "ws"),
      isOffline,
      newClientId: clientIds(clock, options.random),
      token: () => this.#session.token,
      prepare: () => this.#session.prepare(),
      renew: () => this.#session.refresh(),
      call: (name, input, signal) => this.#session.call(name, input, signal),
    };
    this.people = {
      get: (user_id) => this.#user?.people.get(user_id) ?? NOBODY,
      put: (users) => this.#user?.people.put(users),
    };
    const stopWaking = onWake(() => this.#wake());
    const stopFollowing = this.#session.state.subscribe(() => this.#sessionChanged());
    const stopReturning = this.conversations.subscribe(() => this.#conversationsChanged());
    this.#stopListening = () => [stopWaking, stopFollowing, stopReturning].forEach((stop) => stop());
    void this.#session.load();
  }

  call<N extends EndpointName>(name: N, input: Input<N>): Promise<Result<Output<N>>> {
    return this.#session.call(name, input);
  }

  register(input: Omit<Input<"register">, "deliver">): Promise<Result<User>> {
    return this.#entered(this.#session.register(input));
  }

  signIn(input: Omit<Input<"signIn">, "deliver">): Promise<Result<User>> {
    return this.#entered(this.#session.signIn(input));
  }

  async signOut(): Promise<void> {
    const store = this.#user?.store;
    this.#leaveUser();
    await this.#session.signOut();
    await store?.clear();
  }

  openRoom(room_id: RoomId): RoomHandle {
    const user = this.#user;
    if (!user) throw new Error("openRoom: nobody is signed in");
    const room = user.rooms.hold(room_id);
    let close = () => user.rooms.release(room_id);
    return {
      state: room.state,
      send: (content) => room.send(content),
      retry: (client_id) => room.retry(client_id),
      discard: (client_id) => room.discard(client_id),
      loadOlder: () => room.loadOlder(),
      markRead: (message_id) => user.inbox.markRead(room_id, message_id),
      close() {
        close();
        close = () => {};
      },
    };
  }

  createRoom(input: Input<"createRoom">): Promise<Result<RoomView>> {
    return this.call("createRoom", input);
  }

  openDm(user_id: UserId): Promise<Result<RoomView>> {
    return this.call("openDm", { user_id });
  }

  join(room_id: RoomId): Promise<Result<RoomView>> {
    return this.call("join", { room_id });
  }

  leave(room_id: RoomId): Promise<Result<Record<never, never>>> {
    return this.call("leave", { room_id });
  }

  close(): void {
    this.#stopListening();
    this.#session.close();
    this.#leaveUser();
  }

  /** So that whoever awaited the sign-in finds the rooms ready to be opened. */
  async #entered(entering: Promise<Result<User>>): Promise<Result<User>> {
    const entered = await entering;
    this.#sessionChanged();
    return entered.ok ? accept(entered.value) : entered;
  }

  #sessionChanged(): void {
    const state = this.#session.state.get();
    const user_id = state.status === "signed_in" ? state.user.user_id : undefined;
    if (user_id !== this.#user?.self) {
      this.#leaveUser("session_ended");
      if (user_id !== undefined) this.#enterUser(user_id);
    }
    if (state.status === "signed_in") this.#user?.people.put([state.user]);
  }

  #enterUser(self: UserId): void {
    const store = new UserStore(this.#storage, self);
    const parts: ClientParts = { ...this.#parts, self, store };
    const people = new People({
      clock: parts.clock,
      store,
      lookUp: (input) => parts.call("peopleById", input),
    });
    this.#user = { self, store, people, inbox: new Inbox(parts), rooms: new Rooms(parts) };
    this.connection.follow(this.#user.inbox.connection);
    this.conversations.follow(this.#user.inbox.conversations);
    void people.load();
  }

  #leaveUser(code?: string): void {
    const user = this.#user;
    this.#user = undefined;
    this.connection.follow(undefined);
    this.conversations.follow(undefined);
    user?.inbox.close(code);
    user?.rooms.close(code);
    user?.people.close();
  }

  #wake(): void {
    this.#user?.inbox.wake();
    this.#user?.rooms.wake();
  }

  #conversationsChanged(): void {
    this.#user?.rooms.returnTo(this.conversations.get().map((conversation) => conversation.room_id));
  }
}
