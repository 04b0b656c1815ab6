import * as z from "zod/mini";
import { codeOfClose, isCode } from "../../protocol/codes.ts";
import { BEARER_SUBPROTOCOL, SUBPROTOCOL } from "../../protocol/endpoints.ts";
import { PING, type Ping } from "../../protocol/room-frames.ts";
import { WINDOW_MAX } from "../sending/outbox.ts";
import type { Link, LinkListener } from "./link.ts";

/** A WebSocket, reduced to what is needed. After `close()` its listener is not called any more. */
export interface Socket {
  send(text: string): void;
  close(): void;
}

/** Not called before `OpenSocket` has returned. */
export interface SocketListener {
  opened(): void;
  received(data: unknown): void;
  /** With the code and reason of RFC 6455 §7.4; code 1006 if the other side sent none. */
  closed(code: number, reason: string): void;
}

export type OpenSocket = (url: string, protocols: string[], listener: SocketListener) => Socket;

/** Whether there are any: Node has them since version 22. */
export const hasWebSockets = (): boolean => typeof WebSocket !== "undefined";

/** The WebSocket of the browser or of Node; where there is none, one that never opens. */
export const openWebSocket: OpenSocket = (url, protocols, listener) => {
  if (!hasWebSockets()) return noSocket(listener);
  const socket = new WebSocket(url, protocols);
  const stop = new AbortController();
  const on = { signal: stop.signal };
  socket.addEventListener("open", () => listener.opened(), on);
  socket.addEventListener("message", (event) => listener.received(event.data), on);
  socket.addEventListener("close", (event) => listener.closed(event.code, event.reason), on);
  return {
    // A socket that is closing drops what it is given. The close event follows, and items are sent again.
    send: (text) => socket.send(text),
    close() {
      stop.abort();
      socket.close();
    },
  };
};

function noSocket(listener: SocketListener): Socket {
  let isClosed = false;
  queueMicrotask(() => !isClosed && listener.closed(1006, ""));
  return {
    send() {},
    close() {
      isClosed = true;
    },
  };
}

/**
 * A link over a WebSocket. Browsers are identified by their cookie, others by a token in the subprotocol,
 * the one header a WebSocket client can set.
 */
export function socketLink<Up, Down extends { type: string }>(
  open: OpenSocket,
  url: string,
  token: string | undefined,
  schema: z.ZodMiniType<Down>,
  listener: LinkListener<Down>,
): Link<Up> {
  const protocols = token === undefined ? [SUBPROTOCOL] : [SUBPROTOCOL, BEARER_SUBPROTOCOL + token];
  const socket = open(url, protocols, {
    opened: () => listener.opened(),
    received(data) {
      const frame = parse(schema, data);
      if (frame?.type === "pong") {
        const ack = ackOf(frame);
        if (ack !== undefined) socket.send(acknowledgement(ack));
        listener.heard();
      } else if (frame) listener.frame(frame);
      else {
        // A bug of the server, and the frame is lost: resume from the last one that was understood.
        socket.close();
        listener.closed({});
      }
    },
    // The reason is the code by name: it says more if several codes share a close code, or have none.
    closed: (code, reason) => listener.closed({ code: isCode(reason) ? reason : codeOfClose(code) }),
  });
  return {
    via: "socket",
    window: WINDOW_MAX,
    send: (frame) => socket.send(JSON.stringify(frame)),
    ping: () => socket.send(PING),
    close: () => socket.close(),
  };
}

/** What a `pong` asks to have repeated, as a proof that everything before it has been read. */
const ackOf = (frame: object): string | undefined =>
  "ack" in frame && typeof frame.ack === "string" ? frame.ack : undefined;

/** The answer to that. */
export const acknowledgement = (ack: string): string =>
  JSON.stringify({ type: "ping", ack } satisfies z.infer<typeof Ping>);

function parse<Down>(schema: z.ZodMiniType<Down>, data: unknown): Down | undefined {
  if (typeof data !== "string") return undefined;
  try {
    const parsed = z.safeParse(schema, JSON.parse(data));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined; // not JSON
  }
}
