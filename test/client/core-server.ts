import type { OpenSocket } from "../../src/client/index.ts";
import { failureOf, type Result } from "../../src/protocol/codes.ts";
import type { RoomId } from "../../src/protocol/ids.ts";
import { InboxUp } from "../../src/protocol/inbox-frames.ts";
import { PING, PONG, type Receipt, RoomUp } from "../../src/protocol/room-frames.ts";
import type { User } from "../../src/protocol/user.ts";
import type { Inbox } from "../../src/server/inbox/inbox.ts";
import type { Room } from "../../src/server/room/room.ts";
import { asId } from "../as-id.ts";

interface Served {
  readonly rooms: ReadonlyMap<RoomId, Room>;
  readonly inbox: Inbox;
  readonly people: readonly User[];
  /** The user whose device this serves. */
  readonly user: User;
  /** Unix milliseconds. */
  readonly now: () => number;
}

type Deliver = (frame: unknown) => void;

const take = <T>(result: Result<T>): T => {
  if (!result.ok) throw new Error(result.code);
  return result.value;
};

/** A server for one device: the real rules, on rooms and an inbox that a test has, and nothing around them. */
export class CoreServer {
  isReachable = true;
  /** How far the user has come, as rooms have been told. */
  readonly receipts: Receipt[] = [];
  readonly #served: Served;

  constructor(served: Served) {
    this.#served = served;
  }

  readonly openSocket: OpenSocket = (url, _, listener) => {
    let isOpen = this.isReachable;
    const room = this.#roomIn(url);
    const deliver: Deliver = (frame) =>
      queueMicrotask(
        () => isOpen && listener.received(typeof frame === "string" ? frame : JSON.stringify(frame)),
      );
    queueMicrotask(() => (isOpen ? listener.opened() : listener.closed(1006, "")));
    return {
      send: (text) => {
        if (!isOpen) return;
        if (text === PING) deliver(PONG);
        else if (room) this.#inRoom(room, RoomUp.parse(JSON.parse(text)), deliver);
        else this.#inInbox(InboxUp.parse(JSON.parse(text)), deliver);
      },
      close: () => {
        isOpen = false;
      },
    };
  };

  #roomIn(url: string): Room | undefined {
    return this.#served.rooms.get(asId(/\/rooms\/([^/]+)\//.exec(url)?.[1] ?? ""));
  }

  #inRoom(room: Room, frame: RoomUp, deliver: Deliver): void {
    const { user, now } = this.#served;
    const me = user.user_id;
    if (frame.type === "hello")
      for (const each of take(room.reader.resume(me, frame.position, now()))) deliver(each);
    else if (frame.type === "send") {
      const { type: _, client_id, ...content } = frame;
      const { messages, changes, outcomes } = room.commit([{ sender: me, client_id, content }], now());
      deliver({ type: "events", messages, changes });
      for (const outcome of outcomes)
        if (!outcome.ok) deliver({ type: "reject", client_id, ...failureOf(outcome) });
    } else if (frame.type === "receipt") {
      const receipt = { user_id: me, delivered: frame.delivered, read: frame.read ?? 0 };
      this.receipts.push(receipt);
      deliver({ type: "receipts", receipts: [receipt] });
    } else if (frame.type === "action") {
      const { client_id } = frame;
      const done = room.applyAction(me, frame.action, now());
      if (done.ok) deliver({ type: "events", messages: [], changes: done.value });
      deliver(done.ok ? { type: "done", client_id } : { type: "reject", client_id, ...failureOf(done) });
    }
  }

  #inInbox(frame: InboxUp, deliver: Deliver): void {
    const { inbox, now } = this.#served;
    if (frame.type === "hello") for (const each of inbox.resume(frame.position, now())) deliver(each);
    else if (frame.type === "read")
      for (const each of inbox.read(frame.room_id, frame.message_id)) deliver(each);
    else if (frame.type === "action") {
      const { client_id } = frame;
      const done = inbox.applyAction(frame.action, now());
      if (done.ok) for (const each of done.value) deliver(each);
      deliver(done.ok ? { type: "done", client_id } : { type: "reject", client_id, ...failureOf(done) });
    }
  }

  readonly fetch = async (input: string | URL | Request): Promise<Response> => {
    if (!this.isReachable) throw new TypeError("fetch failed");
    const { pathname, searchParams } = new URL(String(input));
    return Response.json(this.#answer(pathname, searchParams, this.#roomIn(pathname)));
  };

  #answer(path: string, query: URLSearchParams, room: Room | undefined): unknown {
    const { user, people, now } = this.#served;
    const tokens = { access_token: "new", refresh_token: "new", expires_in: 900 };
    if (["/api/auth/refresh", "/api/auth/sign-in"].includes(path)) return { user, expires_in: 900, tokens };
    if (path === "/api/me") return user;
    const isAsked = (name: string, of: string) => query.get(name)?.split(",").includes(of) ?? false;
    if (path === "/api/people/by-id")
      return { people: people.filter(({ user_id }) => isAsked("ids", user_id)) };
    if (room && path.endsWith("/messages")) {
      const asked = Object.fromEntries([...query].map(([name, value]) => [name, Number(value)]));
      return take(room.reader.history(user.user_id, { limit: 50, ...asked }, now()));
    }
    if (room && path.endsWith("/members"))
      return { members: take(room.reader.members(user.user_id, undefined, now())) };
    if (room && path.endsWith("/by-handle")) {
      const asked = people.filter(({ handle }) => isAsked("handles", handle));
      const ids = asked.map(({ user_id }) => user_id);
      const members = take(room.reader.membersAmong(user.user_id, ids, now()));
      return { people: asked.filter(({ user_id }) => members.some((member) => member.user_id === user_id)) };
    }
    throw new Error(`nothing is served at ${path}`);
  }
}
