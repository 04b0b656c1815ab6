import type { Action, InboxAction } from "../protocol/actions.ts";
import type { Result } from "../protocol/codes.ts";
import type { Endpoint, EndpointName, Input, InputOf, Output, OutputOf } from "../protocol/endpoints.ts";
import type { ClientId, FileId, MessageId, RoomId, UserId } from "../protocol/ids.ts";
import type { Conversation, Entry, EntryKind, Presence, Settings } from "../protocol/inbox.ts";
import type { Content } from "../protocol/message.ts";
import type { Room } from "../protocol/room.ts";
import type { User } from "../protocol/user.ts";
import type { Clock } from "./clock.ts";
import type { NewFile } from "./files/outgoing-file.ts";
import type { Observable } from "./observable.ts";
import type { RoomState, RosterState, ThreadState } from "./room/room-view.ts";
import type { SearchHandle } from "./search/search.ts";
import type { Stages } from "./sending/stages.ts";
import type { SessionState } from "./session/session.ts";
import type { Storage } from "./storage/storage.ts";
import type { ConnectionState } from "./transport/connection.ts";
import type { OpenSocket } from "./transport/socket.ts";
import type { TabPlatform } from "./transport/tabs/tab-platform.ts";

/**
 * The SDK's public face. What can be refused resolves with a `Result` and its code, and never rejects.
 * Times are Unix milliseconds, durations milliseconds.
 */

/** Everything has a default in a browser; elsewhere only `url` is required. */
export interface ParlorOptions {
  /** Origin of the server. Default in a browser: that of the page. */
  readonly url?: string;
  /** Where tokens travel. Default: in cookies in a browser, in the body elsewhere. */
  readonly tokens?: "cookie" | "body";
  /** Default: IndexedDB if there is one, else memory. If it fails, the SDK goes on in memory. */
  readonly storage?: Storage;
  readonly clock?: Clock;
  readonly openSocket?: OpenSocket;
  /**
   * How the tabs of one browser find each other. They share one connection to the inbox and one to each
   * room, and what is done in one shows in all. Default in a browser: by locks and a channel. With
   * `"apart"` each tab is on its own.
   */
  readonly tabs?: TabPlatform | "apart";
  /** What stands before and behind the wire: encryption, uploads. Without stages, messages travel as they are. */
  readonly stages?: Stages;
  readonly fetch?: typeof fetch;
  /** Returns a number in [0, 1). It decides the jitter of waits and, if it is given, the client_ids. */
  readonly random?: () => number;
}

