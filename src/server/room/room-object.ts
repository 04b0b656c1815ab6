import { DurableObject } from "cloudflare:workers";
import type { Action } from "../../protocol/actions.ts";
import {
  accept,
  assertNever,
  failureOf,
  type Nothing,
  type Refusal,
  type Result,
  refuse,
} from "../../protocol/codes.ts";
import { type ClientId, ID_BYTES, idFromBytes, type UserId } from "../../protocol/ids.ts";
import {
  COMMIT_WINDOW_MS,
  MIN_PROTOCOL_VERSION,
  PENDING_MAX,
  ROOM_SOCKETS_MAX,
} from "../../protocol/limits.ts";
import type { Message } from "../../protocol/message.ts";
import type { InviteLink } from "../../protocol/moderation.ts";
import type { Change, Position, Room as RoomView } from "../../protocol/room.ts";
import { RoomUp } from "../../protocol/room-frames.ts";
import { listChannel, unlistChannel } from "../directory/channels-d1.ts";
import type { RoomUpdate } from "../inbox/room-update.ts";
import { alarmBy } from "../object/alarm-by.ts";
import { RateLimit } from "../object/rate-limit.ts";
import { type Peer, Sockets } from "../object/sockets.ts";
import { durableSql } from "../object/sql.ts";
import { limitsOf, ratesOf } from "./deployment.ts";
import { createLink, joinByLink, type NewLink, revokeLink } from "./doors.ts";
import { Ephemera } from "./ephemera.ts";
import { FanOut } from "./fan-out.ts";
import { GroupCommit } from "./group-commit.ts";
import { Listing } from "./listing.ts";
import type { Outcome, Submission } from "./log.ts";
import { type Changes, dissolve, GONE_AS, invite, isGoing, join, leave } from "./membership.ts";
import { News } from "./news.ts";
import { type NewRoom, Room } from "./room.ts";
import type { ReadAnswer, ReadArguments, Reads } from "./room-reader.ts";
import { type Cursor, RoomSql } from "./room-sql.ts";

/** A submission that waits for the next commit, and who wants to know what became of it. */
interface Waiting extends Submission {
  readonly reply: (outcome: Outcome) => void;
}

/** A room that is awake, with what works on it. */
interface Awake {
  readonly room: Room;
  readonly fanOut: FanOut;
  readonly ephemera: Ephemera;
  readonly listing: Listing;
}

/** Milliseconds until a deleted room looks whether everyone has been told, and between further looks. */
const ENDING_MS = 1_000;
const ENDING_RETRY_MS = 60_000;

/**
 * One chat room: the only writer of its log. It wakes, parses, asks the core, sends what the core
 * returns. The order is always: permission → number → write → broadcast → inboxes, within one turn,
 * with no `await` between write and broadcast: the runtime's output gate then holds every frame back
 * until the write is durable.
 */
