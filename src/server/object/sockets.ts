import * as z from "zod/mini";
import { type Code, codes, failureOf, refuse } from "../../protocol/codes.ts";
import { ChangePosition, ClientId, MessagePosition, SessionId, UserId } from "../../protocol/ids.ts";
import { BAD_FRAMES_MAX, FRAME_MAX_CHARACTERS, SOCKETS_PER_USER_MAX } from "../../protocol/limits.ts";
import { type FrameError, PING, Ping, PONG } from "../../protocol/room-frames.ts";
import { type Rate, RateLimit } from "./rate-limit.ts";

/** Who is at the other end of a socket. The Worker has verified it. */
const Identity = z.object({ user_id: UserId, session_id: SessionId });
export type Identity = Readonly<z.infer<typeof Identity>>;

/** Reads the peer from the headers of an upgrade, which the Worker itself has set. */
export const identityOf = ({ headers }: Request): Identity =>
  Identity.parse({ user_id: headers.get("parlor-user"), session_id: headers.get("parlor-session") });

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
});
type Attachment = Readonly<z.infer<typeof Attachment>>;

/** How many sockets carry a note: one of them may close before the object wakes. */
const NOTE_COPIES = 3;

/** One open socket. */
export type Peer = Attachment & { readonly ws: WebSocket };

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
  readonly #frames: RateLimit;
  readonly #badFrames = new WeakMap<WebSocket, number>();
  readonly #max: number;

  constructor(ctx: DurableObjectState, max: number, rate: Rate) {
    this.#ctx = ctx;
    this.#max = max;
    this.#frames = new RateLimit(rate);
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair(PING, PONG));
    for (const ws of ctx.getWebSockets()) {
      const attachment = Attachment.safeParse(ws.deserializeAttachment());
      if (attachment.success) this.#peers.set(ws, { ...attachment.data, ws });
      else this.close(ws, "internal");
    }
  }

  /** Answers an upgrade. A refusal is a close code, because browsers show a page nothing else. */
  accept(identity: Identity, refusal: Code | undefined): Response {
    const { 0: client, 1: server } = new WebSocketPair();
    const code = refusal ?? (this.#isFull(identity.user_id) ? "too_many_sockets" : undefined);
    const headers = { "sec-websocket-protocol": "parlor.1" };
    if (code) {
      server.accept();
      server.close(codes[code].close ?? 1008, code);
      return new Response(null, { status: 101, webSocket: client, headers });
    }
    this.#ctx.acceptWebSocket(server);
    this.#set(server, { ...identity, socket_id: crypto.randomUUID(), state: "greeting", since: Date.now() });
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
    for (const { ws, ...attachment } of [...this.#peers.values()].slice(0, NOTE_COPIES)) {
      try {
        this.#set(ws, { ...attachment, note });
      } catch {
        // A socket that died unseen.
      }
    }
  }

  /** The notes that are left, including old ones. */
  recall(): Note[] {
    return [...this.#peers.values()].flatMap(({ note }) => note ?? []);
  }

  /** From here on the peer gets live frames. */
  goLive({ ws, ...attachment }: Peer): void {
    this.#set(ws, { ...attachment, state: "live" });
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
    if (this.#frames.take(peer.socket_id, now) > 0) return this.close(peer.ws, "too_many_frames");
    const frame = parseJson(data);
    const parsed = schema.safeParse(frame);
    if (parsed.success) return parsed.data;
    if (Ping.safeParse(frame).success) return this.#answerPing(peer, now);
    const bad = (this.#badFrames.get(peer.ws) ?? 0) + 1;
    this.#badFrames.set(peer.ws, bad);
    if (bad > BAD_FRAMES_MAX) return this.close(peer.ws, "bad_frame");
    this.send(peer, badFrame(frame, parsed.error.issues));
    return undefined;
  }

  /** A ping in other bytes than the runtime's is a heartbeat too. */
  #answerPing({ ws, ...attachment }: Peer, now: number): undefined {
    this.#set(ws, { ...attachment, since: now });
    this.#deliver(ws, PONG);
  }

  send(peer: Peer, frame: object): void {
    this.#deliver(peer.ws, JSON.stringify(frame));
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
    this.#peers.delete(ws);
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
  }

  closeAll(code: Code): void {
    this.#closeWhere(() => true, code);
  }

  /** The other side closed. The close has to be answered, else the client waits 10 s for it. */
  closed(ws: WebSocket, code: number): void {
    this.#peers.delete(ws);
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
    for (const peer of this.#peers.values()) if (to(peer)) this.#deliver(peer.ws, text);
  }

  #closeWhere(matches: (peer: Peer) => boolean, code: Code): void {
    for (const peer of [...this.#peers.values()]) if (matches(peer)) this.close(peer.ws, code);
  }

  #deliver(ws: WebSocket, text: string): void {
    try {
      ws.send(text);
    } catch {
      // A socket that died unseen. Its client will notice, come back and resume.
      this.#peers.delete(ws);
    }
  }

  #isFull(user_id: UserId): boolean {
    if (this.#peers.size >= this.#max) return true;
    let own = 0;
    for (const peer of this.#peers.values()) if (peer.user_id === user_id) own++;
    return own >= SOCKETS_PER_USER_MAX;
  }

  #set(ws: WebSocket, attachment: Attachment): void {
    ws.serializeAttachment(attachment);
    this.#peers.set(ws, { ...attachment, ws });
  }
}

/** Names what is wrong with a frame, and its client_id if one can be read. */
function badFrame(frame: unknown, [issue]: readonly z.core.$ZodIssue[]): z.output<typeof FrameError> {
  const field = issue?.path.join(".");
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
