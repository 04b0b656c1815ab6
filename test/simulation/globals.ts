import { vi } from "vitest";
import type { Random } from "./random.ts";
import { time } from "./scheduler.ts";
import { FakeWebSocketPair } from "./wire.ts";

/** The globals that the server's code uses, by virtual time, with chance from the seed, and with nothing behind them. */

/** Only what is read of a request: its headers. */
class FakeRequest {
  readonly headers: Map<string, string>;

  constructor(_: string, init: { headers: Record<string, string> }) {
    this.headers = new Map(Object.entries(init.headers).map(([name, value]) => [name.toLowerCase(), value]));
  }
}

/** Node's own refuses status 101. */
class FakeResponse {
  readonly status: number;
  readonly webSocket: unknown;

  constructor(_: unknown, init: { status: number; webSocket?: unknown }) {
    this.status = init.status;
    this.webSocket = init.webSocket;
  }
}

class FakeRequestResponsePair {}

/** Timers belong to whoever set them, and die with it. */
function setTimer(run: () => void, ms = 0): () => void {
  const actor = time().current;
  if (actor) actor.timers++;
  let isSet = true;
  const end = () => {
    if (isSet && actor) actor.timers--;
    isSet = false;
  };
  const ring = () => {
    end();
    run();
  };
  const callOff = time().after(Math.max(1, ms), ring, actor);
  return () => {
    end();
    callOff();
  };
}

/** What the server's code has reported since `putInPlace`. */
export const reported: string[] = [];

const own = { now: Date.now, error: console.error, random: Math.random };

export function putInPlace(random: Random): void {
  reported.length = 0;
  vi.stubGlobal("Request", FakeRequest);
  vi.stubGlobal("Response", FakeResponse);
  vi.stubGlobal("WebSocketPair", FakeWebSocketPair);
  vi.stubGlobal("WebSocketRequestResponsePair", FakeRequestResponsePair);
  vi.stubGlobal("setTimeout", setTimer);
  vi.stubGlobal("clearTimeout", (callOff: (() => void) | undefined) => callOff?.());
  // Not spies: those would remember each of a million calls.
  Date.now = () => Math.floor(time().now + (time().current?.skew ?? 0));
  Math.random = random.next;
  console.error = (...words: unknown[]) =>
    void reported.push(words.map((word) => JSON.stringify(word)).join(" "));
}

export function takeAway(): void {
  vi.unstubAllGlobals();
  Date.now = own.now;
  Math.random = own.random;
  console.error = own.error;
}
