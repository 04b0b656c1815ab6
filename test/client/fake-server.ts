import type { OpenSocket, SocketListener } from "../../src/client/socket.ts";
import { type Code, codes } from "../../src/protocol/codes.ts";
import type { Conversation } from "../../src/protocol/inbox.ts";
import type { Message } from "../../src/protocol/message.ts";
import { PONG } from "../../src/protocol/room-frames.ts";
import { current, EPOCH, events, ME, message, position, ROOM, user, welcome } from "./fixtures.ts";

// biome-ignore lint/suspicious/noExplicitAny: frames as they come off the wire
type Json = any;

interface OpenedSocket {
  readonly url: string;
  readonly protocols: string[];
  readonly listener: SocketListener;
  /** Everything the client sent, pings left out. */
  readonly received: Json[];
  isLive: boolean;
}

/**
 * A server for one user and one room, in memory, that speaks the protocol and fails on demand. It is
 * no model of the rules (the simulation has the real room for that) but of what a network does.
 */
export class FakeServer {
  /** How new sockets fare: they work, do not open, or open and then bring nothing. */
  sockets: "work" | "refused" | "mute" = "work";
  http: "works" | "down" = "works";
  /** Frames of open sockets vanish in both directions: a half-open connection. */
  isHalfOpen = false;
  /** A refusal for each send, while set. */
  refuse: { code: string; retry_after_ms?: number } | undefined;
  /** Whether the first refusal is the last. */
  refusesOnce = false;
  accessTokens = 0;
  refreshTokens = 0;
  signedInAs = ME;
  isSignedOut = false;
  readonly log: Message[] = [];
  conversation: Conversation | undefined;
  readonly requests: string[] = [];
  /** Sockets that were ever asked for, the newest last. */
  readonly opened: OpenedSocket[] = [];

  get live(): OpenedSocket[] {
    return this.opened.filter((socket) => socket.isLive);
  }

  /** Somebody else says something. */
  say(text: string): void {
    this.#add(message(this.log.length + 1, { text }));
  }

  /** Messages others said before anybody listened. */
  fill(count: number): void {
    while (this.log.length < count) this.log.push(message(this.log.length + 1));
  }

  /** Sends a frame as it is to every room socket. */
  broadcast(frame: Json): void {
    for (const socket of this.live) if (socket.url.includes(ROOM)) this.#deliver(socket, frame);
  }

  /** Cuts all sockets, as a crash does, or only those whose address has this in it. */
  drop(code = 1006, reason = "", only = ""): void {
    for (const socket of this.live.filter(({ url }) => url.includes(only))) {
      socket.isLive = false;
      queueMicrotask(() => socket.listener.closed(code, reason));
    }
  }

  closeWith(code: Code, only = ""): void {
    this.drop(codes[code].close ?? 1008, code, only);
  }

  readonly openSocket: OpenSocket = (url, protocols, listener) => {
    const socket: OpenedSocket = {
      url,
      protocols,
      listener,
      received: [],
      isLive: this.sockets !== "refused",
    };
    this.opened.push(socket);
    queueMicrotask(() => (this.sockets === "refused" ? listener.closed(1006, "") : listener.opened()));
    const isMute = this.sockets === "mute";
    return {
      send: (text) => void (socket.isLive && !isMute && !this.isHalfOpen && this.#receive(socket, text)),
      close: () => {
        socket.isLive = false;
      },
    };
  };

  #receive(socket: OpenedSocket, text: string): void {
    const frame: Json = JSON.parse(text);
    if (frame.type === "ping") return this.#deliver(socket, PONG);
    socket.received.push(frame);
    if (frame.type === "hello") {
      const frames = socket.url.includes(ROOM)
        ? this.#roomFrames(frame.position)
        : this.#inboxFrames(frame.position);
      for (const each of frames) this.#deliver(socket, each);
    } else if (frame.type === "send") {
      const answer = this.#take(frame);
      if (answer) this.#deliver(socket, answer);
    } else if (frame.type === "read") this.read(frame.message_id);
  }

