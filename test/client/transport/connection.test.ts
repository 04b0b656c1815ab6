import { describe, expect, test } from "vitest";
import { Connection, type ConnectionState } from "../../../src/client/transport/connection.ts";
import type { LinkListener, Transports, Via } from "../../../src/client/transport/link.ts";
import { accept, type Result, refuse } from "../../../src/protocol/codes.ts";
import {
  PING_INTERVAL_MS,
  RECONNECT_MAX_MS,
  RECONNECT_MIN_MS,
  SILENCE_MAX_MS,
} from "../../../src/protocol/limits.ts";
import { VirtualClock } from "../virtual-clock.ts";

interface FakeLink {
  readonly via: Via;
  readonly listener: LinkListener<string>;
  pings: number;
  isClosed: boolean;
}

/** A connection whose links do nothing by themselves. Frame "current" makes it live. */
function harness(
  options: {
    random?: () => number;
    prepare?: () => Promise<Result<unknown>>;
    renew?: () => Promise<Result<unknown>>;
    isOffline?: () => boolean;
  } = {},
) {
  const clock = new VirtualClock();
  const links: FakeLink[] = [];
  const down: number[] = [];
  const frames: string[] = [];
  const transport = (via: Via) => (listener: LinkListener<string>) => {
    const link: FakeLink = { via, listener, pings: 0, isClosed: false };
    links.push(link);
    const ping = () => void link.pings++;
    const close = () => {
      link.isClosed = true;
    };
    return { via, window: 1, send: () => {}, ping, close };
  };
  const transports: Transports<string, string> = { socket: transport("socket"), poll: transport("poll") };
  const reach = { socketsBlocked: false };
  const connection: Connection<string, string> = new Connection({
    clock,
    random: options.random ?? (() => 0.5),
    transports,
    reach,
    isOffline: options.isOffline ?? (() => false),
    prepare: options.prepare ?? (async () => accept({})),
    renew: options.renew ?? (async () => accept({})),
    onOpen: () => {},
    onFrame: (frame) => {
      frames.push(frame);
      if (frame === "current") connection.live();
    },
    onDown: () => void down.push(links.length),
  });
  const last = () => links.at(-1) as FakeLink;
  const state = (): ConnectionState["state"] => connection.state.get().state;
  /** Starts, and gets the newest link live. */
  const goLive = () => {
    last().listener.opened();
    last().listener.frame("current");
  };
  const start = async () => {
    connection.open();
    await clock.advance(0);
    goLive();
  };
  /** From one wait to the next attempt. */
  const wait = async () => {
    const waiting = connection.state.get();
    if (waiting.state !== "waiting") throw new Error(`not waiting but ${waiting.state}`);
    const ms = waiting.until - clock.now();
    await clock.advance(ms);
    return ms;
  };
  return { clock, connection, links, frames, down, last, state, goLive, start, wait, reach };
}

describe("waiting", () => {
  test("CONNECT10: doubles with each attempt up to the limit, and jitter covers all of it", async () => {
    for (const fraction of [0, 0.5, 0.999]) {
      const { connection, clock, last, wait } = harness({ random: () => fraction });
      connection.open();
      await clock.advance(0);
      for (let attempt = 1; attempt <= 12; attempt++) {
        last().listener.opened();
        last().listener.frame("not current yet");
        last().listener.closed({});
        const limit = Math.min(RECONNECT_MAX_MS, RECONNECT_MIN_MS * 2 ** attempt);
        expect(await wait()).toBe(Math.ceil(fraction * limit));
      }
    }
  });

  test("is short again after a connection that held", async () => {
    const { start, last, wait, goLive, clock } = harness({ random: () => 0.99 });
    await start();
    for (let times = 0; times < 4; times++) {
      last().listener.closed({});
      await wait();
      goLive();
    }
    last().listener.closed({});
    expect(await wait()).toBeGreaterThan(RECONNECT_MIN_MS * 2); // each died young
    goLive();
    await clock.advance(PING_INTERVAL_MS);
    last().listener.closed({});
    expect(await wait()).toBeLessThan(RECONNECT_MIN_MS);
  });

  test("is not cut short by being opened again", async () => {
    const { connection, clock, links, last, state } = harness();
    connection.open();
    await clock.advance(0);
    connection.open();
    await clock.advance(0);
    expect([links.length, last().isClosed, state()]).toEqual([1, false, "connecting"]);
  });

  test("lasts at least as long as the server asks", async () => {
    const { start, last, wait } = harness();
    await start();
    last().listener.closed({ code: "unavailable", retry_after_ms: 7_000 });
    expect(await wait()).toBe(7_000);
  });

  test("ends at once when the network is back", async () => {
    const { start, last, connection, links, clock, state } = harness();
    await start();
    last().listener.closed({});
    connection.wake();
    await clock.advance(0);
    expect([state(), links.length]).toEqual(["connecting", 2]);
  });
});

