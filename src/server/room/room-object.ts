import { DurableObject } from "cloudflare:workers";
import type { Action } from "../../protocol/actions.ts";
import { accept, type Done, type Result, refuse } from "../../protocol/codes.ts";
import type { FileId, LinkId, MessageId, SessionId, UserId } from "../../protocol/ids.ts";
import { ROOM_SOCKETS_MAX } from "../../protocol/limits.ts";
import type { Message } from "../../protocol/message.ts";
import type { InviteLink } from "../../protocol/moderation.ts";
import type { Room as RoomView } from "../../protocol/room.ts";
import type { RequestAnswer, RoomUpdate } from "../inbox/room-update.ts";
import { logError, roomInLog } from "../log.ts";
import { Alarm } from "../object/alarm.ts";
import { systemClock } from "../object/clock.ts";
import { withDeadline } from "../object/deadline.ts";
import { newEpoch } from "../object/epoch.ts";
import { NewerVersionError } from "../object/newer-version.ts";
import { paceOf } from "../object/pace.ts";
import { answerRemoteCall, callRemote, isRemoteCall } from "../object/remote-call.ts";
import { identityOf, Sockets } from "../object/sockets.ts";
import { durableSql } from "../object/sql.ts";
import { AwakeRoom } from "./awake-room.ts";
import { limitsOf, ratesOf } from "./deployment.ts";
import { addFile, dropUnsent } from "./files.ts";
import { catchUp } from "./followers/inbox-digest.ts";
import { FrameHandler } from "./frame-handler.ts";
import { HelloMeter } from "./hello-meter.ts";
import { createLink, type NewLink, revokeLink } from "./invite-links.ts";
import type { NewMessage } from "./log.ts";
import { leave } from "./membership.ts";
import { type NewRoom, Room } from "./room.ts";
import type { ReadAnswer, ReadArguments, Reads } from "./room-reader.ts";
import { RoomWriter } from "./room-writer.ts";
import type { Cursor } from "./tables/fan-out.ts";
import type { StoredFile } from "./tables/files.ts";
import { RoomTables } from "./tables/room-tables.ts";

/** What other objects may ask. */
const REMOTE_METHODS = ["addFile", "block", "catchUp", "closeSessions", "dropUnsent", "takeAnswer"] as const;

/**
 * One chat room: the only writer of its log. It wakes, parses, asks the core, and sends what the core
 * returns. The order is always permission → number → write → broadcast → followers, within one turn,
 * with no `await` between write and broadcast: the runtime's output gate then holds every frame back
 * until the write is durable.
 */
