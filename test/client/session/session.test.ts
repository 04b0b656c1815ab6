import { describe, expect, test } from "vitest";
import { Session, type SessionDeps } from "../../../src/client/session/session.ts";
import { MemoryStorage } from "../../../src/client/storage/memory-storage.ts";
import type { Storage } from "../../../src/client/storage/storage.ts";
import { FakeServer } from "../fake-server.ts";
import { ME, OTHER, user } from "../fixtures.ts";
import { VirtualClock } from "../virtual-clock.ts";

/** Runs one at a time, as `navigator.locks` does over all tabs. */
function lock(): SessionDeps["exclusive"] {
  let last: Promise<unknown> = Promise.resolve();
  return (_, run) => {
    const next = last.then(run);
    last = next.catch(() => {});
    return next;
  };
}

/** One device before one server, with as many tabs as wanted. */
function device() {
  const server = new FakeServer();
  const clock = new VirtualClock();
  const parts: SessionDeps = {
    url: "http://parlor.test",
    fetch: server.fetch,
    clock,
    storage: new MemoryStorage(),
    delivery: "body",
    mayHaveSession: () => true,
    exclusive: lock(),
    announce: () => {},
  };
  const tab = async () => {
    const session = new Session(parts);
    await session.load();
    return session;
  };
  const signedIn = async () => {
    const session = await tab();
    await session.enter("signIn", { handle: "me", password: "password" });
    return session;
  };
  const trades = () => server.requests.filter((request) => request.endsWith("/refresh")).length;
  return { server, clock, parts, tab, signedIn, trades };
}

const status = (session: Session): string => session.state.get().status;

describe("starting", () => {
  test("without anything kept, nobody is signed in", async () => {
    expect(status(await device().tab())).toBe("signed_out");
  });

  test("AUTH8: where no cookie tells of a session and nobody is known, nothing is asked", async () => {
    const { server, parts } = device();
    const session = new Session({ ...parts, delivery: "cookie", mayHaveSession: () => false });
    await session.load();
    expect([status(session), server.requests]).toEqual(["signed_out", []]);
  });

  test("AUTH8: where a cookie may tell of one, its tokens are traded, and who it is comes with them", async () => {
    const asked: string[] = [];
    const session = new Session({
      ...device().parts,
      delivery: "cookie",
      fetch: async (input) => {
        asked.push(new URL(String(input)).pathname);
        return Response.json({ user: user(ME), expires_in: 900 });
      },
    });
    await session.load();
    expect([status(session), asked]).toEqual(["signed_in", ["/api/auth/refresh"]]);
  });

  test("asks nothing with a token that has run out meanwhile", async () => {
    const { server, clock, signedIn, tab } = device();
    await signedIn();
    await clock.advance(900_000);
    server.requests.length = 0;
    expect(status(await tab())).toBe("signed_in");
    expect(server.requests).toEqual(["POST /api/auth/refresh"]);
  });

  test("shows the last user before the network answers, and even offline", async () => {
    const { server, signedIn, tab } = device();
    await signedIn();
    server.http = "down";
    expect((await tab()).state.get()).toMatchObject({ status: "signed_in", user: { user_id: ME } });
  });

  test("finds out that the session has ended meanwhile", async () => {
    const { server, signedIn, tab } = device();
    await signedIn();
    server.isSignedOut = true;
    expect(status(await tab())).toBe("signed_out");
    expect(status(await tab())).toBe("signed_out");
  });
});

describe("tokens", () => {
  test("are refreshed once for any number of calls that find them run out", async () => {
    const { server, signedIn, trades } = device();
    const session = await signedIn();
    server.accessTokens = 7; // the server has forgotten the one we hold
    const answers = await Promise.all(Array.from({ length: 5 }, () => session.call("me", {})));
    expect(answers.every(({ ok }) => ok)).toBe(true);
    expect(trades()).toBe(1);
  });

  test("known to have run out are refreshed once, before any call is made", async () => {
    const { server, clock, signedIn } = device();
    const session = await signedIn();
    await clock.advance(900_000);
    server.requests.length = 0;
    await Promise.all([session.call("me", {}), session.call("me", {})]);
    expect(server.requests).toEqual(["POST /api/auth/refresh", "GET /api/me", "GET /api/me"]);
  });

  test("are refreshed once for all tabs, and each tab gets to know", async () => {
    const { clock, signedIn, tab, trades } = device();
    const tabs = [await signedIn(), await tab()];
    await clock.advance(900_000);
    const answers = await Promise.all(tabs.map((each) => each.prepare()));
    expect(answers.every(({ ok }) => ok)).toBe(true);
    expect(trades()).toBe(1);
    expect(tabs[0]?.token).toBe(tabs[1]?.token);
  });

  test("are refreshed before they run out, and not before that", async () => {
    const { clock, signedIn, trades } = device();
    const session = await signedIn();
    await clock.advance(860_000);
    await session.prepare();
    expect(trades()).toBe(0);
    await clock.advance(20_000);
    await session.prepare();
    expect(trades()).toBe(1);
  });

  test("that cannot be refreshed for now leave the session as it is", async () => {
    const { server, clock, signedIn } = device();
    const session = await signedIn();
    await clock.advance(900_000);
    server.http = "down";
    expect(await session.prepare()).toMatchObject({ ok: false, code: "unavailable" });
    expect(status(session)).toBe("signed_in");
    server.http = "works";
    expect(await session.prepare()).toMatchObject({ ok: true });
  });

  test("refused for good end it", async () => {
    const { server, signedIn } = device();
    const session = await signedIn();
    server.isSignedOut = true;
    expect(await session.call("me", {})).toMatchObject({ ok: false, code: "session_ended" });
    expect(status(session)).toBe("signed_out");
  });
});

