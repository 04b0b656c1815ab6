import { DurableObject } from "cloudflare:workers";
import type { InboxAction } from "../../protocol/actions.ts";
import { accept, type Code, type Done, type Result } from "../../protocol/codes.ts";
import { type MessageId, type RoomId, type SessionId, UserId } from "../../protocol/ids.ts";
import type {
  Conversation,
  EntryKind,
  InboxPosition,
  KeyedEntry,
  Presence as PresenceView,
} from "../../protocol/inbox.ts";
import type { InboxDown } from "../../protocol/inbox-frames.ts";
import {
  ACCESS_TOKEN_SECONDS,
  FRAMES_BURST,
  FRAMES_PER_SECOND,
  SOCKETS_PER_USER_MAX,
} from "../../protocol/limits.ts";
import { unknownPeople } from "../directory/people-d1.ts";
import { logError } from "../log.ts";
import { Alarm } from "../object/alarm.ts";
import { systemClock } from "../object/clock.ts";
import { NewerVersionError } from "../object/newer-version.ts";
import { answerRemoteCall, callRemote, isRemoteCall } from "../object/remote-call.ts";
import { identityOf, type Peer, Sockets } from "../object/sockets.ts";
import { durableSql } from "../object/sql.ts";
import { type AwakeInbox, wakeInbox } from "./awake-inbox.ts";
import { Devices } from "./devices.ts";
import { FrameHandler } from "./frame-handler.ts";
import { neverSeen, type PresenceReport } from "./presence.ts";
import type { RoomUpdate, UpdateAck } from "./room-update.ts";
import { InboxTables } from "./tables/inbox-tables.ts";

const FRAMES_RATE = { burst: FRAMES_BURST, per_second: FRAMES_PER_SECOND };

/**
 * One user's inbox: which rooms they are in, how far they have read, what they keep, whether they are
 * online, and a socket for each of their devices. Rooms report here; whatever changes is written first,
 * then told to the devices in the same turn, then to other objects. Heartbeats do not wake it.
 */