/** One room in use. `close()` each handle; the room closes with the last, once everything is sent. */
export interface RoomHandle {
  readonly state: Observable<RoomState>;
  /**
   * Never fails at once: the message shows as pending, is stored on the device and then sent, in the
   * order of the calls. If the room refuses it, it shows as failed with the code. The draft of the room,
   * or of the thread it belongs to, ends with it. `handles` are those the text mentions beyond its
   * `mentions`, if it is not known who has them: before the message goes, the room is asked, and the
   * members among them are mentioned. `all` and `here` mention the room if the user may do that.
   *
   * `files` are kept on the device and uploaded before the message leaves, with those before it and in front of those
   * behind it. They go on where they were after whatever happened, also in a later session. `Pending.uploads` shows
   * how far they are.
   */
  send(content: Content, handles?: readonly string[], files?: readonly NewFile[]): void;
  /** Stops uploading the files of a pending message, or goes on. Messages after it wait with it. */
  pause(client_id: ClientId, on: boolean): void;
  /** Sends a failed message again. */
  retry(client_id: ClientId): void;
  /** Gives up a message that has failed, or whose files are still being uploaded. */
  discard(client_id: ClientId): void;
  /**
   * Does something in the room. `edit`, `delete`, `react`, `pin` and `vote` show at once, are stored on
   * the device and go out when there is a connection; refused, they no longer show. The others need a
   * connection (`unavailable`). Resolves with the room's answer, however late that is; with success also
   * if a later action on the same thing superseded this one; and with `unavailable` if the room is closed
   * before (what is stored on the device still goes out). `handles` are for `edit`, as for `send`.
   */
  applyAction(action: Action, handles?: readonly string[]): Promise<Result<null>>;
  /** Call it at each key (`true`) and when the text is empty again. Others see it for 6 s after the last call. */
  typing(on: boolean): void;
  /** The member list. `close()` each handle. */
  members(): RosterHandle;
  /** The thread of a message. `close()` each handle. */
  thread(root: MessageId): ThreadHandle;
  /** Loads one page before the first message shown, unless there is none or one is being loaded. */
  loadOlder(): Promise<void>;
  /** Loads one page after the last message shown, unless that is the newest or one is being loaded. */
  loadNewer(): Promise<void>;
  /**
   * Shows the messages around one, and nothing of what lies between: from the device at once, else a page
   * from the server. Resolves when it is in `messages` or a later jump has taken its place. Refused with
   * `message_unknown` if the room has no such message, and with `unavailable` if it is not on the device
   * and the server is out of reach. All handles of a room show the same place.
   */
  jumpTo(message_id: MessageId): Promise<Result<null>>;
  /** Shows the newest messages again, at once. */
  jumpToLatest(): void;
  /** Call it as the reader scrolls, with a message in view, or with none at the end. Messages far from it may be dropped. */
  setPlace(message_id?: MessageId): void;
  /**
   * Call it when the end of the room comes on the screen of a visible page, and when it no longer is: what arrives
   * meanwhile is seen here, so that the server need not tell it a second time. Call `markRead` all the same.
   */
  setAtEnd(on: boolean): void;
  /** Moves the read cursor, forward only, also offline. Others learn of it unless `settings.receipts` is off. */
  markRead(message_id: MessageId): void;
  close(): void;
}

/** The member list of a room in use: its first page at once, and kept up to date. */
export interface RosterHandle {
  readonly state: Observable<RosterState>;
  /** Reads one more page, unless everybody is here or one is being read. */
  more(): Promise<void>;
  close(): void;
}

/** One thread in use, read from its beginning and kept up to date. */
export interface ThreadHandle {
  readonly state: Observable<ThreadState>;
  /** As in the room; the reply goes into this thread. */
  send(content: Content, handles?: readonly string[], files?: readonly NewFile[]): void;
  typing(on: boolean): void;
  /** Moves how far the thread has been read, if the user follows it. */
  markRead(message_id: MessageId): void;
  /** Whether the user wants to hear of replies. Needs a connection (`unavailable`). */
  follow(on: boolean): Promise<Result<null>>;
  close(): void;
}

