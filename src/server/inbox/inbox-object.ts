import { DurableObject } from "cloudflare:workers";
import type { InboxAction } from "../../protocol/actions.ts";
import { accept, type Code, type Done, type Result } from "../../protocol/codes.ts";
import { type MessageId, type RoomId, type SessionId, UserId } from "../../protocol/ids.ts";
import type { EntryKind, KeyedEntry, Presence } from "../../protocol/inbox.ts";
import type { InboxDown } from "../../protocol/inbox-frames.ts";
import { FRAMES_BURST, FRAMES_PER_SECOND, SOCKETS_PER_USER_MAX } from "../../protocol/limits.ts";
import { unknownPeople } from "../directory/people-d1.ts";
import { logError } from "../log.ts";
import { Alarm } from "../object/alarm.ts";
import { systemClock } from "../object/clock.ts";
import { NewerVersionError } from "../object/newer-version.ts";
import { answerRemoteCall, isRemoteCall } from "../object/remote-call.ts";
import { identityOf, type Peer, Sockets } from "../object/sockets.ts";
import { durableSql } from "../object/sql.ts";
import type { Spending } from "./allowances.ts";
import { type AwakeInbox, wakeInbox } from "./awake-inbox.ts";
import type { Asker, Consent } from "./consent.ts";
import { Devices } from "./devices.ts";
import { FrameHandler } from "./frame-handler.ts";
import type { Listed } from "./inbox.ts";
import { applyOwnAction } from "./own-actions.ts";
import { neverSeen, type PresenceReport } from "./presence.ts";
import type { RoomUpdate, UpdateAck } from "./room-update.ts";
import { InboxTables } from "./tables/inbox-tables.ts";

/** What other objects call. */
const REMOTE_METHODS = ["roomChanged", "hasEnded", "subscribePresence", "presenceChanged", "charge"] as const;
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
  /** The tables have a version that this code does not know: everything is refused. */
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
    });
    this.#alarm = new Alarm({
      storage: ctx.storage,
      now: systemClock.now,
      dues: () => this.#awake?.dues ?? [],
      where: { user_id: ctx.id.name },
    });
    this.#isNewer = this.#tables.areNewer();
    if (this.#isNewer) this.#sockets.closeAll("newer_version");
    // Asking about an id that nobody has must leave nothing behind.
    else if (this.#tables.exist()) this.#wake();
  }

  /** A room reports its state for this user. */
  roomChanged(update: RoomUpdate): UpdateAck {
    const { inbox, sessions, reported } = this.#open();
    if (!inbox.knows(update.room_id)) sessions.roomAppeared(update.room_id);
    return reported(update);
  }

  async list(what: "list" | "requests" = "list"): Promise<Listed> {
    const { inbox, beforeReading } = this.#open();
    await beforeReading();
    return inbox.listed(what);
  }

  /** A page of entries of one kind, latest first; older than a version if one is given. */
  entries(kind: EntryKind, before?: number, limit?: number): KeyedEntry[] {
    return this.#open().inbox.entries(kind, before, limit);
  }

  read(room_id: RoomId, message_id: MessageId): void {
    this.#tell(this.#open().inbox.read(room_id, message_id));
  }

  /** Anything a user may do in their inbox. */
  applyAction(action: InboxAction, age_ms?: number): Result<Done> {
    const done = applyOwnAction(this.#open(), action, Date.now(), age_ms);
    if (done.ok) this.#tell(done.value);
    return done.ok ? accept({}) : done;
  }

  /** Whether the user may make a room, and ask so many strangers; see `Inbox`. */
  makeRoom(room_id: RoomId, strangers = 0): Result<Done> {
    return this.#open().inbox.makeRoom(room_id, Date.now(), strangers);
  }
  askStrangers(count: number): Result<Done> {
    return this.#open().inbox.people.askStrangers(count, Date.now());
  }

  /** The groups and channels the user is in. */
  sharedRooms(): RoomId[] {
    return this.#existing()?.inbox.people.sharedRooms() ?? [];
  }

  /** Takes what something will cost from an allowance of the user's, if anything is left of it; see `Allowances`. */
  spend(kind: Spending, points: number): Result<Done> {
    return this.#open().allowances.take(kind, points, Date.now()) ?? accept({});
  }
  charge(kind: Spending, points: number): number {
    return this.#open().allowances.charge(kind, points, Date.now());
  }

  /** Whether a session has ended; see `SessionEnding`. Whoever was shown one of its tokens says which. */
  hasEnded(session_id: SessionId, rotated_at?: number): boolean {
    const awake = rotated_at === undefined ? this.#existing() : this.#open();
    return awake?.sessions.hasEnded(session_id, rotated_at) ?? false;
  }
  wasUsed(session_id: SessionId, rotated_at: number): boolean {
    return this.#existing()?.sessions.wasUsed(session_id, rotated_at) ?? false;
  }

  /** Sessions have ended: their tokens open nothing any more, and their sockets close here and in all rooms. */
  closeSessions(session_ids: readonly SessionId[]): void {
    this.#open().sessions.end(session_ids);
    const ended = this.#sockets.peers().filter((peer) => session_ids.includes(peer.session_id));
    this.#closeAll(ended, "session_ended");
    this.#sockets.closeSessions(session_ids, "session_ended");
    this.#tell([]);
  }

  /** Whether the user is online, as far as somebody may know. */
  presenceOf(asker: UserId, rooms: readonly RoomId[] = []): Presence {
    return this.#existing()?.presenceOf(asker, rooms) ?? neverSeen(this.#user_id);
  }

  /** Like `presenceOf`; and the subscriber's inbox is told of changes while its lease lasts. */
  async subscribePresence(subscriber: UserId, rooms: readonly RoomId[] = []): Promise<PresenceReport> {
    // Of somebody who has an account and was never here, the subscriber is to hear the first coming.
    const isKnown = this.#existing() || (await unknownPeople(this.env.DB, [this.#user_id])).length === 0;
    if (!isKnown) return { presence: neverSeen(this.#user_id), serial: 0 };
    return this.#open().subscribe(subscriber, rooms);
  }

  /** Whether somebody may write to the user or have them in a room; see `Acquaintances.consentTo`. */
  consentTo(asker: Asker, areAllKnown: boolean): Consent {
    const inbox = this.#existing()?.inbox;
    return inbox?.people.consentTo(asker, areAllKnown, Date.now()) ?? (areAllKnown ? "yes" : "ask");
  }

  /** Somebody whose presence this inbox subscribes to came or went. Returns whether any device still shows them. */
  presenceChanged(report: PresenceReport): boolean {
    return this.#existing()?.subscriptions.reported(report) ?? false;
  }

  /** Upgrades a request that the Worker has made and vouches for, or answers the call of another object. */
  override fetch(request: Request): Response | Promise<Response> {
    if (isRemoteCall(request)) return answerRemoteCall(request, this, REMOTE_METHODS);
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
    this.#awake?.storeReads(this.#sockets.peers().filter((peer) => peer.ws === ws));
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
    this.#awake?.storeReads(peers);
    for (const { ws } of peers) this.#sockets.close(ws, code);
  }

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
    this.#awake = wakeInbox(this.#tables, this.#sockets, this.#devices, this.env, this.#user_id, {
      dueChanged: () => this.#arm(),
      tell: (frames) => this.#tell(frames),
      closeAll: (peers, code) => this.#closeAll(peers, code),
    });
    this.#arm();
    return this.#awake;
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
