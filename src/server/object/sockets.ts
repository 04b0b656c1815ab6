import * as z from "zod/mini";
import { type Code, codes, failureOf, refuse } from "../../protocol/codes.ts";
import { ChangePosition, ClientId, MessagePosition, RoomId, SessionId, UserId } from "../../protocol/ids.ts";
import {
  BACKLOG_HELLO_UNITS,
  BAD_FRAMES_MAX,
  FRAME_COUNTED_UNITS,
  FRAME_MAX_CHARACTERS,
  FRAMES_PER_USER_TIMES,
  SOCKETS_PER_USER_MAX,
} from "../../protocol/limits.ts";
import { type FrameError, PING, Ping, PONG, type Pong } from "../../protocol/room-frames.ts";
import { Backlog, StoredBacklog, type UserBacklog } from "./backlog.ts";
import { fieldOf } from "./field.ts";
import { type Rate, RateLimit, times } from "./rate-limit.ts";

/** Who is at the other end of a socket. The Worker has verified it. */
const Identity = z.object({
  user_id: UserId,
  session_id: SessionId,
  /** Unix milliseconds up to which the session is known to stand; see `SessionGuard`. */
  stands_until: z._default(z.int(), 0),
});
export type Identity = Readonly<z.infer<typeof Identity>>;

/** Reads the peer from the headers of an upgrade, which the Worker itself has set. */
export const identityOf = ({ headers }: Request): Identity =>
  Identity.parse({
    user_id: headers.get("parlor-user"),
    session_id: headers.get("parlor-session"),
    stands_until: Number(headers.get("parlor-stands-until") ?? Number.MAX_SAFE_INTEGER),
  });

/** How far some work in a room's log has got. */
const Note = z.object({ message_id: MessagePosition, change_id: ChangePosition });
type Note = z.infer<typeof Note>;

/** The state of a socket. It is stored in the attachment, so that hibernation loses none of it. */
const Attachment = z.object({
  ...Identity.shape,
  /** Unique among the sockets of this object. */
  socket_id: z.string(),
  /** `greeting` until `hello` has been answered; only `live` sockets get live frames. */
  state: z.enum(["greeting", "live"]),
  /** Unix milliseconds at which it was opened, or last sent a ping that the runtime did not answer. */
  since: z.int(),
  /** What the object wants to know when it wakes. */
  note: z.optional(Note),
  /** What its client may not have read. */
  backlog: z.optional(StoredBacklog),
  /** In a room: up to where the user's inbox had been told everything when it asked to hear no more while this is open. */
  told: z.optional(Note),
  /** In an inbox: the rooms whose end the device follows, and how far it has said that it has read there; 0 if that is stored. */
  following: z.optional(z.array(z.object({ room_id: RoomId, read: MessagePosition }))),
});
/** What an object keeps with a socket, also while it sleeps. It costs no row, and is gone with the socket. */
type Kept = Partial<Pick<Attachment, "told" | "following">>;
type Attachment = Readonly<z.infer<typeof Attachment>>;

/** How many sockets carry a note: one of them may close before the object wakes. */
const NOTE_COPIES = 3;
/** Sessions that ended and are remembered, in case an upgrade is still on its way that was allowed before. */
const ENDED_KEPT = 1_000;

/** One open socket. */
export type Peer = Omit<Attachment, "backlog"> & { readonly ws: WebSocket; readonly backlog: Backlog };

/**
 * Everyone who is connected to an object, whether the object holds their sockets itself or, for a large
 * room, relays do. So people are named by user and session, never by socket.
 */
export interface Broadcast {
  /** Sends the same frame to everyone live. */
  toAll(frame: object): void;
  /** Sends a frame to one user's live sockets, and another one to those of all others. */
  toUserAndOthers(user_id: UserId, own: object, others: object): void;
  /** Users with a live socket. */
  present(): UserId[];
  closeUser(user_id: UserId, code: Code): void;
  closeSessions(session_ids: readonly SessionId[], code: Code): void;
  closeAll(code: Code): void;
}

