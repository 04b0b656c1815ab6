import type { Action, InboxAction } from "../protocol/actions.ts";
import type { Result } from "../protocol/codes.ts";
import type { EndpointName, Input, Output } from "../protocol/endpoints.ts";
import type { ClientId, MessageId, RoomId, UserId } from "../protocol/ids.ts";
import type { Conversation, Entry, EntryKind, Presence, Settings } from "../protocol/inbox.ts";
import type { Content } from "../protocol/message.ts";
import type { Room } from "../protocol/room.ts";
import type { User } from "../protocol/user.ts";
import type { Clock } from "./clock.ts";
import type { Observable } from "./observable.ts";
import type { RoomState, RosterState, ThreadState } from "./room/room-view.ts";
import type { Stages } from "./sending/stages.ts";
import type { SessionState } from "./session/session.ts";
import type { Storage } from "./storage/storage.ts";
import type { ConnectionState } from "./transport/connection.ts";
import type { OpenSocket } from "./transport/socket.ts";
import type { TabPlatform } from "./transport/tabs/tab-platform.ts";

/** The SDK's public face. */

export interface ParlorOptions {
  /** Origin of the server; in a browser, that of the page unless told. */
  readonly url?: string;
  /** Where tokens travel: in a browser, cookies unless told; elsewhere, the body. */
  readonly tokens?: "cookie" | "body";
  /** IndexedDB where there is one, else memory. */
  readonly storage?: Storage;
  readonly clock?: Clock;
  readonly openSocket?: OpenSocket;
  /**
   * How the tabs of one browser find each other. They share one connection to the inbox and one to each
   * room, and what is done in one shows in all. In a browser by locks and a channel; `"apart"`: each for itself.
   */
  readonly tabs?: TabPlatform | "apart";
  /** What stands before and behind the wire: encryption, uploads. Without any, messages travel as they are. */
  readonly stages?: Stages;
  readonly fetch?: typeof fetch;
  /** In [0, 1). Decides the jitter of waits; where it is given, it also makes the client_ids. */
  readonly random?: () => number;
}

/** One room in use. `close()` each; the room itself closes with the last, and once it has sent everything. */
export interface RoomHandle {
  readonly state: Observable<RoomState>;
  /**
   * Never fails: the message is kept on the device, then sent, in the order of the calls. The
   * draft of the room, or of the thread it is said in, ends with it. `handles` are those the text calls
   * by beyond its `mentions`, where it is not known whose they are: before it goes, the room is asked,
   * and the members among them are called; `all` and `here` call the room, where the user may.
   */
  send(content: Content, handles?: readonly string[]): void;
  /** Of sends that failed. */
  retry(client_id: ClientId): void;
  discard(client_id: ClientId): void;
  /**
   * Does something in the room. `edit`, `delete`, `react`, `pin` and `vote` show at once, are kept on
   * the device and go out when there is a connection; refused, they no longer show. The others need a
   * connection: without one, the answer is `unavailable`. Resolves with the room's answer, however late
   * that is; with success also where a later action on the same thing made this one void; and with
   * `unavailable` where the room is closed before (what is kept on the device still goes out).
   * `handles` are for `edit`, as for `send`.
   */
  applyAction(action: Action, handles?: readonly string[]): Promise<Result<null>>;
  /** To be called at each key (`true`) and when the text is empty again. Others see it for 6 s after the last. */
  typing(on: boolean): void;
  /** Who is in the room. `close()` each. */
  members(): RosterHandle;
  /** The thread of a message. `close()` each. */
  thread(root: MessageId): ThreadHandle;
  /** One more page before the first message shown; nothing where there is none or one is being loaded. */
  loadOlder(): Promise<void>;
  /** One more page after the last message shown, where that is not the newest. */
  loadNewer(): Promise<void>;
  /**
   * Shows the messages around one, and nothing of what lies between: those kept on the device at once,
   * else a page from the server. Resolves when it is in `messages` (or a later jump has taken its
   * place); `message_unknown` where the room has no such message, `unavailable` where it is not kept and
   * the server is out of reach. What is shown is the room's: all handles of one show the same.
   */
  jumpTo(message_id: MessageId): Promise<Result<null>>;
  /** Shows the newest messages again, at once. */
  jumpToLatest(): void;
  /** To be called as the reader moves, with a message they see; without one, at the end. What is far from it may be let go of. */
  look(message_id?: MessageId): void;
  /** Moves the read cursor, forward only, even while offline. Others are told unless `settings.receipts` is off. */
  markRead(message_id: MessageId): void;
  close(): void;
}

