import { describe, expect, it } from "vitest";
import {
  OFFLINE_AFTER_MS,
  PRESENCE_LEASE_MS,
  PRESENCE_SUBSCRIPTIONS_MAX,
} from "../../../src/protocol/limits.ts";
import { isOnline, Presence, SUBSCRIBERS_MAX } from "../../../src/server/inbox/presence.ts";
import { InboxTables } from "../../../src/server/inbox/tables/inbox-tables.ts";
import { alarmToSet } from "../../../src/server/object/alarm.ts";
import { nodeSql } from "../node-sql.ts";
import { ANN, BEN, CAT, NOW, user } from "../room/make-room.ts";
import { People } from "./make-people.ts";

const MINUTE = 60_000;

/** Ann's phone shows Ben. */
async function annSubscribesToBen(benIsThere = true) {
  const people = new People();
  const [ann, ben] = [people.person(ANN), people.person(BEN)];
  const laptop = benIsThere ? ben.connect("laptop") : undefined;
  const phone = ann.connect("phone");
  ann.subscribe("phone", [BEN]);
  await people.clock.advance(1_000);
  const seen = () => ann.seen.splice(0);
  return { people, clock: people.clock, ann, ben, phone, laptop, seen };
}

describe("PRESENCE1: online is a heartbeat, or connecting, within 30 s", () => {
  it.each([
    [0, true],
    [OFFLINE_AFTER_MS - 1, true],
    [OFFLINE_AFTER_MS, false],
  ])("%i ms after it: %s", (ms, online) => {
    expect(isOnline(NOW, NOW + ms)).toBe(online);
  });

  it("on any of one's devices", async () => {
    const { clock, ben, laptop, seen } = await annSubscribesToBen();
    const tablet = ben.connect("tablet");
    laptop?.silence();
    await clock.advance(5 * MINUTE);
    expect(seen()).toEqual(["phone ben on 0"]);
    tablet.silence();
    await clock.advance(MINUTE);
    expect(seen()).toEqual(["phone ben off 30"]);
  });
});

describe("PRESENCE1: frames", () => {
  it("bring back who was away, as a hidden browser tab with few heartbeats is", async () => {
    const { clock, ben, laptop, seen } = await annSubscribesToBen();
    laptop?.silence();
    await clock.advance(MINUTE);
    expect(seen()).toEqual(["phone ben on 0", "phone ben off 30"]);
    ben.speak();
    ben.speak();
    await clock.advance(0);
    expect(seen()).toEqual(["phone ben on 0"]);
    await clock.advance(MINUTE);
    expect(seen()).toEqual(["phone ben off 30"]);
  });
});

describe("PRESENCE2: going offline", () => {
  it("silence shows 30 s after the last heartbeat", async () => {
    const { clock, laptop, seen } = await annSubscribesToBen();
    await clock.advance(4_500); // last heard half a second ago
    laptop?.silence();
    seen();
    await clock.advance(29_499);
    expect(seen()).toEqual([]);
    await clock.advance(1);
    expect(seen()).toEqual(["phone ben off 30"]);
  });

  it("so does a clean close, and when the user was last active stays known", async () => {
    const { clock, ben, laptop, seen } = await annSubscribesToBen();
    await clock.advance(MINUTE + 3_000); // last heard four seconds ago
    laptop?.close();
    seen();
    await clock.advance(25_999);
    expect(seen()).toEqual([]);
    await clock.advance(1);
    expect(seen()).toEqual(["phone ben off 30"]);
    await clock.advance(10 * MINUTE);
    expect(ben.seenBy(CAT)).toBe("ben off 630");
  });

  it("asked without a watcher, it is computed from the heartbeats", async () => {
    const people = new People();
    const ben = people.person(BEN);
    expect(ben.seenBy(CAT)).toBe("ben off");
    const laptop = ben.connect("laptop");
    await people.clock.advance(61_000);
    expect(ben.seenBy(CAT)).toBe("ben on 1");
    laptop.silence();
    await people.clock.advance(MINUTE);
    expect(ben.seenBy(CAT)).toBe("ben off 61");
    expect(ben.alarms).toBe(0);
  });
});