describe("liveness", () => {
  test("CONNECT5: is asked for at every interval, and any frame is an answer", async () => {
    const { start, last, clock, state } = harness();
    await start();
    for (let beat = 1; beat <= 10; beat++) {
      await clock.advance(PING_INTERVAL_MS);
      expect(last().pings).toBe(beat);
      if (beat % 2) last().listener.heard();
      else last().listener.frame("something");
    }
    expect(state()).toBe("live");
  });

  test("CONNECT5: is lost after so long a silence, whatever the socket thinks of itself", async () => {
    const { start, links, clock, state, down } = harness();
    await start();
    await clock.advance(SILENCE_MAX_MS - 1);
    expect(state()).toBe("live");
    await clock.advance(1);
    expect(state()).toBe("waiting");
    expect(links[0]?.isClosed).toBe(true);
    expect(down).toHaveLength(1);
  });

  test("is given up sooner after waking up", async () => {
    const { start, connection, clock, state, last } = harness();
    await start();
    connection.wake();
    expect(last().pings).toBe(1);
    await clock.advance(3_000);
    expect(state()).toBe("waiting");
  });

  test("is given up as soon where the device says it has no network, even if something came just after that", async () => {
    let isOffline = false;
    const { start, connection, clock, state, last } = harness({ isOffline: () => isOffline });
    await start();
    isOffline = true;
    connection.wake();
    last().listener.heard();
    await clock.advance(PING_INTERVAL_MS + 3_000);
    expect(state()).toBe("waiting");
  });

  test("that was being opened when the device lost its network is not waited for long", async () => {
    let isOffline = false;
    const { connection, clock, state } = harness({ isOffline: () => isOffline });
    connection.open();
    await clock.advance(0);
    isOffline = true;
    connection.wake();
    await clock.advance(3_000);
    expect(state()).toBe("waiting");
  });

  test("is not lost because a hidden tab's timers were late", async () => {
    const { start, clock, last, state } = harness();
    await start();
    for (let minute = 0; minute < 5; minute++) {
      await clock.sleep(60_000);
      last().listener.heard();
    }
    expect(state()).toBe("live");
  });

  test("is lost in a laptop that slept, once a ping stays unanswered", async () => {
    const { start, clock, state } = harness();
    await start();
    await clock.sleep(3_600_000);
    await clock.advance(SILENCE_MAX_MS);
    expect(state()).not.toBe("live");
  });

  test("does not begin with a server that answers pings and nothing else", async () => {
    const { connection, clock, last, state } = harness();
    connection.open();
    await clock.advance(0);
    last().listener.opened();
    for (let ms = 0; ms < SILENCE_MAX_MS; ms += 1_000) {
      last().listener.heard();
      await clock.advance(1_000);
    }
    expect(state()).toBe("waiting");
  });

  test("what a lost link still says is not heard", async () => {
    const { start, connection, links, state, frames } = harness();
    await start();
    connection.reconnect();
    links[0]?.listener.frame("late");
    links[0]?.listener.closed({ code: "not_a_member" });
    expect([state(), frames]).toEqual(["waiting", ["current"]]);
  });
});

describe("close codes", () => {
  test.each(["protocol_too_old", "not_a_member", "bad_frame"])("%s stops", async (code) => {
    const { start, last, connection, clock, links } = harness();
    await start();
    last().listener.closed({ code });
    await clock.advance(600_000);
    expect(connection.state.get()).toEqual({ state: "closed", code });
    expect(links).toHaveLength(1);
  });

  test.each([undefined, "internal", "unavailable", "too_many_frames", "a_code_of_tomorrow"])(
    "%s is tried again",
    async (code) => {
      const { start, last, state } = harness();
      await start();
      last().listener.closed({ code });
      expect(state()).toBe("waiting");
    },
  );

  test("session_ended gets new credentials first", async () => {
    const calls: string[] = [];
    const { start, last, clock, links } = harness({
      renew: async () => {
        calls.push("renew");
        return accept({});
      },
    });
    await start();
    last().listener.closed({ code: "session_ended" });
    await clock.advance(1_000);
    expect([calls, links.length]).toEqual([["renew"], 2]);
  });

  test("session_ended stops where there are none to be had, and waits where that cannot be known", async () => {
    for (const [code, expected] of [
      ["session_ended", "closed"],
      ["unavailable", "waiting"],
    ] as const) {
      const { start, last, clock, state } = harness({ renew: async () => refuse(code) });
      await start();
      last().listener.closed({ code: "session_ended" });
      await clock.advance(0);
      expect(state()).toBe(expected);
    }
  });

  test("closed while it was still preparing, it opens nothing", async () => {
    const prepared = Promise.withResolvers<Result<unknown>>();
    const { connection, clock, links, state } = harness({ prepare: () => prepared.promise });
    connection.open();
    connection.close();
    prepared.resolve(accept({}));
    await clock.advance(600_000);
    expect([state(), links.length]).toEqual(["closed", 0]);
  });

  test("closed by its owner, it does nothing more", async () => {
    const { start, connection, clock, links, last } = harness();
    await start();
    connection.close();
    await clock.advance(600_000);
    expect([links.length, last().isClosed]).toEqual([1, true]);
  });
});

