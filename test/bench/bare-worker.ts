import { DurableObject } from "cloudflare:workers";

/**
 * What the platform itself can do, without a product around it: three rooms that trust everybody.
 * They are the yardsticks of the bench, so each is the plainest code for its purpose. The frames
 * have the shape of Parlor's, so that the same bytes travel.
 */

interface Sent {
  client_id: string;
  text: string;
}

const SENDER = "u_00000000000000000000";
const WINDOW_MS = 2;

/** Takes sockets through the hibernation API and tells everybody what it is told. */
abstract class BareRoom extends DurableObject {
  override fetch(): Response {
    const { 0: client, 1: server } = new WebSocketPair();
    this.ctx.acceptWebSocket(server);
    return new Response(null, { status: 101, webSocket: client });
  }

  protected tell(frame: string): void {
    for (const socket of this.ctx.getWebSockets()) socket.send(frame);
  }

  override webSocketClose(socket: WebSocket, code: number): void {
    socket.close(code === 1005 || code === 1006 ? 1000 : code);
  }
}

/** The naive limit: one frame a message, nothing is stored. */
export class NaiveRoom extends BareRoom {
  override webSocketMessage(_socket: WebSocket, data: string): void {
    this.tell(data);
  }
}

abstract class StoringRoom extends BareRoom {
  protected readonly sql = this.ctx.storage.sql;
  protected head = 0;

  constructor(ctx: DurableObjectState, env: Cloudflare.Env) {
    super(ctx, env);
    this.sql.exec(`CREATE TABLE IF NOT EXISTS message (
			message_id INTEGER PRIMARY KEY, sender TEXT, client_id TEXT, time INTEGER, text TEXT)`);
    this.sql.exec(
      "CREATE TABLE IF NOT EXISTS sent (client_id TEXT PRIMARY KEY, message_id INTEGER) WITHOUT ROWID",
    );
    this.head = Number(this.sql.exec("SELECT coalesce(max(message_id), 0) AS head FROM message").one().head);
  }

  protected store(data: string) {
    const { client_id, text } = JSON.parse(data) as Sent;
    const message = { message_id: ++this.head, sender: SENDER, client_id, time: Date.now(), text };
    const { message_id, sender, time } = message;
    this.sql.exec("INSERT INTO message VALUES (?, ?, ?, ?, ?)", message_id, sender, client_id, time, text);
    return message;
  }
}

/** One row and one frame a message, at once: what a quiet room can be measured against. */
export class EchoRoom extends StoringRoom {
  override webSocketMessage(_socket: WebSocket, data: string): void {
    this.tell(JSON.stringify({ type: "events", messages: [this.store(data)], changes: [] }));
  }
}

/** The raw limit: sends are gathered for 2 ms (or as long as the last commit took), stored with a dedupe row, told in one frame. */
export class RawRoom extends StoringRoom {
  private waiting: string[] = [];
  private timer: ReturnType<typeof setTimeout> | undefined;

  override webSocketMessage(_socket: WebSocket, data: string): void {
    this.waiting.push(data);
    if (this.timer === undefined) this.commit();
  }

  private commit(): void {
    const started = performance.now();
    const messages = this.waiting.map((data) => {
      const message = this.store(data);
      this.sql.exec("INSERT OR IGNORE INTO sent VALUES (?, ?)", message.client_id, message.message_id);
      return message;
    });
    this.waiting = [];
    this.tell(JSON.stringify({ type: "events", messages, changes: [] }));
    this.timer = setTimeout(
      () => {
        this.timer = undefined;
        if (this.waiting.length > 0) this.commit();
      },
      Math.max(WINDOW_MS, performance.now() - started),
    );
  }
}

interface BareEnv {
  NAIVE: DurableObjectNamespace<NaiveRoom>;
  ECHO: DurableObjectNamespace<EchoRoom>;
  RAW: DurableObjectNamespace<RawRoom>;
}

export default {
  /** `/NAIVE/<room>`, `/ECHO/<room>`, `/RAW/<room>`: a socket into that room. */
  fetch(request, env): Promise<Response> {
    const [, kind, room] = new URL(request.url).pathname.split("/");
    return env[kind as keyof BareEnv].getByName(room ?? "").fetch(request);
  },
} satisfies ExportedHandler<BareEnv>;
