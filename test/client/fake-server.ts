import type { OpenSocket, SocketListener } from "../../src/client/transport/socket.ts";
import { type Code, codes } from "../../src/protocol/codes.ts";
import { type ClientId, clientIdTime } from "../../src/protocol/ids.ts";
import { type Conversation, type Entry, type KeyedEntry, keyOf } from "../../src/protocol/inbox.ts";
import type { Message } from "../../src/protocol/message.ts";
import type { Member } from "../../src/protocol/room.ts";
import { PONG } from "../../src/protocol/room-frames.ts";
import type { User } from "../../src/protocol/user.ts";
import { current, EPOCH, events, ME, message, OTHER, position, ROOM, user, welcome } from "./fixtures.ts";

// biome-ignore lint/suspicious/noExplicitAny: frames as they come off the wire
type Json = any;

export interface OpenedSocket {
  readonly url: string;
  readonly protocols: string[];
  readonly listener: SocketListener;
  /** Everything the client sent, pings left out. */
  readonly received: Json[];
  isLive: boolean;
}

const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * A server for one user and one room, in memory, that speaks the protocol and fails on demand. It is
 * no model of the rules (the simulation has the real room for that) but of what a network does.
 */
export class FakeServer {
  /** The server's clock, in Unix milliseconds. */
  now = (): number => Date.UTC(2026, 10, 24);
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
  /** The members who are found by their handle, and whether that does not work just now. */
  members: readonly User[] = [];
  unknownHandles = false;
  roster: readonly Member[] = [];
  conversation: Conversation | undefined;
  readonly entries = new Map<string, KeyedEntry>();
  /** How far the user has read, as the room has been told. */
  receipt: { delivered: number; read: number } | undefined;
  /** Threads the user follows, or does not want to. */
  readonly following = new Map<number, boolean>();
  /** Changes of the room; all of them are of messages. */
  changes = 0;
  readonly requests: string[] = [];
  /** Sockets that were ever asked for, the newest last. */
  readonly opened: OpenedSocket[] = [];

  get live(): OpenedSocket[] {
    return this.opened.filter((socket) => socket.isLive);
  }

  /** Somebody else says something. */
  say(text: string, more: Partial<Message> = {}): void {
    this.#add(message(this.log.length + 1, { text, ...more }));
  }