describe("PRESENCE3: a reconnect within the grace shows nothing to anyone", () => {
  it.each(["close", "silence"] as const)("after a %s", async (end) => {
    const { clock, ben, laptop, seen } = await annSubscribesToBen();
    seen();
    laptop?.[end]();
    await clock.advance(28_000);
    ben.connect("laptop again");
    await clock.advance(2 * MINUTE);
    expect(seen()).toEqual([]);
  });

  it("after the grace it does", async () => {
    const { clock, ben, laptop, seen } = await annSubscribesToBen();
    seen();
    laptop?.close();
    await clock.advance(31_000);
    ben.connect("laptop again");
    await clock.advance(2 * MINUTE);
    expect(seen()).toEqual(["phone ben off 30", "phone ben on 0"]);
  });
});

describe("PRESENCE4: an alarm only while somebody watches somebody who is there", () => {
  it("no alarm rings while nobody watches", async () => {
    const people = new People();
    const ben = people.person(BEN);
    ben.connect("laptop");
    await people.clock.advance(10 * MINUTE);
    expect([ben.alarms, ben.calls, ben.hasAlarm]).toEqual([0, 0, false]);
  });

  it("none rings for somebody who is away", async () => {
    const { clock, ben } = await annSubscribesToBen(false);
    await clock.advance(PRESENCE_LEASE_MS);
    expect(ben.alarms).toBe(0);
  });

  it("with a watcher, it rings once for 30 s of heartbeats at most", async () => {
    const { clock, ben } = await annSubscribesToBen();
    await clock.advance(5 * MINUTE);
    expect(ben.alarms).toBeGreaterThan(5);
    expect(ben.alarms).toBeLessThanOrEqual(13);
    expect(ben.calls).toBe(0);
  });

  it("a missed alarm is set anew, one that is early enough is not touched", () => {
    expect(alarmToSet([], NOW - 5, NOW)).toBeUndefined();
    expect(alarmToSet([undefined, undefined], null, NOW)).toBeUndefined();
    expect(alarmToSet([NOW + 9, undefined, NOW + 7], null, NOW)).toBe(NOW + 7);
    expect(alarmToSet([NOW + 9], NOW + 9, NOW)).toBeUndefined();
    expect(alarmToSet([NOW + 9], NOW + 10, NOW)).toBe(NOW + 9);
    expect(alarmToSet([NOW - 9], null, NOW)).toBe(NOW);
    expect(alarmToSet([NOW - 9], NOW - 10, NOW)).toBeUndefined();
    expect(alarmToSet([NOW - 9], NOW - 10 * MINUTE, NOW)).toBe(NOW);
  });
});