/**
 * The hibernatable sockets of one Durable Object: accepts them, remembers them through hibernation,
 * reads frames with all the distrust they deserve, and broadcasts.
 */
export class Sockets implements Broadcast {
  readonly #ctx: DurableObjectState;
  readonly #peers = new Map<WebSocket, Peer>();
  readonly #backlogs = new Map<UserId, UserBacklog>();
  readonly #frames: RateLimit;
  readonly #framesOfUser: RateLimit;
  readonly #badFrames = new WeakMap<WebSocket, number>();
  readonly #ended = new Set<SessionId>();
  readonly #max: number;

  constructor(ctx: DurableObjectState, max: number, rate: Rate) {
    this.#ctx = ctx;
    this.#max = max;
    this.#frames = new RateLimit(rate);
    this.#framesOfUser = new RateLimit(times(rate, FRAMES_PER_USER_TIMES));
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair(PING, PONG));
    for (const ws of ctx.getWebSockets()) {
      const attachment = Attachment.safeParse(ws.deserializeAttachment());
      if (attachment.success) this.#peers.set(ws, this.#peerOf(ws, attachment.data));
      else this.close(ws, "internal");
    }
  }

  /** Answers an upgrade. A refusal is a close code, because browsers show a page nothing else. */
  accept(identity: Identity, refusal: Code | undefined): Response {
    const { 0: client, 1: server } = new WebSocketPair();
    const code = refusal ?? this.#refusalFor(identity);
    const headers = { "sec-websocket-protocol": "parlor.1" };
    if (code) {
      server.accept();
      server.close(codes[code].close ?? 1008, code);
      return new Response(null, { status: 101, webSocket: client, headers });
    }
    this.#ctx.acceptWebSocket(server);
    const attachment = { ...identity, socket_id: crypto.randomUUID(), since: Date.now() };
    this.#set(this.#peerOf(server, { ...attachment, state: "greeting" }));
    return new Response(null, { status: 101, webSocket: client, headers });
  }

  /** The peer of a socket; undefined once it has been closed from here. */
  peer(ws: WebSocket): Peer | undefined {
    return this.#peers.get(ws);
  }

  present(): UserId[] {
    return [
      ...new Set([...this.#peers.values()].flatMap((peer) => (peer.state === "live" ? [peer.user_id] : []))),
    ];
  }

  /** All that are open. */
  peers(): Peer[] {
    return [...this.#peers.values()];
  }

  /** Unix milliseconds of a socket's last heartbeat, else of its opening. Heartbeats themselves wake nobody. */
  heardAt(ws: WebSocket): number {
    return Math.max(
      this.#peers.get(ws)?.since ?? 0,
      this.#ctx.getWebSocketAutoResponseTimestamp(ws)?.getTime() ?? 0,
    );
  }

  /**
   * Leaves a note for when the object wakes. That costs no row, but it is gone with the sockets: after
   * a crash or a deploy there is none. So the object must be able to do without it.
   */
  remember(note: Note): void {
    for (const peer of [...this.#peers.values()].slice(0, NOTE_COPIES)) {
      try {
        this.#set({ ...peer, note });
      } catch {
        // A socket that died unseen.
      }
    }
  }

  /** The notes that are left, including old ones. */
  recall(): Note[] {
    return [...this.#peers.values()].flatMap(({ note }) => note ?? []);
  }

  keep({ ws }: Peer, kept: Kept): void {
    const peer = this.#peers.get(ws);
    try {
      if (peer) this.#set({ ...peer, ...kept });
    } catch {
      // A socket that died unseen.
    }
  }

  /** From here on the peer gets live frames. */
  goLive({ ws }: Peer): void {
    // It may have been closed, and its attachment may have changed, by what it was sent.
    const peer = this.#peers.get(ws);
    if (peer) this.#set({ ...peer, state: "live" });
  }

  /** Whether a peer has read too little of what it was sent for another long answer. Then it is closed. */
  isBehind({ ws, backlog }: Peer): boolean {
    if (backlog.units <= BACKLOG_HELLO_UNITS) return false;
    this.close(ws, "slow_reader");
    return true;
  }

  /**
   * The frame a peer sent, or undefined if it was malformed: then the peer has been told, and its socket
   * closes if it goes on. Whatever comes in, this neither throws nor touches another socket.
   */
  read<Schema extends z.ZodMiniType>(
    peer: Peer,
    data: unknown,
    schema: Schema,
    now: number,
  ): z.output<Schema> | undefined {
    if (typeof data !== "string") return this.close(peer.ws, "binary_frame");
    if (data.length > FRAME_MAX_CHARACTERS) return this.close(peer.ws, "frame_too_long");
    const cost = 1 + Math.floor(data.length / FRAME_COUNTED_UNITS);
    const isTooMany =
      this.#frames.take(peer.socket_id, now, cost) > 0 ||
      this.#framesOfUser.take(peer.user_id, now, cost) > 0;
    if (isTooMany) return this.close(peer.ws, "too_many_frames");
    const frame = parseJson(data);
    const parsed = schema.safeParse(frame);
    if (parsed.success) return parsed.data;
    const ping = Ping.safeParse(frame);
    if (ping.success) return this.#answerPing(peer, ping.data.ack, now);
    const bad = (this.#badFrames.get(peer.ws) ?? 0) + 1;
    this.#badFrames.set(peer.ws, bad);
    if (bad > BAD_FRAMES_MAX) return this.close(peer.ws, "bad_frame");
    this.send(peer, badFrame(frame, parsed.error.issues));
    return undefined;
  }

  /** A ping in other bytes than the runtime's is a heartbeat too. */
  #answerPing(peer: Peer, ack: string | undefined, now: number): undefined {
    if (ack !== undefined) peer.backlog.acknowledge(ack);
    this.#set({ ...peer, since: now });
    this.#deliver(peer, PONG);
  }

  /** Returns the UTF-16 units that were sent. */
  send(peer: Peer, frame: object): number {
    const text = JSON.stringify(frame);
    // By the socket, since whatever was sent before may have closed it.
    if (this.#peers.has(peer.ws)) this.#deliver(peer, text);
    return text.length;
  }

  toAll(frame: object): void {
    this.#broadcast(frame, ({ state }) => state === "live");
  }

  toUserAndOthers(user_id: UserId, own: object, others: object): void {
    this.#broadcast(own, (peer) => peer.state === "live" && peer.user_id === user_id);
    this.#broadcast(others, (peer) => peer.state === "live" && peer.user_id !== user_id);
  }

  /** Sends a frame to some of the live sockets of this object. */
  toSockets(socket_ids: ReadonlySet<string>, frame: object): void {
    this.#broadcast(frame, ({ state, socket_id }) => state === "live" && socket_ids.has(socket_id));
  }

  /** Closes a socket for a reason. Nothing is sent to it or accepted from it afterwards. */
  close(ws: WebSocket, code: Code): undefined {
    this.#forget(ws);
    try {
      ws.close(codes[code].close ?? 1008, code);
    } catch {
      // It was closed already.
    }
  }

  closeUser(user_id: UserId, code: Code): void {
    this.#closeWhere((peer) => peer.user_id === user_id, code);
  }

  closeSessions(session_ids: readonly SessionId[], code: Code): void {
    this.#closeWhere((peer) => session_ids.includes(peer.session_id), code);
    for (const session_id of session_ids) this.#ended.add(session_id);
    for (const oldest of this.#ended) {
      if (this.#ended.size <= ENDED_KEPT) break;
      this.#ended.delete(oldest);
    }
  }

  /** The sessions of these sockets are known to stand for longer (Unix milliseconds). */
  renew(peers: readonly Peer[], stands_until: number): void {
    for (const { ws } of peers) {
      const peer = this.#peers.get(ws);
      if (peer) this.#set({ ...peer, stands_until });
    }
  }

  closeAll(code: Code): void {
    this.#closeWhere(() => true, code);
  }

  /** The other side closed. The close has to be answered, else the client waits 10 s for it. */
  closed(ws: WebSocket, code: number): void {
    this.#forget(ws);
    try {
      if (code === 1005) ws.close();
      else if (code !== 1006) ws.close(code);
    } catch {
      // It was closed already, or with a code that may not be sent.
    }
  }

  /** Serialised once, however many sockets it goes to. */
  #broadcast(frame: object, to: (peer: Peer) => boolean): void {
    const text = JSON.stringify(frame);
    for (const peer of this.#peers.values()) if (to(peer)) this.#deliver(peer, text);
  }

  #closeWhere(matches: (peer: Peer) => boolean, code: Code): void {
    for (const peer of [...this.#peers.values()]) if (matches(peer)) this.close(peer.ws, code);
  }

  #deliver({ ws, backlog }: Peer, text: string): void {
    try {
      ws.send(text);
      // Most of the time this is all.
      if (!backlog.sent(text.length) && !backlog.isAskDue && !backlog.isFull) return;
      this.#countBacklog(ws, backlog);
    } catch {
      // A socket that died unseen. Its client will notice, come back and resume.
      this.#forget(ws);
    }
  }

  #refusalFor({ user_id, session_id }: Identity): Code | undefined {
    if (this.#ended.has(session_id)) return "session_ended";
    return this.#isFull(user_id) ? "too_many_sockets" : undefined;
  }

  #countBacklog(ws: WebSocket, backlog: Backlog): void {
    if (backlog.isFull) return this.close(ws, "slow_reader");
    if (backlog.isAskDue) {
      const ack = crypto.randomUUID();
      const question = JSON.stringify({ type: "pong", ack } satisfies z.output<typeof Pong>);
      ws.send(question);
      backlog.sent(question.length);
      backlog.ask(ack);
    }
    const peer = this.#peers.get(ws);
    if (peer) this.#set(peer);
  }

  #isFull(user_id: UserId): boolean {
    if (this.#peers.size >= this.#max) return true;
    let own = 0;
    for (const peer of this.#peers.values()) if (peer.user_id === user_id) own++;
    return own >= SOCKETS_PER_USER_MAX;
  }

  #peerOf(ws: WebSocket, { backlog, ...attachment }: Attachment): Peer {
    const user = this.#backlogs.get(attachment.user_id) ?? { sockets: 0, units: 0 };
    this.#backlogs.set(attachment.user_id, user);
    return { ...attachment, ws, backlog: new Backlog(user, backlog) };
  }

  #set(peer: Peer): void {
    const { ws, backlog, ...attachment } = peer;
    ws.serializeAttachment({ ...attachment, backlog: backlog.store() } satisfies Attachment);
    this.#peers.set(ws, peer);
  }

  #forget(ws: WebSocket): void {
    const peer = this.#peers.get(ws);
    if (!peer) return;
    this.#peers.delete(ws);
    peer.backlog.end();
    if (this.#backlogs.get(peer.user_id)?.sockets === 0) this.#backlogs.delete(peer.user_id);
  }
}

/** Names what is wrong with a frame, and its client_id if one can be read. */
function badFrame(frame: unknown, [issue]: readonly z.core.$ZodIssue[]): z.output<typeof FrameError> {
  const field = fieldOf(issue);
  const client_id = ClientId.safeParse((frame as { client_id?: unknown } | null | undefined)?.client_id);
  return {
    type: "error",
    ...failureOf(refuse("bad_frame", field ? { field } : {})),
    ...(client_id.success && { client_id: client_id.data }),
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