  #take(send: Json): Json {
    if (this.refuse) {
      const reject = { type: "reject", client_id: send.client_id, message: "", ...this.refuse };
      if (this.refusesOnce) this.refuse = undefined;
      return reject;
    }
    const known = this.log.find((each) => each.client_id === send.client_id);
    if (known) return events([known]);
    this.#add(message(this.log.length + 1, { sender: ME, client_id: send.client_id, text: send.text }));
  }

  #add(said: Message): void {
    this.log.push(said);
    this.broadcast(events([said]));
  }

  read(message_id: number): void {
    if (!this.conversation) return;
    const { version, read } = this.conversation;
    this.show({ ...this.conversation, read: Math.max(read, message_id), version: version + 1 });
  }

  show(conversation: Conversation): void {
    this.conversation = conversation;
    for (const socket of this.live) {
      if (!socket.url.includes(ROOM))
        this.#deliver(socket, { type: "conversations", conversations: [conversation] });
    }
  }

  #roomFrames(from: Json): Json[] {
    const head = position(this.log.length);
    const isReload = from?.epoch !== EPOCH || this.log.length - from.message_id > 500;
    const missed = isReload ? this.log.slice(-50) : this.log.slice(from.message_id);
    return [welcome(isReload ? "reload" : "resume", head), events(missed), current(head)];
  }

  #inboxFrames(from: Json): Json[] {
    const head = { epoch: EPOCH, version: this.conversation?.version ?? 0 };
    const changed = [this.conversation].filter((each) => each && each.version > (from?.version ?? 0));
    const greeting = {
      type: "welcome",
      protocol: 1,
      min_protocol: 1,
      mode: from ? "resume" : "reload",
      head,
      server_time: 0,
    };
    return [greeting, { type: "conversations", conversations: changed }, { type: "current", position: head }];
  }

  #deliver(socket: OpenedSocket, frame: Json): void {
    const text = typeof frame === "string" ? frame : JSON.stringify(frame);
    queueMicrotask(() => void (socket.isLive && !this.isHalfOpen && socket.listener.received(text)));
  }

  // ---- HTTP ----

  readonly fetch = async (input: string | URL | Request, init: RequestInit = {}): Promise<Response> => {
    const url = new URL(String(input));
    this.requests.push(`${init.method} ${url.pathname}`);
    if (this.http === "down") throw new TypeError("fetch failed");
    const query = Object.fromEntries(url.searchParams);
    const body: Json = init.body ? JSON.parse(String(init.body)) : {};
    const token = new Headers(init.headers).get("authorization");
    return this.#answer(url.pathname, query, body, token);
  };

  #answer(path: string, query: Json, body: Json, token: string | null): Response {
    if (path === "/api/auth/refresh") {
      const isGood = !this.isSignedOut && body.refresh_token === `refresh ${this.refreshTokens}`;
      return isGood ? this.#session() : failure("session_ended");
    }
    if (path.startsWith("/api/auth/") && path !== "/api/auth/sign-out") return this.#session();
    if (this.isSignedOut || token !== `Bearer access ${this.accessTokens}`) return failure("unauthenticated");
    if (path === "/api/me") return Response.json(user(this.signedInAs, body.name));
    if (path === "/api/people/by-id")
      return Response.json({ people: query.ids.split(",").map((id: string) => user(id)) });
    if (path === "/api/inbox/sync")
      return Response.json({ frames: this.#inboxFrames(query.epoch && { version: Number(query.version) }) });
    if (path.endsWith("/sync"))
      return Response.json({ frames: this.#roomFrames({ ...query, message_id: Number(query.message_id) }) });
    if (path.endsWith("/read")) this.read(body.message_id);
    if (path.endsWith("/messages") && query.before) return Response.json(this.#history(Number(query.before)));
    if (path.endsWith("/messages")) {
      const refused = this.#take(body);
      if (refused?.type === "reject") return failure(refused.code, refused.retry_after_ms);
      return Response.json(this.log.find((each) => each.client_id === body.client_id));
    }
    return Response.json({});
  }

  #history(before: number): Json {
    return {
      epoch: EPOCH,
      messages: this.log.slice(Math.max(0, before - 51), before - 1),
      head: this.log.length,
      chain_before: "",
      chain_after: "",
    };
  }

  #session(): Response {
    const tokens = {
      access_token: `access ${++this.accessTokens}`,
      refresh_token: `refresh ${++this.refreshTokens}`,
      expires_in: 900,
    };
    return Response.json({ user: user(this.signedInAs), expires_in: 900, tokens });
  }
}

const failure = (code: Code, retry_after_ms?: number): Response =>
  Response.json(
    { error: { code, message: codes[code].text, request_id: "r", retry_after_ms } },
    { status: codes[code].status },
  );

export const conversation = (more: Partial<Conversation> = {}): Conversation => ({
  room_id: ROOM,
  kind: "group",
  name: "Room",
  membership: "member",
  head: 100,
  read: 0,
  active_at: 0,
  version: 1,
  ...more,
});