describe("PRESENCE5: watching is a lease", () => {
  it("a device is shown those it newly watches, then what changes", async () => {
    const { clock, ann, people, seen } = await annSubscribesToBen();
    expect(seen()).toEqual(["phone ben on 0"]);
    ann.subscribe("phone", [BEN, CAT]);
    await clock.advance(0);
    expect(seen()).toEqual(["phone cat off"]);
    people.person(CAT).connect("laptop");
    await clock.advance(0);
    expect(seen()).toEqual(["phone cat on 0"]);
    ann.subscribe("phone", [BEN]);
    people.person(CAT).setVisible(false);
    await clock.advance(0);
    expect(seen()).toEqual([]);
  });

  it("is renewed while a watching device is connected", async () => {
    const { clock, ben, laptop, seen } = await annSubscribesToBen();
    await clock.advance(10 * PRESENCE_LEASE_MS);
    seen();
    laptop?.close();
    await clock.advance(MINUTE);
    expect(seen()).toEqual(["phone ben off 30"]);
    expect(ben.hasAlarm).toBe(false);
  });

  it.each(["close", "silence"] as const)(
    "ends by itself after a %s of the last device that watches",
    async (end) => {
      const { clock, ann, ben, phone } = await annSubscribesToBen();
      phone[end]();
      await clock.advance(PRESENCE_LEASE_MS + MINUTE);
      const alarms = ben.alarms;
      expect(alarms).toBeGreaterThan(0);
      await clock.advance(PRESENCE_LEASE_MS);
      expect([ben.alarms - alarms, ben.hasAlarm, ann.hasAlarm]).toEqual([0, false, false]);
    },
  );

  it("ends at once where an inbox is told what it no longer wants to know", async () => {
    const { clock, ben, phone } = await annSubscribesToBen();
    phone.close();
    ben.setVisible(false);
    await clock.advance(0);
    ben.setVisible(true);
    await clock.advance(MINUTE);
    expect(ben.calls).toBe(1);
    expect([ben.alarms, ben.hasAlarm]).toEqual([1, false]);
  });

  it("is not shown as it was before, whatever arrives last", async () => {
    const { clock, ann, ben, seen } = await annSubscribesToBen();
    ann.delay = 500;
    ben.setVisible(false);
    await clock.advance(100);
    ann.delay = 0;
    ben.setVisible(true);
    await clock.advance(1_000);
    expect(seen()).toEqual(["phone ben on 0", "phone ben on 1.1"]);
  });

  it("is shown as it is now, also where the clock of the one who is watched went back", async () => {
    const { clock, ben, seen } = await annSubscribesToBen();
    seen();
    ben.skew = -2_000; // the object moved to another machine
    ben.setVisible(false);
    await clock.advance(0);
    expect(seen()).toEqual(["phone ben off"]);
  });

  it("is shown to each device that asked, also where a later answer to another one came before", async () => {
    const { clock, ann, ben, seen } = await annSubscribesToBen();
    ann.subscribe("phone", []);
    for (const device of ["tablet", "desktop"]) ann.connect(device);
    seen();
    ben.answerDelay = 500;
    ann.subscribe("tablet", [BEN]);
    await clock.advance(100);
    ann.isCutOff = true; // what changes is not told
    ben.setVisible(false);
    ben.answerDelay = 0;
    ann.subscribe("desktop", [BEN]);
    await clock.advance(1_000);
    expect(seen()).toEqual(["desktop ben off", "tablet ben off"]);
  });

  it("a change that could not be told is told again", async () => {
    const { clock, ann, ben, laptop, seen } = await annSubscribesToBen();
    seen();
    ann.isCutOff = true;
    laptop?.close();
    await clock.advance(MINUTE);
    expect(seen()).toEqual([]);
    ann.isCutOff = false;
    await clock.advance(5_000);
    expect(seen()).toHaveLength(1);
    await clock.advance(MINUTE);
    expect([seen(), ben.hasAlarm]).toEqual([[], false]);
  });

  it("one that can never be told is given up with the lease", async () => {
    const { clock, ann, ben, laptop } = await annSubscribesToBen();
    ann.isCutOff = true;
    laptop?.close();
    await clock.advance(PRESENCE_LEASE_MS + 2 * MINUTE);
    expect(ben.hasAlarm).toBe(false);
  });

  it("who could not be asked is asked again", async () => {
    const people = new People();
    const ann = people.person(ANN);
    const ben = people.person(BEN);
    ben.connect("laptop");
    ann.connect("phone");
    ben.isCutOff = true;
    ann.subscribe("phone", [BEN]);
    await people.clock.advance(20_000);
    expect(ann.seen).toEqual([]);
    ben.isCutOff = false;
    await people.clock.advance(MINUTE);
    expect(ann.seen).toHaveLength(1);
    await people.clock.advance(MINUTE);
    expect(ann.seen).toHaveLength(1);
  });

  it("who answers another device is shown to the one that could not be told", async () => {
    const people = new People();
    const [ann, ben] = [people.person(ANN), people.person(BEN)];
    for (const device of ["phone", "tablet"]) ann.connect(device);
    ben.isCutOff = true;
    ann.subscribe("phone", [BEN]);
    await people.clock.advance(0);
    ben.isCutOff = false;
    ann.subscribe("tablet", [BEN]);
    await people.clock.advance(0);
    expect(ann.seen).toEqual(["tablet ben off", "phone ben off"]);
    await people.clock.advance(MINUTE);
    expect([ann.seen.length, ann.calls]).toEqual([2, 2]);
  });

  it("each device is shown what it watches; together they renew 200 people at most", async () => {
    const { clock, ann, people } = await annSubscribesToBen();
    ann.connect("tablet");
    ann.subscribe(
      "tablet",
      Array.from({ length: PRESENCE_SUBSCRIPTIONS_MAX }, (_, index) => user(`p${index}`)),
    );
    await clock.advance(0);
    ann.seen.splice(0);
    ann.calls = 0;
    await clock.advance(PRESENCE_LEASE_MS - MINUTE);
    expect(ann.calls).toBe(PRESENCE_SUBSCRIPTIONS_MAX);
    ann.seen.splice(0);
    people.person(user("p5")).connect("laptop");
    await clock.advance(0);
    expect(ann.seen).toEqual(["tablet p5z on 0"]);
  });

  it("only so many watchers are told", () => {
    const tables = new InboxTables(nodeSql());
    tables.migrate(BEN, "epoch");
    const ports = { user_id: BEN, heardAt: () => NOW, isVisible: () => true, isSeenBy: () => true };
    const ben = new Presence(tables.presence, ports);
    for (let count = 0; count <= SUBSCRIBERS_MAX; count++) ben.subscribe(user(`w${count}`), NOW);
    expect(ben.update(NOW)).toHaveLength(SUBSCRIBERS_MAX);
  });
});