test("whoever another tab signs in is the user here too, before anything else is sent", async () => {
  const { server, signedIn, tab } = device();
  const [one, two] = [await signedIn(), await tab()];
  server.signedInAs = OTHER;
  await two.enter("signIn", { handle: "other", password: "password" });
  await one.prepare();
  expect(one.state.get()).toMatchObject({ user: { user_id: OTHER } });
});

test("one's own changes show, and are kept, by the time they are answered, however slow the device is", async () => {
  const { parts } = device();
  const { storage } = parts;
  const slow: Storage = {
    get: (area, key) => storage.get(area, key),
    delete: (area, key) => storage.delete(area, key),
    list: (area, prefix) => storage.list(area, prefix),
    clear: (area, prefix) => storage.clear(area, prefix),
    put: async (area, key, value) => {
      for (let turns = 0; turns < 50; turns++) await Promise.resolve();
      await storage.put(area, key, value);
    },
  };
  const session = new Session({ ...parts, storage: slow });
  await session.load();
  await session.enter("signIn", { handle: "me", password: "password" });
  await session.call("editMe", { name: "New Name" });
  expect(session.state.get()).toMatchObject({ status: "signed_in", user: { name: "New Name" } });
  expect(await storage.get("session", "session")).toMatchObject({ user: { name: "New Name" } });
});

test("an edited profile shows at once, and after a reload", async () => {
  const { server, signedIn, tab } = device();
  const session = await signedIn();
  await session.call("editMe", { name: "New Name" });
  server.http = "down";
  for (const each of [session, await tab()])
    expect(each.state.get()).toMatchObject({ user: { name: "New Name" } });
});

describe("a sign-out without a network, where only the server can end a cookie", () => {
  function page(storage: Storage) {
    const net = { isDown: true, isSignedIn: true, asked: [] as string[] };
    const clock = new VirtualClock();
    const session = new Session({
      url: "http://parlor.test",
      clock,
      storage,
      delivery: "cookie",
      mayHaveSession: () => true,
      exclusive: lock(),
      announce: () => {},
      fetch: async (input) => {
        if (net.isDown) throw new TypeError("fetch failed");
        const path = new URL(String(input)).pathname;
        net.asked.push(path);
        if (path === "/api/auth/sign-out") net.isSignedIn = false;
        return path === "/api/me" ? Response.json(user(ME)) : Response.json({});
      },
    });
    return { net, clock, session };
  }

  test.each(["in the same page", "in the next"])(
    "is made up for, %s, and nobody is signed in meanwhile",
    async (when) => {
      const storage = new MemoryStorage();
      await storage.put("session", "session", { user: user(ME), expires_at: Number.MAX_SAFE_INTEGER });
      const first = page(storage);
      await first.session.load();
      expect(status(first.session)).toBe("signed_in");
      await first.session.signOut();
      if (when === "in the next") first.session.close();
      const { net, clock, session } = when === "in the next" ? page(storage) : first;
      if (when === "in the next") void session.load();
      await clock.advance(0);
      expect(status(session)).toBe("signed_out");
      net.isDown = false;
      await clock.advance(6_000);
      expect([net.isSignedIn, net.asked, status(session)]).toEqual([
        false,
        ["/api/auth/sign-out"],
        "signed_out",
      ]);
      expect(await storage.list("session", "")).toEqual([]);
      session.close();
    },
  );
});

test("signing out ends the session here even where the server is out of reach", async () => {
  const { server, signedIn, tab } = device();
  const session = await signedIn();
  server.http = "down";
  await session.signOut();
  expect([status(session), status(await tab())]).toEqual(["signed_out", "signed_out"]);
});

describe("a call that is refused for now", () => {
  const refusing = (retry_after_ms: number) => {
    const made = device();
    const { server, clock } = made;
    const asked: number[] = [];
    const session = new Session({
      ...made.parts,
      fetch: async (input, init) => {
        asked.push(clock.now());
        if (asked.length > 1) return server.fetch(input, init);
        const error = { code: "rate_limited", message: "", request_id: "r", retry_after_ms };
        return Response.json({ error }, { status: 429 });
      },
    });
    return { session, clock, asked };
  };

  test("is made once more when the server says so, where it only reads", async () => {
    const { session, clock, asked } = refusing(700);
    const start = clock.now();
    void session.call("me", {});
    await clock.advance(699);
    expect(asked).toEqual([start]);
    await clock.advance(1);
    expect(asked[1]).toBe(start + 700);
  });

  test("is left to its caller where it does something, or the wait is long", async () => {
    const long = refusing(60_000);
    expect(await long.session.call("me", {})).toMatchObject({ code: "rate_limited", retry_after_ms: 60_000 });
    const writing = refusing(100);
    expect(await writing.session.call("signOut", {})).toMatchObject({ code: "rate_limited" });
    await writing.clock.advance(1_000);
    expect(writing.asked).toHaveLength(1);
  });
});