export class RoomObject extends DurableObject<Env> {
  readonly #tables: RoomTables;
  readonly #sockets: Sockets;
  readonly #writer: RoomWriter;
  readonly #frames: FrameHandler;
  readonly #alarm: Alarm;
  #awake: AwakeRoom | undefined;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    const rates = ratesOf(env);
    this.#tables = new RoomTables(durableSql(ctx.storage));
    this.#sockets = new Sockets(ctx, ROOM_SOCKETS_MAX, rates.frames);
    this.#writer = new RoomWriter({
      rates,
      sockets: this.#sockets,
      awake: () => this.#awake ?? refuse(this.#absence),
      failed: (event, error) => this.#recover(event, error),
    });
    const hellos = new HelloMeter({
      pace: paceOf(env),
      charge: (user_id, points) =>
        withDeadline((signal) =>
          callRemote(env.INBOX.getByName(user_id), "charge", ["read", points], signal),
        ),
    });
    this.#frames = new FrameHandler({
      sockets: this.#sockets,
      writer: this.#writer,
      hellos,
      awake: () => this.#awake,
      resume: (user_id, position) => this.read("resume", user_id, position),
      applyAction: (user_id, action, age_ms) => this.applyAction(user_id, action, age_ms),
    });
    this.#alarm = new Alarm({
      storage: ctx.storage,
      now: systemClock.now,
      dues: () => this.#awake?.dues ?? [],
      where: { room_id: roomInLog(ctx.id) },
    });
    if (this.#tables.areNewer()) this.#sockets.closeAll("newer_version");
    this.#wake();
  }

  /** Upgrades a request that the Worker has made and vouches for, or answers the call of another object. */
  override fetch(request: Request): Response | Promise<Response> {
    if (isRemoteCall(request)) return answerRemoteCall(request, this, REMOTE_METHODS);
    const identity = identityOf(request);
    return this.#awake?.accept(identity) ?? this.#sockets.accept(identity, this.#absence);
  }

  override webSocketMessage(ws: WebSocket, data: string | ArrayBuffer): void {
    const peer = this.#sockets.peer(ws);
    if (!peer) return;
    try {
      this.#frames.handle(peer, data, Date.now());
    } catch (error) {
      this.#recover("frame", error);
      this.#sockets.close(ws, "internal");
    }
  }

  override webSocketClose(ws: WebSocket, code: number): void {
    const peer = this.#sockets.peer(ws);
    this.#sockets.closed(ws, code);
    if (peer) this.#awake?.closed(peer);
  }

  override webSocketError(ws: WebSocket): void {
    this.webSocketClose(ws, 1006);
  }

  // ---- what the Worker asks -------------------------------------------------------------------

  /** Sends a message without a socket, also exactly once. */
  post(user_id: UserId, { client_id, ...content }: NewMessage): Promise<Result<Message>> {
    return new Promise((reply) => this.#writer.send({ sender: user_id, client_id, content, reply }));
  }

  /** Creates the room. If it exists, it stays as it is. */
  create(make: NewRoom): Result<RoomView> {
    if (this.#awake) this.#awake.room.reopen(make);
    else if (!this.#tables.areNewer()) {
      Room.create(this.#tables, make, newEpoch(), Date.now(), limitsOf(this.env));
      this.#wake();
    }
    return this.#awake ? accept(this.#awake.room.state.view()) : refuse(this.#absence);
  }

  /** Anything a member may read; see RoomReader. */
  read<Name extends Reads>(name: Name, user_id: UserId, ...args: ReadArguments<Name>): ReadAnswer<Name> {
    const reader = this.#awake?.room.reader;
    if (!reader) return refuse(this.#absence) as ReadAnswer<Name>;
    const read = reader[name] as (user_id: UserId, ...rest: unknown[]) => ReadAnswer<Name>;
    return read.call(reader, user_id, ...args, Date.now());
  }

  /** Anything a member may do other than send a message; see actions.ts. */
  applyAction(by: UserId, action: Action, age_ms?: number): Result<Done> {
    return this.#writer.change(by, (room) => room.applyAction(by, action, Date.now(), age_ms));
  }
  /** Deletes a message of this sender: those who run the deployment have decided so. */
  takeDown(sender: UserId, message_id: MessageId): Result<Done> {
    return this.#writer.change(sender, (room) => room.takeDown(sender, message_id, Date.now()));
  }
  join(user_id: UserId): Result<{ state: "joined" | "requested" }> {
    return this.#writer.join(user_id);
  }

  /** Brings users in, or invites those who are strangers to whoever does so. Returns who was invited. */
  invite(by: UserId, user_ids: readonly UserId[], strangers: readonly UserId[] = []): Result<UserId[]> {
    return this.#writer.invite(by, user_ids, strangers);
  }

  leave(user_id: UserId): Result<Done> {
    return this.#writer.changeMembers(user_id, (state) => leave(state, user_id, Date.now()));
  }

  createLink(by: UserId, link: NewLink): Result<InviteLink> {
    return this.#writer.privately(by, (state) => createLink(state, by, link, Date.now()));
  }

  revokeLink(by: UserId, link_id: LinkId): Result<Done> {
    return this.#writer.privately(by, (state) => revokeLink(state, by, link_id, Date.now()));
  }

  joinByLink(user_id: UserId, link_id: LinkId, secret: string): Result<Done> {
    return this.#writer.joinByLink(user_id, link_id, secret);
  }

  /** Deletes the room for everyone. Its database goes as soon as everyone has been told. */
  delete(by: UserId): Result<Done> {
    const done = this.#writer.delete(by);
    if (done.ok) this.#arm();
    return done;
  }

  /** The inbox of a user says how they answer an invitation, or a DM that somebody else has begun. */
  takeAnswer(user_id: UserId, answer: RequestAnswer): void {
    if (this.#absence === "newer_version") throw new NewerVersionError();
    if (this.#awake) this.#awake.room.takeAnswer(user_id, answer, Date.now());
  }

  /** In a DM: whether one user has blocked the other. Their inboxes say so. */
  block(user_id: UserId, on: boolean): void {
    if (this.#absence === "newer_version") throw new NewerVersionError();
    this.#awake?.room.state.tables.bans.block(user_id, on);
  }

  /** An upload has ended: its file can be sent from now on. */
  addFile(file: StoredFile): Result<null> {
    return this.#awake ? addFile(this.#awake.room.state, file, Date.now()) : refuse(this.#absence);
  }

  /** An upload asks whether its file is in a message by now, since it is forgotten if not. */
  dropUnsent(file_id: FileId): boolean {
    if (this.#absence === "newer_version") throw new NewerVersionError();
    return this.#awake !== undefined && dropUnsent(this.#awake.room.state, file_id);
  }

  /** The inbox of a member asks what it has missed. */
  catchUp(user_id: UserId, since: Cursor): RoomUpdate | undefined {
    if (this.#absence === "newer_version") throw new NewerVersionError();
    return this.#awake && catchUp(this.#awake.room.state, this.#awake.interest, user_id, since);
  }

  /** Sessions have ended: their sockets close. */
  closeSessions(session_ids: readonly SessionId[]): void {
    this.#sockets.closeSessions(session_ids, "session_ended");
  }

  /** Whatever could not be delivered is tried again, and a room that was deleted ends. */
  override alarm(): Promise<void> {
    return this.#tables.areNewer() ? this.#alarm.ringLater() : this.#alarm.ring();
  }

  #arm(): void {
    this.ctx.waitUntil(this.#alarm.arm());
  }

  /** The refusal of a room that is not awake. A stranger does not learn whether it exists. */
  get #absence(): "not_a_member" | "newer_version" {
    return this.#tables.areNewer() ? "newer_version" : "not_a_member";
  }

  /** Reads the room from its tables. */
  #wake(): void {
    this.#awake?.stop();
    this.#awake = AwakeRoom.wake(this.#tables, {
      env: this.env,
      sockets: this.#sockets,
      arm: () => this.#arm(),
      isBusy: () => this.#writer.isBusy,
      deleteAll: () => {
        this.#awake = undefined;
        return this.ctx.storage.deleteAll();
      },
    });
  }

  /** After a bug, what is in memory may be ahead of the tables, so the room is read from them again. */
  #recover(event: string, error: unknown): void {
    logError(event, { room_id: roomInLog(this.ctx.id) }, error);
    this.#wake();
  }
}
