import { DurableObject } from "cloudflare:workers";
import { assertNever } from "../../protocol/codes.ts";
import { idFromBytes, type RoomId } from "../../protocol/ids.ts";
import type { Conversation, InboxPosition } from "../../protocol/inbox.ts";
import { InboxUp } from "../../protocol/inbox-frames.ts";
import {
  FRAMES_BURST,
  FRAMES_PER_SECOND,
  MIN_PROTOCOL_VERSION,
  SOCKETS_PER_USER_MAX,
} from "../../protocol/limits.ts";
import { type Peer, Sockets } from "../sockets.ts";
import { durableSql } from "../sql.ts";
import { Inbox } from "./inbox.ts";
import { InboxSql } from "./inbox-sql.ts";
import type { RoomUpdate } from "./room-update.ts";

/**
 * One user's inbox: which rooms they are in, how far they have read, and a socket for each of their
 * devices. Rooms report here; whatever changes is written first and told to the devices after.
 */
export class InboxObject extends DurableObject<Env> {
  readonly #sockets: Sockets;
  readonly #inbox: Inbox;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#sockets = new Sockets(ctx, SOCKETS_PER_USER_MAX, {
      burst: FRAMES_BURST,
      per_second: FRAMES_PER_SECOND,
    });
    const epoch = idFromBytes(crypto.getRandomValues(new Uint8Array(20)));
    this.#inbox = new Inbox(new InboxSql(durableSql(ctx.storage)), epoch);
  }

  // ---- what rooms and the Worker ask ----------------------------------------------------------

  /** A room reports where it stands for this user. */
  roomChanged(update: RoomUpdate): void {
    this.#tell(this.#inbox.apply(update));
  }

  list(): { conversations: Conversation[]; position: InboxPosition } {
    return { conversations: this.#inbox.list(), position: this.#inbox.position() };
  }

  read(room_id: RoomId, message_id: number): void {
    this.#tell(this.#inbox.read(room_id, message_id));
  }

  /** A session has ended: its sockets close. Returns the rooms where it may have more of them. */
  closeSession(session_id: string): RoomId[] {
    this.#sockets.closeWhere((identity) => identity.session_id === session_id, "session_ended");
    return this.#inbox.list().map((conversation) => conversation.room_id);
  }

  // ---- sockets --------------------------------------------------------------------------------

  /** Upgrades a request the Worker has built and vouched for. */
  override fetch(request: Request): Response {
    const user_id = request.headers.get("parlor-user") ?? "";
    const session_id = request.headers.get("parlor-session") ?? "";
    return this.#sockets.accept({ user_id, session_id }, undefined);
  }

  override webSocketMessage(ws: WebSocket, data: string | ArrayBuffer): void {
    const peer = this.#sockets.peer(ws);
    if (!peer) return;
    try {
      this.#hear(peer, data);
    } catch (error) {
      // The tables hold whatever was told. The device comes back and sends its cursor again.
      console.error("inbox failed", error instanceof Error ? `${error.name}: ${error.message}` : "unknown");
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
    const frame = this.#sockets.read(peer, data, InboxUp, Date.now());
    if (!frame) return;
    switch (frame.type) {
      case "hello":
        if (frame.protocol < MIN_PROTOCOL_VERSION) return this.#sockets.close(peer.ws, "protocol_too_old");
        for (const down of this.#inbox.resume(frame.position, Date.now())) this.#sockets.send(peer, down);
        return this.#sockets.goLive(peer);
      case "read":
        if (peer.state !== "live") return this.#sockets.close(peer.ws, "hello_first");
        return this.#tell(this.#inbox.read(frame.room_id, frame.message_id));
      default:
        return assertNever(frame);
    }
  }

  #tell(changed: Conversation | undefined): void {
    if (changed) this.#sockets.broadcast({ type: "conversations", conversations: [changed] });
  }
}