export class InboxObject extends DurableObject<Env> {
  readonly #tables: InboxTables;
  readonly #sockets: Sockets;
  readonly #devices: Devices;
  readonly #frames: FrameHandler;
  readonly #alarm: Alarm;
  /** The tables are of a version that this code does not know: everything is refused. */
  readonly #isNewer: boolean;
  #awake: AwakeInbox | undefined;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#sockets = new Sockets(ctx, SOCKETS_PER_USER_MAX, FRAMES_RATE);
    this.#devices = new Devices(this.#sockets, systemClock.now);
    this.#tables = new InboxTables(durableSql(ctx.storage));
    this.#frames = new FrameHandler({
      sockets: this.#sockets,
      devices: this.#devices,
      open: () => this.#open(),
      applyAction: (action, age_ms) => this.applyAction(action, age_ms),
      tell: (frames) => this.#tell(frames),
      askRoom: ({ room_id, ...since }, user_id, signal) =>
        callRemote(env.ROOM.getByName(room_id), "catchUp", [user_id, since], signal),
    });
    const where = { user_id: ctx.id.name };
    this.#alarm = new Alarm({
      storage: ctx.storage,
      now: systemClock.now,
      dues: () => this.#awake?.dues ?? [],
      where,
    });
    this.#isNewer = this.#tables.areNewer();
    if (this.#isNewer) this.#sockets.closeAll("newer_version");
    // Whoever asks about an id that nobody has must leave nothing behind.
    else if (this.#tables.exist()) this.#wake();
  }

  // ---- what rooms ask -------------------------------------------------------------------------

  /** A room reports where it stands for this user. */
  roomChanged(update: RoomUpdate): UpdateAck {
    this.#tell(this.#open().inbox.apply(update));
    return { live: this.#devices.connected().size > 0 };
  }

  // ---- what the Worker asks, in the user's own name -------------------------------------------

  list(): { conversations: Conversation[]; position: InboxPosition } {
    const { inbox } = this.#open();
    return { conversations: inbox.list(), position: inbox.position() };
  }

  /** A page of entries of one kind, latest first; older than a version if one is given. */
  entries(kind: EntryKind, before?: number): KeyedEntry[] {
    return this.#open().inbox.entries(kind, before);
  }

  read(room_id: RoomId, message_id: MessageId): void {
    this.#tell(this.#open().inbox.read(room_id, message_id));
  }

  /** Anything a user may do in their inbox. */
  applyAction(action: InboxAction, age_ms?: number): Result<Done> {
    const { inbox, presence } = this.#open();
    const done = inbox.applyAction(action, Date.now(), age_ms);
    if (!done.ok) return done;
    this.#tell(done.value);
    if (action.type === "update_settings") presence.changed();
    if (action.type === "block") presence.blockChanged(action.user_id);
    return accept({});
  }

  /** Whether the user may make a room; see `Inbox.makeRoom`. */
  makeRoom(room_id: RoomId): Result<Done> {
    return this.#open().inbox.makeRoom(room_id, Date.now());
  }

  /** Whether a session has ended so recently that its access tokens have not expired by themselves. */
  hasEnded(session_id: SessionId): boolean {
    return this.#existing() !== undefined && this.#tables.account.hasEnded(session_id);
  }

  /** Sessions have ended: their tokens open nothing any more, their sockets close. Returns the rooms where they may have some. */
  closeSessions(session_ids: readonly SessionId[]): RoomId[] {
    const { inbox } = this.#open();
    const now = Date.now();
    for (const session_id of session_ids)
      this.#tables.account.endSession(session_id, now + ACCESS_TOKEN_SECONDS * 1000, now);
    const ended = this.#sockets.peers().filter((peer) => session_ids.includes(peer.session_id));
    this.#closeAll(ended, "session_ended");
    return inbox.list().map((conversation) => conversation.room_id);
  }

  // ---- what others ask ------------------------------------------------------------------------

  /** Whether the user is online, as far as somebody may know. */
  presenceOf(asker: UserId): PresenceView {
    return this.#existing()?.presence.seenBy(asker) ?? neverSeen(this.#user_id);
  }

  /** Like `presenceOf`; and the subscriber's inbox is told of changes while its lease lasts. */
  async subscribePresence(subscriber: UserId): Promise<PresenceReport> {
    if (this.#existing()) return this.#open().presence.subscribe(subscriber);
    // Somebody who has an account and was never here: the subscriber is to hear of their first coming.
    const isUnknown = (await unknownPeople(this.env.DB, [this.#user_id])).length > 0;
    if (isUnknown) return { presence: neverSeen(this.#user_id), serial: 0 };
    return this.#open().presence.subscribe(subscriber);
  }

  /** Whether the user has blocked somebody: then no DM is opened. */
  hasBlocked(user_id: UserId): boolean {
    return this.#existing()?.inbox.isBlocked(user_id) ?? false;
  }

  /** Somebody whose presence this inbox has subscribed to has come or gone. Returns whether any device still shows them. */
  presenceChanged(report: PresenceReport): boolean {
    return this.#existing()?.subscriptions.reported(report) ?? false;
  }

  // ---- sockets --------------------------------------------------------------------------------

  /** Upgrades a request that the Worker has made and vouches for, or answers the call of another object. */
  override fetch(request: Request): Response | Promise<Response> {
    if (isRemoteCall(request))
      return answerRemoteCall(request, this, ["roomChanged", "subscribePresence", "presenceChanged"]);
    if (this.#isNewer) return this.#sockets.accept(identityOf(request), "newer_version");
    const { presence } = this.#open();
    this.#closeAll(this.#devices.dead(), "silent");
    const response = this.#sockets.accept(identityOf(request), undefined);
    presence.changed();
    return response;
  }

  override webSocketMessage(ws: WebSocket, data: string | ArrayBuffer): void {
    const peer = this.#sockets.peer(ws);
    if (!peer) return;
    try {
      this.#frames.handle(peer, data, Date.now());
    } catch (error) {
      this.#recover(error);
      this.#sockets.close(ws, "internal");
    }
  }

  override webSocketClose(ws: WebSocket, code: number): void {
    this.#awake?.presence.keepHeardAt(this.#sockets.heardAt(ws));
    this.#sockets.closed(ws, code);
  }

  override webSocketError(ws: WebSocket): void {
    this.webSocketClose(ws, 1006);
  }

  /** The devices first, then whoever else must hear of what has been committed. */
  #tell(frames: readonly InboxDown[]): void {
    for (const frame of frames) this.#sockets.toAll(frame);
    for (const follower of this.#awake?.followers ?? []) follower.changed();
  }

  /** Closes sockets, and keeps when they were last heard. */
  #closeAll(peers: readonly Peer[], code: Code): void {
    this.#awake?.presence.keepHeardAt(this.#devices.heardAt(peers));
    for (const { ws } of peers) this.#sockets.close(ws, code);
  }

  // ---- life -----------------------------------------------------------------------------------

  override async alarm(): Promise<void> {
    if (this.#isNewer) return this.#alarm.ringLater();
    this.#closeAll(this.#devices.dead(), "silent");
    await this.#alarm.ring();
  }

  get #user_id(): UserId {
    if (this.#awake) return this.#awake.inbox.user_id;
    return this.#tables.exist() ? this.#tables.info().user_id : UserId.parse(this.ctx.id.name);
  }

  /** The inbox, which is made by its first use. */
  #open(): AwakeInbox {
    if (this.#isNewer) throw new NewerVersionError();
    return this.#awake ?? this.#wake();
  }

  /** The inbox, if it was ever used. */
  #existing(): AwakeInbox | undefined {
    if (this.#isNewer) throw new NewerVersionError();
    return this.#awake;
  }

  #wake(): AwakeInbox {
    const awake = wakeInbox(this.#tables, this.#sockets, this.#devices, this.env, this.#user_id, () =>
      this.#arm(),
    );
    this.#awake = awake;
    this.#arm();
    return awake;
  }

  #arm(): void {
    this.ctx.waitUntil(this.#alarm.arm());
  }

  /** After a bug: what is in memory may be ahead of the tables, so it is read from them again. */
  #recover(error: unknown): void {
    logError("inbox failed", { user_id: this.ctx.id.name }, error);
    for (const follower of this.#awake?.followers ?? []) follower.stop();
    this.#wake();
  }
}