/** The member list of a room in use: its first page at once, and kept up to date. */
export interface RosterHandle {
  readonly state: Observable<RosterState>;
  /** Reads one more page; nothing where everybody is here or one is being read. */
  more(): Promise<void>;
  close(): void;
}

/** One thread in use, read from its beginning and kept up to date. */
export interface ThreadHandle {
  readonly state: Observable<ThreadState>;
  /** As in the room; the reply is put into this thread. */
  send(content: Content, handles?: readonly string[]): void;
  typing(on: boolean): void;
  /** Moves how far the thread has been read, where the user follows it. */
  markRead(message_id: MessageId): void;
  /** Whether the user wants to be told of replies. Needs a connection (`unavailable`). */
  follow(on: boolean): Promise<Result<null>>;
  close(): void;
}

export interface Parlor {
  readonly session: Observable<SessionState>;
  /** Of the inbox: what a banner shows. */
  readonly connection: Observable<ConnectionState>;
  /**
   * Not those that were left; the most recently active first. What was done here counts as done: read,
   * marked as unread, muted.
   */
  readonly conversations: Observable<readonly Conversation[]>;
  /** What others are told of this user. */
  readonly settings: Observable<Settings>;
  /** The people this user has blocked. Their messages are in `messages`; who draws them hides them. */
  readonly blocked: Observable<ReadonlySet<UserId>>;
  readonly people: {
    get(user_id: UserId): Observable<User | undefined>;
    put(users: readonly User[]): void;
  };
  /** Threads followed, mentions, saved messages, drafts, blocked people: one kind, the newest change first. */
  entries(kind: EntryKind): Observable<readonly Entry[]>;
  /**
   * Does something in the inbox: saves a message or a draft, mutes, blocks, marks as unread, changes
   * settings. Shows at once, survives being offline and a reload, and no longer shows if it is refused.
   * Resolves like `RoomHandle.action`. Only while signed in (`unauthenticated`). A draft is written when
   * typing pauses, not at each key.
   */
  applyInboxAction(action: InboxAction): Promise<Result<null>>;
  /**
   * Whether somebody is there. They are watched while something is subscribed, 200 people at most (the
   * latest count); not known without a subscription, of oneself, and where only polling works.
   */
  presence(user_id: UserId): Observable<Presence | undefined>;
  /** Calls an endpoint. Reading is tried once more where the server says when; for the rest, see `retry_after_ms`. */
  call<N extends EndpointName>(name: N, input: Input<N>): Promise<Result<Output<N>>>;
  register(input: Omit<Input<"register">, "deliver">): Promise<Result<User>>;
  signIn(input: Omit<Input<"signIn">, "deliver">): Promise<Result<User>>;
  /** Also deletes what the device keeps of this user, messages that were not sent included. */
  signOut(): Promise<void>;
  /**
   * Drops what this device keeps only to be fast and to work without a network: rooms, messages, people.
   * What has not been sent yet stays, and everything else comes from the server again.
   */
  clearCache(): Promise<void>;
  /** Says in a room what somebody said in another one. Needs a connection. */
  forward(input: Omit<Input<"forward">, "client_id">): Promise<Result<Output<"forward">>>;
  /** Only while signed in. */
  openRoom(room_id: RoomId): RoomHandle;
  createRoom(input: Input<"createRoom">): Promise<Result<Room>>;
  openDm(user_id: UserId): Promise<Result<Room>>;
  /** Where the admins want to be asked, the answer is `requested`, and the conversation appears when they consent. */
  join(room_id: RoomId): Promise<Result<Output<"join">>>;
  leave(room_id: RoomId): Promise<Result<Record<never, never>>>;
  close(): void;
}
