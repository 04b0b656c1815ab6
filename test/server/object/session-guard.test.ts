import { describe, expect, it } from "vitest";
import type { SessionId, UserId } from "../../../src/protocol/ids.ts";
import {
  ACCESS_TOKEN_SECONDS,
  CALL_DEADLINE_MS,
  SESSION_GUARD_AHEAD_MS,
  SESSION_GUARD_RETRY_MS,
} from "../../../src/protocol/limits.ts";
import { SessionGuard } from "../../../src/server/object/session-guard.ts";
import type { Peer } from "../../../src/server/object/sockets.ts";
import { asId } from "../../as-id.ts";
import { VirtualClock } from "../../virtual-clock.ts";

const NOW = 1_800_000_000_000;
const LIFE = ACCESS_TOKEN_SECONDS * 1000;
const [ONE, TWO, THREE] = ["one", "two", "three"].map((name) => asId<SessionId>(`s_${name}`)) as [
  SessionId,
  SessionId,
  SessionId,
];

/** Sockets by their session, each with the time up to which that is known to stand. */
function guard(sockets: readonly [SessionId, number][]) {
  const clock = new VirtualClock(NOW);
  let peers = sockets.map(
    ([session_id, stands_until], index) =>
      ({ user_id: asId<UserId>("u_ann"), session_id, stands_until, socket_id: `${index}` }) as Peer,
  );
  const world = {
    standing: new Set([ONE, TWO, THREE]),
    ended: new Map<SessionId, boolean>(),
    d1: "up" as "up" | "down" | "silent",
  };
  const asked: (readonly SessionId[])[] = [];
  const closed: string[] = [];
  const sessions = new SessionGuard({
    clock,
    peers: () => peers,
    renew(some, stands_until) {
      peers = peers.map((peer) => (some.includes(peer) ? { ...peer, stands_until } : peer));
    },
    close(some, code) {
      closed.push(...some.map(({ session_id }) => `${session_id} ${code}`));
      peers = peers.filter((peer) => !some.includes(peer));
    },
    standing: async (session_ids) => {
      asked.push(session_ids);
      if (world.d1 === "silent") await new Promise(() => {});
      if (world.d1 === "down") throw new Error("D1_ERROR");
      return world.standing;
    },
    haveEnded: async (some) =>
      new Map([...world.ended].filter(([id]) => some.some(({ session_id }) => session_id === id))),
  });
  return { clock, world, asked, closed, sessions };
}

describe("CONNECT6: a socket's session is looked up when its access token expires", () => {
  it("and closed if it has ended, however little anybody said; else it is looked up again as much later", async () => {
    const { clock, world, asked, closed, sessions } = guard([
      [ONE, NOW + 1],
      [TWO, NOW + 2],
      [ONE, NOW + LIFE],
    ]);
    expect(sessions.due()).toBe(NOW + 1);
    world.standing.delete(TWO);
    await clock.advance(1);
    await sessions.retry();
    expect(asked).toEqual([[ONE, TWO]]);
    expect(closed).toEqual([`${TWO} session_ended`]);
    expect(sessions.due()).toBe(NOW + LIFE);
    world.standing.delete(ONE);
    await clock.advance(LIFE - 1);
    await sessions.retry();
    expect(closed.slice(1)).toEqual([`${ONE} session_ended`, `${ONE} session_ended`]);
    expect(sessions.due()).toBeUndefined();
  });

  it("together with those whose turn is soon, and not with others", async () => {
    const { asked, sessions } = guard([
      [ONE, NOW],
      [TWO, NOW + SESSION_GUARD_AHEAD_MS],
      [THREE, NOW + SESSION_GUARD_AHEAD_MS + 1],
    ]);
    await sessions.retry();
    expect(asked).toEqual([[ONE, TWO]]);
    expect(sessions.due()).toBe(NOW + SESSION_GUARD_AHEAD_MS + 1);
  });

  it("never, where the upgrade named no time", async () => {
    const { asked, sessions } = guard([[ONE, Number.MAX_SAFE_INTEGER]]);
    expect(sessions.due()).toBeUndefined();
    await sessions.retry();
    expect(asked).toEqual([]);
  });

  it.each(["down", "silent"] as const)(
    "with D1 %s, the inboxes decide; whoever's cannot be asked comes back",
    async (d1) => {
      const { clock, world, closed, sessions } = guard([
        [ONE, NOW],
        [TWO, NOW],
        [THREE, NOW],
      ]);
      world.d1 = d1;
      world.ended.set(ONE, false).set(TWO, true);
      const done = sessions.retry();
      await clock.advance(CALL_DEADLINE_MS);
      await done;
      expect(closed).toEqual([`${TWO} session_ended`, `${THREE} unavailable`]);
      const late = d1 === "silent" ? 0 : CALL_DEADLINE_MS;
      expect((sessions.due() ?? 0) - clock.now()).toBe(SESSION_GUARD_RETRY_MS - late);
    },
  );
});