export class RoomObject extends DurableObject<Env> {
  readonly #sql: RoomSql;
  readonly #sockets: Sockets;
  readonly #sends: RateLimit;
  readonly #actions: RateLimit;
  readonly #commits: GroupCommit<Waiting>;
  #awake: Awake | undefined;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    const rates = ratesOf(env);
    this.#sql = new RoomSql(durableSql(ctx.storage));
    this.#sends = new RateLimit(rates.sends);
    this.#actions = new RateLimit(rates.actions);
    this.#sockets = new Sockets(ctx, ROOM_SOCKETS_MAX, rates.frames);
    this.#commits = new GroupCommit(COMMIT_WINDOW_MS, this.#clock, (batch) => this.#commit(batch));
    this.#wake();
  }

  // ---- sockets --------------------------------------------------------------------------------

  /** Upgrades a request the Worker has built and vouched for. */
  override fetch(request: Request): Response {
    const user_id = request.headers.get("parlor-user") ?? "";
    const session_id = request.headers.get("parlor-session") ?? "";
    const described = this.read("describe", user_id);
    return this.#sockets.accept({ user_id, session_id }, described.ok ? undefined : "not_a_member");
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
    this.#sockets.closed(ws, code);
  }

  override webSocketError(ws: WebSocket): void {
    this.#sockets.closed(ws, 1006);
  }

  #hear(peer: Peer, data: string | ArrayBuffer): void {
    const frame = this.#sockets.read(peer, data, RoomUp, Date.now());
    if (!frame) return;
    if (frame.type !== "hello" && peer.state !== "live") return this.#sockets.close(peer.ws, "hello_first");
    switch (frame.type) {
      case "hello":
        if (frame.protocol < MIN_PROTOCOL_VERSION) return this.#sockets.close(peer.ws, "protocol_too_old");
        return this.#greet(peer, frame.position);
      case "send": {
        const { type: _, client_id, ...content } = frame;
        const reply = (outcome: Outcome) => this.#answer(peer, client_id, outcome);
        return this.#submit({ sender: peer.user_id, client_id, content, reply });
      }
      case "action": {
        const done = this.applyAction(peer.user_id, frame.action);
        return done.ok
          ? this.#sockets.send(peer, { type: "done", client_id: frame.client_id })
          : this.#reject(peer, frame.client_id, done);
      }
      case "typing":
        return this.#awake?.ephemera.typing(peer.user_id, frame.on, frame.thread);
      case "receipt":
        return this.#awake?.ephemera.receipt(peer.user_id, frame.delivered, frame.read ?? 0);
      default:
        return assertNever(frame);
    }
  }

  /** Brings a client up to date and makes its socket live, in one turn. */
  #greet(peer: Peer, position: Position | undefined): void {
    const frames = this.read("resume", peer.user_id, position);
    if (!frames.ok) return this.#sockets.close(peer.ws, "not_a_member");
    for (const frame of frames.value) this.#sockets.send(peer, frame);
    this.#sockets.goLive(peer);
  }

  /** A new message needs no answer of its own: the broadcast carries its client_id. */
  #answer(peer: Peer, client_id: ClientId, outcome: Outcome): void {
    if (!outcome.ok) this.#reject(peer, client_id, outcome);
    else if (outcome.repeated)
      this.#sockets.send(peer, { type: "events", messages: [outcome.value], changes: [] });
  }

  #reject(peer: Peer, client_id: ClientId, refusal: Refusal): void {
    this.#sockets.send(peer, { type: "reject", client_id, ...failureOf(refusal) });
  }

  // ---- sending --------------------------------------------------------------------------------

  /** Says something without a socket; the same exactly-once. */
  post(
    user_id: UserId,
    send: { readonly client_id: ClientId } & Submission["content"],
  ): Promise<Result<Message>> {
    const { client_id, ...content } = send;
    return new Promise((resolve) => {
      this.#submit({ sender: user_id, client_id, content, reply: resolve });
    });
  }

  #submit(waiting: Waiting): void {
    const refusal = this.#screen(waiting, Date.now());
    if (refusal) waiting.reply(refusal);
    else this.#commits.add(waiting);
  }

  #screen(waiting: Waiting, now: number): Refusal | undefined {
    // First of all: a stranger gets the same answer whether the room exists or not.
    const stranger = this.#refuseStranger(waiting.sender, now);
    if (stranger) return stranger;
    const screened = this.#awake?.room.screen(waiting, now);
    if (screened?.ok === false) return screened;
    const retry_after_ms = this.#sends.take(waiting.sender, now);
    // A resend costs nothing: it only fetches the answer that got lost.
    if (retry_after_ms > 0 && !this.#isKnown(waiting)) return refuse("rate_limited", { retry_after_ms });
    return this.#commits.size >= PENDING_MAX ? refuse("room_busy") : undefined;
  }

  #refuseStranger(user_id: UserId, now: number): Refusal | undefined {
    const state = this.#awake?.room.state;
    if (!state) return refuse("not_a_member");
    return state.member(user_id) ? undefined : state.denialFor("read", user_id, now);
  }

  #isKnown({ client_id, sender }: Submission): boolean {
    return this.#sql.messages.sent(client_id)?.sender === sender;
  }

  /** Commit, then tell. */
  #commit(batch: readonly Waiting[]): void {
    if (!this.#awake) return;
    let outcomes: readonly Outcome[];
    try {
      const committed = this.#awake.room.commit(batch, Date.now());
      outcomes = committed.outcomes;
      for (const { sender } of committed.messages) this.#awake.ephemera.spoke(sender);
      this.#tell(committed.messages, committed.changes);
    } catch (error) {
      this.#recover(error);
      outcomes = batch.map(() => refuse("internal"));
    }
    for (const [index, waiting] of batch.entries()) waiting.reply(outcomes[index] as Outcome);
  }

  #tell(messages: readonly Message[], changes: readonly Change[]): void {
    if (messages.length > 0 || changes.length > 0) this.#sockets.toAll({ type: "events", messages, changes });
    this.#awake?.fanOut.nudge();
  }

  // ---- what the Worker asks -------------------------------------------------------------------

  /** Makes the room; made already, it stays as it is. */
  create(make: NewRoom): Result<RoomView> {
    if (!this.#awake) {
      const epoch = idFromBytes(crypto.getRandomValues(new Uint8Array(ID_BYTES)));
      Room.create(this.#sql, make, epoch, Date.now(), limitsOf(this.env));
      this.#wake();
    }
    return this.#awake ? accept(this.#awake.room.state.view()) : refuse("internal");
  }

  /** Anything a member may read; see RoomReader. */
  read<Name extends Reads>(name: Name, user_id: UserId, ...args: ReadArguments<Name>): ReadAnswer<Name> {
    const reader = this.#awake?.room.reader;
    if (!reader) return refuse("not_a_member") as ReadAnswer<Name>;
    const read = reader[name] as (user_id: UserId, ...rest: unknown[]) => ReadAnswer<Name>;
    return read.call(reader, user_id, ...args, Date.now());
  }

  /** Anything a member may do, other than send a message; see actions.ts. */
  applyAction(by: UserId, action: Action): Result<Nothing> {
    return this.#change(by, (room) => room.applyAction(by, action, Date.now()));
  }

  join(user_id: UserId): Result<{ state: "joined" | "requested" }> {
    let outcome: "joined" | "requested" = "joined";
    const done = this.#changeMembers(user_id, (state) => {
      const joined = join(state, user_id, Date.now());
      if (!joined.ok) return joined;
      outcome = joined.value.state;
      return accept(joined.value.changes);
    });
    return done.ok ? accept({ state: outcome }) : done;
  }

  invite(by: UserId, user_ids: readonly UserId[]): Result<Nothing> {
    return this.#changeMembers(by, (state) => invite(state, by, user_ids, Date.now()));
  }

  leave(user_id: UserId): Result<Nothing> {
    return this.#changeMembers(user_id, (state) => leave(state, user_id, Date.now()));
  }

  createLink(by: UserId, link: NewLink): Result<InviteLink> {
    return this.#atDoor(by, (state) => createLink(state, by, link, Date.now()));
  }

  revokeLink(by: UserId, link_id: string): Result<Nothing> {
    return this.#atDoor(by, (state) => revokeLink(state, by, link_id, Date.now()));
  }

  joinByLink(user_id: UserId, link_id: string, secret: string): Result<Nothing> {
    // A link to nowhere, and a wrong one to a room, tell the same.
    if (!this.#awake) return refuse("link_invalid");
    return this.#changeMembers(user_id, (state) => joinByLink(state, user_id, link_id, secret, Date.now()));
  }

  /** Ends the room for everyone. What is left of it goes as soon as all of them have been told. */
  delete(by: UserId): Result<Nothing> {
    const done = this.#changeMembers(by, (state) => dissolve(state, by, Date.now()));
    if (done.ok) this.#sockets.closeAll("room_deleted");
    if (done.ok) this.#alarmWithin(ENDING_MS);
    return done;
  }

  /** In a DM: whether one person has blocked the other. Their inboxes say so. */
  block(user_id: UserId, on: boolean): void {
    this.#awake?.room.state.sql.members.block(user_id, on);
  }

  /** The inbox of a member of a large room has come to life, and wants to know what it missed. */
  catchUp(user_id: UserId, since: Cursor): RoomUpdate | undefined {
    const state = this.#awake?.room.state;
    if (!state?.member(user_id)) return undefined;
    this.#sql.lease(user_id, Date.now());
    return new News(state, since, []).updateFor(user_id);
  }

  /** Sessions have ended: their sockets close. */
  closeSessions(session_ids: readonly string[]): void {
    this.#sockets.closeSessions(session_ids, "session_ended");
  }

  #atDoor<T>(by: UserId, run: (state: Room["state"]) => Result<T>): Result<T> {
    return this.#awake ? (this.#refuseHaste(by) ?? run(this.#awake.room.state)) : refuse("not_a_member");
  }

  #changeMembers(by: UserId, run: (state: Room["state"]) => Changes): Result<Nothing> {
    return this.#change(by, (room) => room.change(run));
  }

  /** Of members only: strangers cannot change anything, and learn nothing by being slowed down. */
  #refuseHaste(by: UserId): Refusal | undefined {
    if (!this.#awake?.room.state.member(by)) return undefined;
    const retry_after_ms = this.#actions.take(by, Date.now());
    return retry_after_ms > 0 ? refuse("rate_limited", { retry_after_ms }) : undefined;
  }

  /** Runs a change after the sends that came before it, and tells everyone who is still here. */
  #change(by: UserId, run: (room: Room) => Result<readonly Change[]>): Result<Nothing> {
    this.#commits.flush();
    if (!this.#awake) return refuse("not_a_member");
    const haste = this.#refuseHaste(by);
    if (haste) return haste;
    const { room, listing } = this.#awake;
    try {
      const changes = run(room);
      if (!changes.ok) return changes;
      for (const change of changes.value.filter(isGoing))
        this.#sockets.closeUser(change.user_id, GONE_AS[change.type]);
      this.#tell([], changes.value);
      listing.nudge();
      return accept({});
    } catch (error) {
      this.#recover(error);
      return refuse("internal");
    }
  }

  // ---- life -----------------------------------------------------------------------------------

  /** The second try of whatever could not be delivered, and the end of a room that was deleted. */
  override async alarm(): Promise<void> {
    if (!this.#awake) return;
    const { room, fanOut, listing } = this.#awake;
    if (room.state.isDeleted && !listing.isOwed && this.#sql.owed(1).length === 0) {
      fanOut.stop();
      this.#awake = undefined;
      return this.ctx.storage.deleteAll();
    }
    fanOut.nudge();
    listing.nudge();
    if (room.state.isDeleted) this.#alarmWithin(ENDING_RETRY_MS);
  }

  #alarmWithin(ms: number): void {
    this.ctx.waitUntil(alarmBy(this.ctx.storage, Date.now() + ms));
  }

  readonly #clock = {
    now: () => Date.now(),
    after: (ms: number, run: () => void) => void setTimeout(run, ms),
  };

  /** Reads the room from its tables. */
  #wake(): void {
    const room = Room.wake(this.#sql, limitsOf(this.env));
    this.#awake?.fanOut.stop();
    this.#awake = room && {
      room,
      fanOut: new FanOut(room.state, {
        ...this.#clock,
        deliver: (update) => this.env.INBOX.getByName(update.user_id).roomChanged(update),
        retryLater: (ms) => this.#alarmWithin(ms),
        present: () => this.#sockets.present(),
        remember: (cursor) => this.#sockets.remember(cursor),
        remembered: () => this.#sockets.recall(),
      }),
      ephemera: new Ephemera(room.state, {
        ...this.#clock,
        tell: (frame) => this.#sockets.toAll(frame),
        isBusy: () => this.#commits.size > 0,
      }),
      listing: new Listing(room.state, {
        tell: (channel, isListed) =>
          isListed ? listChannel(this.env.DB, channel) : unlistChannel(this.env.DB, channel.room_id),
        retryLater: (ms) => this.#alarmWithin(ms),
      }),
    };
  }

  /** After a bug: what is in memory may be ahead of the tables, so it goes. Texts are never logged. */
  #recover(error: unknown): void {
    console.error("room failed", error instanceof Error ? `${error.name}: ${error.message}` : "unknown");
    this.#wake();
  }
}
