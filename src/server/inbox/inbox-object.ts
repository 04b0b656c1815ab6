import { DurableObject } from "cloudflare:workers";
import type { InboxAction } from "../../protocol/actions.ts";
import { accept, assertNever, failureOf, type Nothing, type Result, refuse } from "../../protocol/codes.ts";
import {
  type ClientId,
  dmMembers,
  dmRoomId,
  idFromBytes,
  kindOf,
  type RoomId,
  type UserId,
} from "../../protocol/ids.ts";
import type {
  Conversation,
  EntryKind,
  InboxPosition,
  KeyedEntry,
  Presence as PresenceView,
} from "../../protocol/inbox.ts";
import { type InboxDown, InboxUp } from "../../protocol/inbox-frames.ts";
import {
  ACCESS_TOKEN_SECONDS,
  FRAMES_BURST,
  FRAMES_PER_SECOND,
  MIN_PROTOCOL_VERSION,
  SOCKETS_PER_USER_MAX,
} from "../../protocol/limits.ts";
import { alarmToSet } from "../object/alarm.ts";
import { RateLimit } from "../object/rate-limit.ts";
import { type Peer, Sockets } from "../object/sockets.ts";
import { durableSql } from "../object/sql.ts";
import { BlockOutbox } from "./block-outbox.ts";
import { askEach } from "./calls.ts";
import { Inbox, type LargeRoom } from "./inbox.ts";
import { InboxSql } from "./inbox-sql.ts";
import { isDead, neverThere } from "./presence.ts";
import { PresenceExchange, type PresenceReport } from "./presence-exchange.ts";
import type { RoomUpdate, Taken } from "./room-update.ts";

/** An inbox that is in use, with what works on it. */
interface Awake {
  readonly inbox: Inbox;
  readonly exchange: PresenceExchange;
  readonly blocks: BlockOutbox;
}

/** How often a large room is asked what was missed. */
const CATCH_UP_TRIES = 3;

/** Each change of what a device shows may cost a call for each person shown. */
const WATCH_RATE = { burst: 20, per_second: 1 };

/**
 * One user's inbox: which rooms they are in, how far they have read, what they keep, whether they are
 * there, and a socket for each of their devices. Rooms report here; whatever changes is written
 * first and told to the devices after, in the same turn. Heartbeats do not wake it.
 */
