import { DurableObject } from "cloudflare:workers";
import { accept, type Code, codes, type Refusal, type Result, refuse } from "../../protocol/codes.ts";
import { type ClientId, idFromBytes, type UserId } from "../../protocol/ids.ts";
import {
  COMMIT_WINDOW_MS,
  FRAMES_BURST,
  FRAMES_PER_SECOND,
  MIN_PROTOCOL_VERSION,
  PENDING_MAX,
  ROOM_SOCKETS_MAX,
  SEND_BURST,
  SEND_PER_SECOND,
} from "../../protocol/limits.ts";
import type { Content, Message } from "../../protocol/message.ts";
import type { Change, History, HistoryQuery, Member, Role, Room as RoomView } from "../../protocol/room.ts";
import { RoomUp } from "../../protocol/room-frames.ts";
import { RateLimit } from "../rate-limit.ts";
import { type Peer, Sockets } from "../sockets.ts";
import { durableSql } from "../sql.ts";
import { FanOut } from "./fan-out.ts";
import { GroupCommit } from "./group-commit.ts";
import type { Outcome, Submission } from "./log.ts";
import { type NewRoom, Room } from "./room.ts";
import { RoomSql } from "./room-sql.ts";

/** A submission that waits for the next commit, and who wants to know what became of it. */
interface Waiting extends Submission {
  readonly reply: (outcome: Outcome) => void;
}

/**
 * One chat room: the only writer of its log. It wakes, parses, asks the core, sends what the core
 * returns. The order is always: permission → number → write → broadcast → inboxes, within one turn,
 * with no `await` between write and broadcast: the runtime's output gate then holds every frame back
 * until the write is durable.
 */