describe("PRESENCE6: who hides", () => {
  it("looks as if they never were there", async () => {
    const { clock, ben, laptop, seen } = await annSubscribesToBen();
    seen();
    ben.setVisible(false);
    await clock.advance(0);
    expect(seen()).toEqual(["phone ben off"]);
    expect(ben.seenBy(CAT)).toBe("ben off");
    laptop?.close();
    await clock.advance(MINUTE);
    ben.connect("laptop");
    await clock.advance(MINUTE);
    expect(seen()).toEqual([]);
    ben.setVisible(true);
    await clock.advance(0);
    expect(seen()).toEqual(["phone ben on 0"]);
  });
});

describe("PRESENCE7: who is blocked", () => {
  it("sees nothing of the one who blocked them", async () => {
    const { clock, ben, laptop, seen, ann } = await annSubscribesToBen();
    seen();
    ben.block(ANN);
    await clock.advance(0);
    expect(seen()).toEqual(["phone ben off"]);
    expect(ben.seenBy(ANN)).toBe("ben off");
    expect(ben.seenBy(CAT)).toBe("ben on 1");
    laptop?.close();
    await clock.advance(PRESENCE_LEASE_MS);
    ben.connect("laptop");
    await clock.advance(PRESENCE_LEASE_MS);
    expect(new Set(seen())).toEqual(new Set(["phone ben off"]));
    expect(ann.alarms).toBeGreaterThan(0);
  });

  it("sees them again as soon as they no longer are", async () => {
    const { clock, ben, seen } = await annSubscribesToBen();
    ben.block(ANN);
    await clock.advance(0);
    seen();
    ben.unblock(ANN);
    await clock.advance(0);
    expect(seen()).toEqual(["phone ben on 1"]);
    ben.unblock(CAT);
    await clock.advance(0);
    expect(seen()).toEqual([]);
  });
});