export class InboxObject extends DurableObject<Env> {
  readonly #sql: InboxSql;
  readonly #sockets: Sockets;
  readonly #watchRate = new RateLimit(WATCH_RATE);
  #awake: Awake | undefined;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#sockets = new Sockets(ctx, SOCKETS_PER_USER_MAX, {
      burst: FRAMES_BURST,
      per_second: FRAMES_PER_SECOND,
    });
    this.#sql = new InboxSql(durableSql(ctx.storage));
    // Whoever asks about an id that nobody has must leave nothing behind.
    if (this.#sql.exists()) this.#open();
  }

  // ---- what rooms ask -------------------------------------------------------------------------

  /** A room reports where it stands for this user. */
  roomChanged(update: RoomUpdate): Taken {
    const { inbox, blocks } = this.#open();
    const isNew = !inbox.knows(update.room_id);
    this.#tell(inbox.apply(update));
    // A DM made after its other side was blocked does not know of that yet.
    const people = isNew && kindOf(update.room_id) === "dm" ? dmMembers(update.room_id) : [];
    for (const user_id of people) if (inbox.isBlocked(user_id)) this.#later(blocks.owe(user_id));
    return { live: this.#connected().size > 0 };
  }

  // ---- what the Worker asks, in the user's own name -------------------------------------------

  list(): { conversations: Conversation[]; position: InboxPosition } {
    const { inbox } = this.#open();
    return { conversations: inbox.list(), position: inbox.position() };
  }

  /** A page of entries of one kind, latest first, older than a version where one is given. */
  entries(kind: EntryKind, before?: number): KeyedEntry[] {
    return this.#open().inbox.entries(kind, before);
  }

  read(room_id: RoomId, message_id: number): void {
    this.#tell(this.#open().inbox.read(room_id, message_id));
  }

  /** Anything a user may do in their inbox. */
  applyAction(action: InboxAction): Result<Nothing> {
    const { inbox, exchange, blocks } = this.#open();
    const done = inbox.applyAction(action, Date.now());
    if (!done.ok) return done;
    this.#tell(done.value);
    if (action.type === "update_settings") this.#look();
    if (action.type === "block") {
      this.#later(blocks.owe(action.user_id));
      this.#later(exchange.blockChanged(action.user_id));
    }
    return accept({});
  }

  /** Whether the user may make a room; see `Inbox.makeRoom`. */
  makeRoom(room_id: RoomId): Result<Nothing> {
    return this.#open().inbox.makeRoom(room_id, Date.now());
  }

  /** Whether a session has ended so lately that its access tokens have not expired by themselves. */
  hasEnded(session_id: string): boolean {
    return this.#awake !== undefined && this.#sql.account.hasEnded(session_id);
  }

  /** Sessions have ended: their tokens open nothing more, their sockets close. Returns the rooms where they may have some. */
  closeSessions(session_ids: readonly string[]): RoomId[] {
    const { inbox } = this.#open();
    const now = Date.now();
    for (const session_id of session_ids)
      this.#sql.account.endSession(session_id, now + ACCESS_TOKEN_SECONDS * 1000, now);
    for (const { ws, session_id } of this.#sockets.peers())
      if (session_ids.includes(session_id)) this.#note(ws);
    this.#sockets.closeSessions(session_ids, "session_ended");
    return inbox.list().map((conversation) => conversation.room_id);
  }

  // ---- what others ask ------------------------------------------------------------------------

  /** Whether the user is there, as far as somebody may know. */
  presenceOf(asker: UserId): PresenceView {
    return this.#awake?.exchange.seenBy(asker) ?? neverThere(this.#user_id);
  }

  /** Like `presenceOf`; and the asker's inbox is told of changes while its lease lasts. */
  watch(watcher: UserId): PresenceReport {
    if (!this.#awake) return { presence: neverThere(this.#user_id), serial: 0 };
    const { answer, told } = this.#awake.exchange.watchedBy(watcher);
    this.#later(told);
    return answer;
  }

  /** Whether the user has blocked somebody: then no DM is opened. */
  hasBlocked(user_id: UserId): boolean {
    return this.#awake?.inbox.isBlocked(user_id) ?? false;
  }

  /** Somebody whom this user watches has come or gone. Returns whether that is still of interest. */
  presenceChanged(report: PresenceReport): boolean {
    return this.#awake?.exchange.changed(report) ?? false;
  }

  // ---- sockets --------------------------------------------------------------------------------

  /** Upgrades a request the Worker has built and vouched for. */
  override fetch(request: Request): Response {
    const user_id = request.headers.get("parlor-user") ?? "";
    const session_id = request.headers.get("parlor-session") ?? "";
    this.#open();
    this.#closeDead();
    const response = this.#sockets.accept({ user_id, session_id }, undefined);
    this.#look();
    return response;
  }

  override webSocketMessage(ws: WebSocket, data: string | ArrayBuffer): void {
    const peer = this.#sockets.peer(ws);
    if (!peer) return;
    try {
      this.#hear(peer, data);
    } catch (error) {
      this.#recover(error);
      this.#sockets.close(ws, "internal");
    }
  }

  override webSocketClose(ws: WebSocket, code: number): void {
    this.#note(ws);
    this.#sockets.closed(ws, code);
  }

  override webSocketError(ws: WebSocket): void {
    this.webSocketClose(ws, 1006);
  }

  #hear(peer: Peer, data: string | ArrayBuffer): void {
    const frame = this.#sockets.read(peer, data, InboxUp, Date.now());
    if (!frame) return;
    if (frame.type !== "hello" && peer.state !== "live") return this.#sockets.close(peer.ws, "hello_first");
    if (this.#open().exchange.spoke()) this.#look();
    switch (frame.type) {
      case "hello":
        if (frame.protocol < MIN_PROTOCOL_VERSION) return this.#sockets.close(peer.ws, "protocol_too_old");
        return this.#greet(peer, frame.position);
      case "read":
        return this.read(frame.room_id, frame.message_id);
      case "action":
        return this.#answer(peer, frame.client_id, this.applyAction(frame.action));
      case "subscribe_presence":
        return this.#watch(peer, frame.user_ids);
      default:
        return assertNever(frame);
    }
  }

  #greet(peer: Peer, position: InboxPosition | undefined): void {
    const comesToLife = this.#connected().size === 0;
    for (const down of this.#open().inbox.resume(position, Date.now())) this.#sockets.send(peer, down);
    this.#sockets.goLive(peer);
    if (comesToLife) this.#later(this.#catchUp());
  }

  #answer(peer: Peer, client_id: ClientId, done: Result<Nothing>): void {
    this.#sockets.send(
      peer,
      done.ok ? { type: "done", client_id } : { type: "reject", client_id, ...failureOf(done) },
    );
  }

  #tell(frames: readonly InboxDown[]): void {
    for (const frame of frames) this.#sockets.toAll(frame);
  }

  /** Large rooms report only to inboxes with a device connected. The first to connect has to ask them. */
  async #catchUp(): Promise<void> {
    await askEach(this.#open().inbox.largeRooms(), (room) => this.#catchUpWith(room));
  }

  /** Where a report overtakes the answer, it says nothing of what came before it: the room is asked again. */
  async #catchUpWith({ room_id, ...since }: LargeRoom): Promise<void> {
    const room = this.env.ROOM.getByName(room_id);
    for (let tries = 0; tries < CATCH_UP_TRIES; tries++) {
      const update = await room.catchUp(this.#user_id, since);
      if (!update) return;
      const { inbox } = this.#open();
      const isOutdated = inbox.isOutdated(update);
      this.#tell(inbox.apply(update));
      if (!isOutdated) return;
    }
  }

  // ---- presence -------------------------------------------------------------------------------

  /** Devices that are told what happens. */
  #connected(): Set<string> {
    const isOpen = ({ ws, state }: Peer) =>
      state === "live" && !isDead(this.#sockets.heardAt(ws), Date.now());
    return new Set(
      this.#sockets
        .peers()
        .filter(isOpen)
        .map(({ socket_id }) => socket_id),
    );
  }

  #watch(peer: Peer, user_ids: readonly UserId[]): void {
    const retry_after_ms = this.#watchRate.take(peer.socket_id, Date.now());
    if (retry_after_ms > 0)
      return this.#sockets.send(peer, {
        type: "error",
        ...failureOf(refuse("rate_limited", { retry_after_ms })),
      });
    const others = user_ids.filter((user_id) => user_id !== this.#user_id);
    this.#later(this.#open().exchange.watch(peer.socket_id, others));
  }

  #look(): void {
    if (this.#awake) this.#later(this.#awake.exchange.look());
  }

  /** Before a socket goes: when it was last heard is kept. */
  #note(ws: WebSocket): void {
    this.#awake?.exchange.note(this.#sockets.heardAt(ws));
  }

  /** Half-open sockets go, even if the network never says so. */
  #closeDead(): void {
    for (const { ws } of this.#sockets.peers()) {
      if (!isDead(this.#sockets.heardAt(ws), Date.now())) continue;
      this.#note(ws);
      this.#sockets.close(ws, "silent");
    }
  }

  // ---- life -----------------------------------------------------------------------------------

  override async alarm(): Promise<void> {
    if (!this.#awake) return;
    const { exchange, blocks } = this.#awake;
    this.#closeDead();
    await Promise.all([exchange.look(), exchange.retell(), exchange.renew(), blocks.retry()]);
    await this.#setAlarm();
  }

  /** Lets something go on after this turn, and sees to the alarm when it is done. */
  #later(work: Promise<void>): void {
    this.ctx.waitUntil(work.then(() => this.#setAlarm()));
  }

  /** What is due follows from the state; the alarm is set only where that makes it earlier. */
  async #setAlarm(): Promise<void> {
    if (!this.#awake) return;
    const isSet = await this.ctx.storage.getAlarm();
    const { exchange, blocks } = this.#awake;
    const at = alarmToSet([...exchange.due(), blocks.due()], isSet, Date.now());
    if (at !== undefined) await this.ctx.storage.setAlarm(at);
  }

  get #user_id(): UserId {
    return this.#awake?.inbox.user_id ?? this.ctx.id.name ?? "";
  }

  /** The inbox, read from its tables; made where this is its first use. */
  #open(): Awake {
    this.#awake ??= this.#wake();
    return this.#awake;
  }

  #wake(): Awake {
    const epoch = idFromBytes(crypto.getRandomValues(new Uint8Array(20)));
    const inbox = new Inbox(this.#sql, this.#user_id, epoch);
    const { user_id } = inbox;
    const isBlocked = (other: UserId) => inbox.isBlocked(other);
    const now = () => Date.now();
    const exchange = new PresenceExchange(this.#sql.presence, {
      user_id,
      now,
      heardAt: () => Math.max(0, ...this.#sockets.peers().map(({ ws }) => this.#sockets.heardAt(ws))),
      isVisible: () => inbox.settings().visible,
      isBlocked,
      connected: () => this.#connected(),
      ask: (other) => this.env.INBOX.getByName(other).watch(user_id),
      tell: (other, news) => this.env.INBOX.getByName(other).presenceChanged(news),
      show: (people, to) => this.#sockets.toSockets(to, { type: "presence", people }),
    });
    const tell = (other: UserId, on: boolean) =>
      this.env.ROOM.getByName(dmRoomId(user_id, other)).block(other, on);
    return { inbox, exchange, blocks: new BlockOutbox(this.#sql, { now, isBlocked, tell }) };
  }

  /** After a bug: what is in memory may be ahead of the tables, so it goes. Texts are never logged. */
  #recover(error: unknown): void {
    console.error("inbox failed", error instanceof Error ? `${error.name}: ${error.message}` : "unknown");
    this.#awake = this.#wake();
  }
}