export class RoomObject extends DurableObject<Env> {
  readonly #sql: RoomSql;
  readonly #sockets: Sockets;
  readonly #rate: RateLimit;
  readonly #commits: GroupCommit<Waiting>;
  #room: Room | undefined;
  #fanOut: FanOut | undefined;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    const per_second = Number(env.SEND_RATE_PER_SECOND) || SEND_PER_SECOND;
    const burst = Number(env.SEND_BURST) || SEND_BURST;
    this.#sql = new RoomSql(durableSql(ctx.storage));
    this.#rate = new RateLimit({ burst, per_second });
    this.#sockets = new Sockets(ctx, ROOM_SOCKETS_MAX, {
      burst: Math.max(FRAMES_BURST, 2 * burst),
      per_second: Math.max(FRAMES_PER_SECOND, 2 * per_second),
    });
    this.#commits = new GroupCommit(COMMIT_WINDOW_MS, this.#clock, (batch) => this.#commit(batch));
    this.#wake();
  }

  // ---- sockets --------------------------------------------------------------------------------

  /** Upgrades a request the Worker has built and vouched for. */
  override fetch(request: Request): Response {
    const user_id = request.headers.get("parlor-user") ?? "";
    const session_id = request.headers.get("parlor-session") ?? "";
    const member = this.#room?.membership.get(user_id);
    return this.#sockets.accept({ user_id, session_id }, member ? undefined : "not_a_member");
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
    if (frame.type === "hello") {
      if (frame.protocol < MIN_PROTOCOL_VERSION) return this.#sockets.close(peer.ws, "protocol_too_old");
      return this.#greet(peer, frame.position);
    }
    if (peer.state !== "live") return this.#sockets.close(peer.ws, "hello_first");
    const { type: _, client_id, ...content } = frame;
    this.#submit({
      sender: peer.user_id,
      client_id,
      content,
      reply: (outcome) => this.#answer(peer, client_id, outcome),
    });
  }

  /** Brings a client up to date and makes its socket live, in one turn. */
  #greet(peer: Peer, position: Parameters<Room["resume"]>[1]): void {
    const frames = this.#room?.resume(peer.user_id, position, Date.now()) ?? refuse("not_a_member");
    if (!frames.ok) return this.#sockets.close(peer.ws, frames.code);
    for (const frame of frames.value) this.#sockets.send(peer, frame);
    this.#sockets.goLive(peer);
  }

  /** A new message needs no answer of its own: the broadcast carries its client_id. */
  #answer(peer: Peer, client_id: ClientId, outcome: Outcome): void {
    if (!outcome.ok) this.#sockets.send(peer, { type: "reject", client_id, ...failure(outcome) });
    else if (outcome.repeated)
      this.#sockets.send(peer, { type: "events", messages: [outcome.value], changes: [] });
  }

  // ---- sending --------------------------------------------------------------------------------

  /** Says something without a socket; the same exactly-once. */
  post(user_id: UserId, send: { readonly client_id: ClientId } & Content): Promise<Result<Message>> {
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
    const screened = this.#room?.screen(waiting, now) ?? refuse("not_a_member");
    if (!screened.ok) return screened;
    const retry_after_ms = this.#rate.take(waiting.sender, now);
    // A resend costs nothing: it only fetches the answer that got lost.
    if (retry_after_ms > 0 && !this.#isKnown(waiting)) return refuse("rate_limited", { retry_after_ms });
    return this.#commits.size >= PENDING_MAX ? refuse("room_busy") : undefined;
  }

  #isKnown({ client_id, sender }: Submission): boolean {
    return this.#sql.sent(client_id)?.sender === sender;
  }

  /** Commit, then tell. */
  #commit(batch: readonly Waiting[]): void {
    if (!this.#room) return;
    let outcomes: readonly Outcome[];
    try {
      const committed = this.#room.commit(batch, Date.now());
      outcomes = committed.outcomes;
      this.#tell(committed.messages, []);
    } catch (error) {
      this.#recover(error);
      outcomes = batch.map(() => refuse("internal"));
    }
    for (const [index, waiting] of batch.entries()) waiting.reply(outcomes[index] as Outcome);
  }

  #tell(messages: readonly Message[], changes: readonly Change[]): void {
    if (messages.length === 0 && changes.length === 0) return;
    this.#sockets.broadcast({ type: "events", messages, changes });
    this.#fanOut?.nudge();
  }

  // ---- members --------------------------------------------------------------------------------

  /** Makes the room; made already, it stays as it is. */
  create(make: NewRoom): Result<RoomView> {
    if (!this.#room) {
      Room.create(this.#sql, make, idFromBytes(crypto.getRandomValues(new Uint8Array(20))), Date.now());
      this.#wake();
    }
    return this.#room ? accept(this.#room.view()) : refuse("internal");
  }

  describe(user_id: UserId): Result<{ room: RoomView; role: Role }> {
    return this.#room?.describe(user_id) ?? refuse("not_a_member");
  }

  members(user_id: UserId): Result<Member[]> {
    return this.#room?.members(user_id) ?? refuse("not_a_member");
  }

  history(user_id: UserId, query: HistoryQuery): Result<History> {
    return this.#room?.history(user_id, query) ?? refuse("not_a_member");
  }

  join(user_id: UserId): Result<RoomView> {
    return this.#change(
      (room) => room.membership.join(user_id, Date.now()),
      (room) => room.view(),
    );
  }

  invite(by: UserId, user_ids: readonly UserId[]): Result<{ added: UserId[] }> {
    return this.#change(
      (room) => room.membership.invite(by, user_ids, Date.now()),
      (_, changes) => ({
        added: changes.flatMap((change) => (change.type === "member_joined" ? [change.user_id] : [])),
      }),
    );
  }

  leave(user_id: UserId): Result<Record<never, never>> {
    return this.#change(
      (room) => room.membership.leave(user_id, Date.now()),
      () => ({}),
    );
  }

  /** A session has ended: its sockets close. */
  closeSession(session_id: string): void {
    this.#sockets.closeWhere((identity) => identity.session_id === session_id, "session_ended");
  }

  /** Runs a change of membership after the sends that came before it, and tells everyone still here. */
  #change<T>(
    run: (room: Room) => Result<readonly Change[]>,
    answer: (room: Room, changes: readonly Change[]) => T,
  ): Result<T> {
    this.#commits.flush();
    const room = this.#room;
    if (!room) return refuse("not_found");
    try {
      const changes = run(room);
      if (!changes.ok) return changes;
      this.#dropStrangers(room);
      this.#tell([], changes.value);
      return accept(answer(room, changes.value));
    } catch (error) {
      this.#recover(error);
      return refuse("internal");
    }
  }

  #dropStrangers(room: Room): void {
    this.#sockets.closeWhere(({ user_id }) => !room.membership.get(user_id), "not_a_member");
  }

  // ---- life -----------------------------------------------------------------------------------

  /** The second try of whatever could not be delivered. */
  override alarm(): void {
    this.#fanOut?.nudge();
  }

  readonly #clock = {
    now: () => Date.now(),
    after: (ms: number, run: () => void) => void setTimeout(run, ms),
  };

  /** Reads the room from its tables. */
  #wake(): void {
    this.#room = Room.wake(this.#sql);
    this.#fanOut?.stop();
    this.#fanOut =
      this.#room &&
      new FanOut(this.#room, {
        ...this.#clock,
        deliver: (update) => this.env.INBOX.getByName(update.user_id).roomChanged(update),
        retryLater: (ms) => void this.ctx.storage.setAlarm(Date.now() + ms),
      });
  }

  /** After a bug: what is in memory may be ahead of the tables, so it goes. Texts are never logged. */
  #recover(error: unknown): void {
    console.error("room failed", error instanceof Error ? `${error.name}: ${error.message}` : "unknown");
    this.#wake();
  }
}

const failure = ({
  code,
  retry_after_ms,
  detail,
}: Refusal): { code: Code; message: string; retry_after_ms?: number } => ({
  code,
  message: detail ?? codes[code].text,
  ...(retry_after_ms !== undefined && { retry_after_ms }),
});