  /** Messages others posted before anybody listened. */
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
    } else if (frame.type === "action") {
      const { client_id, action } = frame;
      const refused = this.#refusal(client_id);
      if (!refused) this.#applyAction(action);
      this.#deliver(socket, refused ?? { type: "done", client_id });
    } else if (frame.type === "read") this.read(frame.message_id);
    else if (frame.type === "receipt") {
      this.receipt = { delivered: frame.delivered, read: frame.read ?? this.receipt?.read ?? 0 };
      this.broadcast(this.#receipts());
    }
  }

  #receipts(): Json {
    return { type: "receipts", receipts: this.receipt ? [{ user_id: ME, ...this.receipt }] : [] };
  }

  #refusal(client_id: ClientId | undefined): Json {
    if (!this.refuse) return undefined;
    const reject = { type: "reject", client_id, message: "", ...this.refuse };
    if (this.refusesOnce) this.refuse = undefined;
    return reject;
  }

  /** Of the actions, those that tests look at. */
  #applyAction(action: Json): void {
    if (action.type === "edit") this.edit(action.message_id, action.text, ME);
    else if (action.type === "draft")
      this.keep({ kind: "draft", at: 0, ...pick(action) }, action.text !== "");
    else if (action.type === "save") this.keep({ kind: "saved", at: 0, ...pick(action) }, action.on);
    else if (action.type === "block") this.keep({ kind: "block", at: 0, user_id: action.user_id }, action.on);
    else if (action.type === "update_settings")
      this.keep({ kind: "settings", visible: true, receipts: action.receipts }, true);
  }

  edit(message_id: number, text: string, by: string): void {
    const known = this.log[message_id - 1];
    if (!known) return;
    this.log[message_id - 1] = { ...known, text, edited_at: 1 };
    this.broadcast(events([], [this.#changed(message_id, { text, edited_at: 1 }, by)]));
  }

  #changed(message_id: number, parts: Json, by: string): Json {
    return {
      change_id: ++this.changes,
      after_message_id: this.log.length,
      time: 0,
      by,
      type: "message_changed",
      patch: { message_id, ...parts },
    };
  }

  /** Puts an entry into the inbox, or takes it out. */
  keep(entry: Entry, on: boolean): void {
    const keyed = { key: keyOf(entry), version: this.#version + 1, entry: on ? entry : null };
    this.entries.set(keyed.key, keyed);
    this.#tellInbox({ type: "entries", entries: [keyed] });
  }

  /** Sends a frame as it is to every inbox socket. */
  #tellInbox(frame: Json): void {
    for (const socket of this.live) if (!socket.url.includes(ROOM)) this.#deliver(socket, frame);
  }

  get #version(): number {
    const versions = [...this.entries.values()].map(({ version }) => version);
    return Math.max(this.conversation?.version ?? 0, ...versions);
  }

  #take(send: Json): Json {
    const refused = this.#refusal(send.client_id);
    if (refused) return refused;
    const age = this.now() - clientIdTime(send.client_id);
    if (age > 30 * DAY_MS || age < -DAY_MS)
      return { type: "reject", client_id: send.client_id, code: "client_id_expired", message: "" };
    const known = this.log.find((each) => each.client_id === send.client_id);
    if (known) return events([known]);
    const { type: _, ...posted } = send;
    this.#add(message(this.log.length + 1, { sender: ME, ...posted }));
  }

  #add(posted: Message): void {
    this.log.push(posted);
    this.broadcast(events([posted]));
  }

  read(message_id: number): void {
    if (!this.conversation) return;
    const { read } = this.conversation;
    this.show({ ...this.conversation, read: Math.max(read, message_id), version: this.#version + 1 });
  }

  show(conversation: Conversation): void {
    this.conversation = conversation;
    this.#tellInbox({ type: "conversations", conversations: [conversation] });
  }

  #roomFrames(from: Json): Json[] {
    const head = position(this.log.length, this.changes);
    const isReload = from?.epoch !== EPOCH || this.log.length - from.message_id > 500;
    const missed = isReload ? this.log.slice(-50) : this.log.slice(from.message_id);
    const greeting = {
      ...welcome(isReload ? "reload" : "resume", head),
      user_id: this.signedInAs,
      server_time: this.now(),
    };
    // Which messages have changed is not kept here: all that could have are told of, as they are.
    const known = this.log.slice(0, isReload ? 0 : from.message_id);
    const isBehind = !isReload && (from.change_id ?? 0) < this.changes;
    const changes = isBehind ? known.map((each) => this.#state(each)) : [];
    return [greeting, events(missed, changes), this.#receipts(), current(head)];
  }

  #state({ message_id, text, edited_at }: Message): Json {
    const parts = edited_at === undefined ? {} : { text, edited_at };
    const patch = { message_id, ...parts };
    const { changes: change_id } = this;
    return {
      change_id,
      after_message_id: this.log.length,
      time: 0,
      by: OTHER,
      type: "message_changed",
      patch,
    };
  }

  #inboxFrames(from: Json): Json[] {
    const head = { epoch: EPOCH, version: this.#version };
    const entries = [...this.entries.values()].filter(({ version }) => version > (from?.version ?? 0));
    const changed = [this.conversation].filter((each) => each && each.version > (from?.version ?? 0));
    const greeting = {
      type: "welcome",
      protocol: 1,
      min_protocol: 1,
      mode: from ? "resume" : "reload",
      head,
      server_time: this.now(),
    };
    return [
      greeting,
      { type: "conversations", conversations: changed },
      { type: "entries", entries },
      { type: "current", position: head },
    ];
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
    if (this.isSignedOut) return failure("session_ended");
    if (token !== `Bearer access ${this.accessTokens}`) return failure("unauthenticated");
    if (path === "/api/me") return Response.json(user(this.signedInAs, body.name));
    if (path === "/api/people/by-id")
      return Response.json({ people: query.ids.split(",").map((id: string) => user(id)) });
    if (path.endsWith("/members")) return Response.json({ members: this.roster });
    if (path.endsWith("/members/by-handle")) {
      if (this.unknownHandles) return failure("unavailable");
      const handles = query.handles.split(",");
      return Response.json({ people: this.members.filter(({ handle }) => handles.includes(handle)) });
    }
    if (path === "/api/inbox/sync")
      return Response.json({ frames: this.#inboxFrames(query.epoch && { version: Number(query.version) }) });
    if (path.endsWith("/sync"))
      return Response.json({
        frames: this.#roomFrames({
          ...query,
          message_id: Number(query.message_id),
          change_id: Number(query.change_id),
        }),
      });
    if (path.endsWith("/actions")) {
      const refused = this.#refusal(undefined);
      if (refused) return failure(refused.code, refused.retry_after_ms);
      this.#applyAction(body.action);
    }
    if (path.endsWith("/thread")) {
      const root = Number(path.split("/").at(-2));
      const replies = this.log.filter(
        (each) => each.thread === root && each.message_id > Number(query.after),
      );
      const roots = this.log.filter((each) => each.message_id === root);
      return Response.json({
        messages: [...roots, ...replies.slice(0, Number(query.limit))],
        following: this.following.get(root),
      });
    }
    if (path.endsWith("/read")) this.read(body.message_id);
    if (path.endsWith("/messages") && query.limit) return Response.json(this.#history(query));
    if (path.endsWith("/messages")) {
      const refused = this.#take(body);
      if (refused?.type === "reject") return failure(refused.code, refused.retry_after_ms);
      return Response.json(this.log.find((each) => each.client_id === body.client_id));
    }
    return Response.json({});
  }

  #history(query: Json): Json {
    const limit = Number(query.limit);
    const after = query.around ? Math.max(0, Number(query.around) - 1 - limit / 2) : Number(query.after);
    const end = query.before ? Number(query.before) - 1 : Math.min(this.log.length, after + limit);
    return {
      epoch: EPOCH,
      messages: this.log.slice(query.before ? Math.max(0, end - limit) : after, end),
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

const pick = ({ type: _, on: __, ...rest }: Json): Json => rest;

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
  mentions: 0,
  level: "all",
  muted_until: 0,
  active_at: 0,
  version: 1,
  ...more,
});