describe("polling", () => {
  /** Sockets that fail in this way until polling is tried. */
  async function untilPoll(fail: (link: FakeLink, clock: VirtualClock) => Promise<void> | void) {
    const h = harness();
    h.connection.open();
    await h.clock.advance(0);
    while (h.last().via === "socket" && h.links.length < 10) {
      await fail(h.last(), h.clock);
      await h.wait();
    }
    return h;
  }

  test("begins after three sockets in a row that did not open", async () => {
    const { links, goLive, connection } = await untilPoll((link) => link.listener.closed({}));
    expect(links.map(({ via }) => via)).toEqual(["socket", "socket", "socket", "poll"]);
    goLive();
    expect(connection.state.get()).toEqual({ state: "live", via: "poll" });
  });

  test("begins also where sockets open and then bring nothing", async () => {
    const { links } = await untilPoll(async (link, clock) => {
      link.listener.opened();
      await clock.advance(SILENCE_MAX_MS);
    });
    expect(links.at(-1)?.via).toBe("poll");
    expect(links).toHaveLength(4);
  });

  test("does not begin because a server that is reached refuses", async () => {
    const { links } = await untilPoll((link) => link.listener.closed({ code: "unavailable" }));
    expect(links.every(({ via }) => via === "socket")).toBe(true);
  });

  test("does not begin because sockets die that had brought something", async () => {
    const { links } = await untilPoll((link) => {
      link.listener.opened();
      link.listener.frame("something");
      link.listener.closed({});
    });
    expect(links.every(({ via }) => via === "socket")).toBe(true);
  });

  test("takes turns with sockets while neither works", async () => {
    const { links, last, wait } = await untilPoll((link) => link.listener.closed({}));
    for (let times = 0; times < 3; times++) {
      last().listener.closed({ code: "unavailable" });
      await wait();
    }
    expect(links.slice(3).map(({ via }) => via)).toEqual(["poll", "socket", "poll", "socket"]);
  });

  test("tries a socket from time to time and changes to it without going down", async () => {
    const { goLive, clock, links, last, connection, state, reach, down, wait } = await untilPoll((link) =>
      link.listener.closed({}),
    );
    goLive();
    expect(reach.socketsBlocked).toBe(true);
    const poll = last();
    const keepPolling = async (ms: number, link = poll) => {
      for (let passed = 0; passed < ms; passed += 1_000) {
        await clock.advance(1_000);
        link.listener.heard();
      }
    };
    await keepPolling(5_000);
    expect(last().via).toBe("socket");
    last().listener.closed({});
    expect(state()).toBe("live");
    await keepPolling(9_000);
    expect(links).toHaveLength(5); // longer and longer between tries
    await keepPolling(1_000);
    expect(links).toHaveLength(6);
    last().listener.opened();
    expect([state(), poll.isClosed, down.length]).toEqual(["live", true, 1]);
    last().listener.frame("current");
    expect(connection.state.get()).toEqual({ state: "live", via: "socket" });
    expect(reach.socketsBlocked).toBe(false);
    // The next blocked network is tried as soon as the first one was.
    reach.socketsBlocked = true;
    last().listener.closed({});
    await wait();
    goLive();
    expect(connection.state.get()).toEqual({ state: "live", via: "poll" });
    const tried = links.length;
    const nextPoll = last();
    await keepPolling(4_000, nextPoll);
    expect(links).toHaveLength(tried);
    await keepPolling(1_000, nextPoll);
    expect(links).toHaveLength(tried + 1);
  });
});