export interface Parlor {
  readonly session: Observable<SessionState>;
  /** The inbox's connection, for a banner to show. */
  readonly connection: Observable<ConnectionState>;
  /**
   * The rooms the user is in, the most recently active first. What the user did on this device counts as
   * done: read, marked as unread, muted.
   */
  readonly conversations: Observable<readonly Conversation[]>;
  /**
   * Rooms that wait for the user's answer, the latest first: invitations (`invitation`), accepted by `join` and declined
   * by the action `decline_request`, and DMs that strangers have begun (`request`), which may be opened and read. They
   * are accepted by writing in them or by `accept_request`. An interface shows them apart and notifies of none.
   */
  readonly requests: Observable<readonly Conversation[]>;
  /** What others may know about this user, and the default notification level. */
  readonly settings: Observable<Settings>;
  /** The users this user has blocked. Their messages are in `messages`; the interface hides them. */
  readonly blocked: Observable<ReadonlySet<UserId>>;
  /** Users by id: from the device at once, and from the server once per session. */
  readonly people: {
    get(user_id: UserId): Observable<User | undefined>;
    /** Adds users who were learned of some other way, by a search for example. */
    put(users: readonly User[]): void;
  };
  readonly files: {
    /** The bytes of a file of a pending message, from the device. */
    pending(batch: ClientId, index: number, isThumbnail?: boolean): Promise<Blob | undefined>;
    /**
     * An address from which a browser that is signed in by cookies loads a file now: the session is renewed first if
     * need be. `download` has it saved instead of shown.
     */
    address(room_id: RoomId, file_id: FileId, download?: boolean): Promise<string>;
    /** The bytes of a file, for clients of any kind. */
    load(room_id: RoomId, file_id: FileId): Promise<Result<Blob>>;
  };
  /** Entries of one kind (threads followed, mentions, saved messages, drafts …), the newest change first. */
  entries(kind: EntryKind): Observable<readonly Entry[]>;
  /**
   * Does something in the inbox: saves a message or a draft, mutes, blocks, marks as unread, changes
   * settings. Shows at once, survives being offline and a reload, and no longer shows if it is refused.
   * Resolves like `RoomHandle.applyAction`. Only while signed in (`unauthenticated`). Write a draft when
   * typing pauses, not at each key.
   */
  applyInboxAction(action: InboxAction): Promise<Result<null>>;
  /**
   * Whether a user is online. The server reports on those with a subscriber, 200 at most (the latest
   * count). Undefined without a subscription, for oneself, and where only polling works.
   */
  presence(user_id: UserId): Observable<Presence | undefined>;
  /**
   * Calls an endpoint. A request that only reads is repeated once if the server says when; for others,
   * `retry_after_ms` in the refusal says when to try again.
   */
  call<N extends EndpointName>(name: N, input: Input<N>): Promise<Result<Output<N>>>;
  /** The same for endpoints of another table, such as those of `admin.ts`. */
  request<E extends Endpoint>(endpoint: E, input: InputOf<E>): Promise<Result<OutputOf<E>>>;
  /** Unix milliseconds by the server's clock, as far as it is known: the device's may be wrong by days. */
  now(): number;
  register(input: Omit<Input<"register">, "deliver">): Promise<Result<User>>;
  signIn(input: Omit<Input<"signIn">, "deliver">): Promise<Result<User>>;
  /** What a passkey answers to `passkeyRequest`. In a browser, `enterWithPasskey` does both. */
  signInWithPasskey(input: Omit<Input<"signInWithPasskey">, "deliver">): Promise<Result<User>>;
  /** With one of the user's recovery codes, and a new password. */
  recover(input: Omit<Input<"recover">, "deliver">): Promise<Result<User>>;
  /** With the token of a link that the deployment's operator has made, and a new password. */
  resetPassword(input: Omit<Input<"resetPassword">, "deliver">): Promise<Result<User>>;
  /** Also deletes what the device keeps of this user, unsent messages included. */
  signOut(): Promise<void>;
  /**
   * Drops what this device keeps only to be fast and to work offline: rooms, messages, people. What has
   * not been sent stays, and everything else comes from the server again.
   */
  clearCache(): Promise<void>;
  /** Forwards a message to another room. Needs a connection (`unavailable`). */
  forward(input: Omit<Input<"forward">, "client_id">): Promise<Result<Output<"forward">>>;
  /** Only while signed in; else it throws. */
  openRoom(room_id: RoomId): RoomHandle;
  /**
   * Searches messages: of one room, or of all the user is in. What searches is loaded when it is first used; it rejects
   * if that could not be loaded. Only while signed in; else it throws.
   */
  openSearch(room_id?: RoomId): Promise<SearchHandle>;
  createRoom(input: Input<"createRoom">): Promise<Result<Room>>;
  /** The room of this user and another one, which is made if there is none yet. */
  openDm(user_id: UserId): Promise<Result<Room>>;
  /** If admins have to approve, the answer is `requested`, and the conversation appears when they do. */
  join(room_id: RoomId): Promise<Result<Output<"join">>>;
  leave(room_id: RoomId): Promise<Result<Record<never, never>>>;
  /** Ends all connections. What is on the device stays. */
  close(): void;
}
