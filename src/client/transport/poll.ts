import { accept, codes, type Refusal, type Result, refuse } from "../../protocol/codes.ts";
import type { ClientId } from "../../protocol/ids.ts";
import { POLL_WAIT_MS } from "../../protocol/limits.ts";
import { type Clock, pause } from "../clock.ts";
import type { Reject } from "../sending/queue.ts";
import type { Link, LinkListener } from "./link.ts";

/** Milliseconds between the starts of two polls at least: gathers frames of a busy room, and spares a server that does not wait. */
const GAP_MS = 250;

/** One object's HTTP endpoints, in terms of its socket. */
export interface PollRoutes<Up, Down> {
  /** The frames the socket would have sent since the client's position; waits if there are none. */
  receive(wait_ms: number, signal: AbortSignal): Promise<Result<readonly Down[]>>;
  /** Does what the frame asks, and returns the frames the socket would have answered with. */
  send(frame: Up): Promise<Result<readonly Down[]>>;
}

/**
 * A link over plain HTTP, for networks where WebSockets do not get through. Up: one request at a time, to
 * keep order. Down: a long poll that begins with the `hello`; the first one does not wait, so that the
 * client is current soon. Each request has its own time limit, so there is nothing to ping.
 */
export function pollLink<Up extends { type: string }, Down>(
  routes: PollRoutes<Up, Down>,
  clock: Clock,
  listener: LinkListener<Down>,
): Link<Up> {
  const stop = new AbortController();
  const { signal } = stop;
  let sending = Promise.resolve();

  /** Passes on what an answer brought. Returns whether the link is still open. */
  const hand = (answer: Result<readonly Down[]>): boolean => {
    if (signal.aborted) return false;
    if (!answer.ok) return end(answer);
    listener.heard();
    for (const frame of answer.value) if (!signal.aborted) listener.frame(frame);
    return !signal.aborted;
  };
  const end = ({ code, retry_after_ms }: Refusal): false => {
    stop.abort();
    listener.closed({ code, retry_after_ms });
    return false;
  };
  const receive = async () => {
    for (let wait_ms = 0; ; wait_ms = POLL_WAIT_MS) {
      const next = clock.now() + GAP_MS;
      if (!hand(await routes.receive(wait_ms, signal))) return;
      if (clock.now() < next) await pause(clock, next - clock.now());
    }
  };

  queueMicrotask(() => !signal.aborted && listener.opened());
  return {
    via: "poll",
    window: 1,
    send(frame) {
      if (frame.type === "hello") void receive();
      else sending = sending.then(async () => void (!signal.aborted && hand(await routes.send(frame))));
    },
    ping: () => listener.heard(),
    close: () => stop.abort(),
  };
}

/** A refusal of what was sent becomes a `reject`, as on a socket. A refusal of the connection ends the link. */
export function refused(
  client_id: ClientId,
  { code, detail, retry_after_ms }: Refusal,
): Result<[Reject & { readonly type: "reject" }]> {
  if (code === "unavailable" || code === "internal" || codes[code].recovery === "sign_in")
    return refuse(code);
  const reject = { type: "reject", client_id, code, message: detail ?? codes[code].text } as const;
  return accept([{ ...reject, ...(retry_after_ms !== undefined && { retry_after_ms }) }]);
}
