import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Timeline } from "../../../src/client/room/timeline.ts";
import { TAIL_KEEP, WINDOW_KEEP, WINDOW_MAX } from "../../../src/protocol/limits.ts";
import type { Change } from "../../../src/protocol/room.ts";
import { change, EPOCH, ME, message, messages, position } from "../fixtures.ts";

const loaded = (from: number, to: number): Timeline => {
  const timeline = new Timeline(ME);
  timeline.restore({ position: position(to), messages: messages(from, to), changes: [] });
  return timeline;
};
const ids = (timeline: Timeline): number[] => timeline.messages.map(({ message_id }) => message_id);

describe("a run of messages", () => {
  test("grows by what comes next", () => {
    const timeline = loaded(1, 3);
    expect(timeline.take(messages(4, 5), [change(1)])).toBe("taken");
    expect(ids(timeline)).toEqual([1, 2, 3, 4, 5]);
    expect(timeline.position).toEqual(position(5, 1));
  });

  test("RESUME3: takes nothing twice", () => {
    const timeline = loaded(1, 3);
    timeline.take(messages(2, 4), [change(1), change(1)]);
    timeline.take(messages(4, 4), [change(1)]);
    expect(ids(timeline)).toEqual([1, 2, 3, 4]);
    expect(timeline.notices).toHaveLength(1);
  });

  test("takes nothing beyond a gap, of messages or of changes", () => {
    const timeline = loaded(1, 3);
    expect(timeline.take([message(4), message(6)], [])).toBe("gap");
    expect(timeline.take([], [change(2)])).toBe("gap");
    expect(ids(timeline)).toEqual([1, 2, 3, 4]);
    expect(timeline.notices).toEqual([]);
    expect(timeline.position).toEqual(position(4, 0));
  });

  test("says so where a message is not the one that is here", () => {
    expect(loaded(1, 3).take([message(2, { client_id: message(9).client_id })], [])).toBe("conflict");
  });

  test("never changes a snapshot", () => {
    const timeline = loaded(1, 3);
    const before = timeline.messages;
    timeline.take(messages(4, 5), []);
    expect(before).toHaveLength(3);
  });
});

describe("a reload", () => {
  test("replaces everything at once, when it is complete", () => {
    const timeline = loaded(1, 3);
    timeline.beginReload(EPOCH);
    timeline.take(messages(951, 1000), []);
    expect(ids(timeline)).toEqual([1, 2, 3]);
    expect(timeline.complete(position(1000, 7))).toBe("taken");
    expect([timeline.first, timeline.last]).toEqual([951, 1000]);
    expect(timeline.position).toEqual(position(1000, 7));
    expect(timeline.take([], [change(8)])).toBe("taken");
  });

  test("that is cut off leaves the old log and its position", () => {
    const timeline = loaded(1, 3);
    timeline.beginReload("second");
    timeline.take(messages(951, 1000), []);
    timeline.interrupt();
    expect(timeline.position).toEqual(position(3));
    expect(timeline.take(messages(4, 4), [])).toBe("taken");
    expect(ids(timeline)).toEqual([1, 2, 3, 4]);
  });

  test("of an empty room gives a position", () => {
    const timeline = new Timeline(ME);
    timeline.beginReload(EPOCH);
    expect(timeline.complete(position(0))).toBe("taken");
    expect(timeline.position).toEqual(position(0));
    expect(timeline.take([message(2)], [])).toBe("gap");
    expect(timeline.take([message(1)], [])).toBe("taken");
  });

  test("is not complete while something is missing", () => {
    const timeline = new Timeline(ME);
    timeline.beginReload(EPOCH);
    timeline.take(messages(1, 3), []);
    expect(timeline.complete(position(4))).toBe("gap");
  });
});

const page = (from: number, to: number, epoch = EPOCH) => ({
  epoch,
  messages: messages(from, to),
  head: 200,
  chain_before: "",
  chain_after: "",
});
/** A page that is asked for and comes at once. */
const come = (timeline: Timeline, history: ReturnType<typeof page>, place?: number): boolean => {
  const reading = timeline.beginReading();
  return reading !== undefined && timeline.takePage(reading, history, place);
};
const edited = (change_id: number, message_id: number): Change => ({
  ...change(change_id),
  type: "message_changed",
  patch: { message_id, text: `edited ${change_id}`, edited_at: change_id },
});
const span = (timeline: Timeline): number[] => [timeline.first, timeline.end, timeline.messages.length];

describe("pages", () => {
  test("go before the first message, and only there", () => {
    const timeline = loaded(101, 103);
    const fits = [page(51, 100), page(1, 49), page(40, 50, "second")].map((each) => come(timeline, each));
    expect(fits).toEqual([true, false, false]);
    expect(span(timeline)).toEqual([51, 103, 53]);
  });

  test("around a place show that place, and live events go on unseen", () => {
    const timeline = loaded(951, 1000);
    expect(come(timeline, page(451, 550), 500)).toBe(true);
    expect(timeline.take([message(1001)], [edited(1, 500)])).toBe("taken");
    expect(span(timeline)).toEqual([451, 550, 100]);
    expect(timeline.messages[49]?.text).toBe("edited 1");
    expect(timeline.last).toBe(1001);
    timeline.showEnd();
    expect(span(timeline)).toEqual([951, 1001, 51]);
  });

  test("grow a place both ways, until it is one with the end", () => {
    const timeline = loaded(951, 1000);
    come(timeline, page(801, 900), 850);
    expect([come(timeline, page(701, 800)), come(timeline, page(902, 910))]).toEqual([true, false]);
    expect(span(timeline)).toEqual([701, 900, 200]);
    expect(come(timeline, page(901, 1000))).toBe(true);
    expect(span(timeline)).toEqual([701, 1000, 300]);
    timeline.take([message(1001)], []);
    expect(timeline.end).toBe(1001);
  });

  test("hold nothing newer than live events have brought", () => {
    const timeline = loaded(951, 1000);
    come(timeline, page(851, 950), 900);
    expect(span(timeline)).toEqual([851, 1000, 150]);
    come(timeline, page(951, 1010));
    expect(timeline.end).toBe(1000);
    expect(timeline.take(messages(1001, 1011), [])).toBe("taken");
    expect(span(timeline)).toEqual([851, 1011, 161]);
  });

  test("RESUME8: have what happened while they were on their way on top", () => {
    const timeline = loaded(951, 1000);
    const reading = timeline.beginReading();
    timeline.take([], [edited(1, 500)]);
    if (reading) timeline.takePage(reading, page(451, 550), 500);
    expect(timeline.messages[49]?.text).toBe("edited 1");
  });

  test("RESUME8: asked for before a reload are of no use after it", () => {
    const timeline = loaded(951, 1000);
    const reading = timeline.beginReading();
    timeline.beginReload(EPOCH);
    timeline.take(messages(1951, 2000), []);
    timeline.complete(position(2000));
    expect(reading && timeline.takePage(reading, page(451, 550), 500)).toBe(false);
    expect(new Timeline(ME).beginReading()).toBeUndefined();
  });

  test("of a place one has been to are shown again without being asked for", () => {
    const timeline = loaded(951, 1000);
    come(timeline, page(451, 550), 500);
    timeline.showEnd();
    timeline.take([], [edited(1, 500)]);
    expect([timeline.show(700), timeline.show(500)]).toEqual([false, true]);
    expect(timeline.messages[49]?.text).toBe("edited 1");
    expect(timeline.show(960)).toBe(true);
    expect(timeline.end).toBe(1000);
  });
});

describe("what is held", () => {
  test("is bounded: what is farthest from the reader goes first, on either side", () => {
    const timeline = loaded(9_001, 10_000);
    for (let first = 8_901; first >= 7_901; first -= 100) {
      timeline.setPlace(first + 100);
      come(timeline, page(first, first + 99));
    }
    expect(span(timeline)).toEqual([7_901, 9_400, WINDOW_KEEP]);
    for (let after = 9_400; after < 10_000; after += 100) {
      timeline.setPlace(after);
      come(timeline, page(after + 1, after + 100));
    }
    expect(timeline.end).toBe(10_000);
    expect(timeline.messages.length).toBeLessThanOrEqual(WINDOW_MAX);
    expect(timeline.messages).toEqual(messages(timeline.first, 10_000));
  });

  test("is bounded at the end of a room where more and more is said", () => {
    const timeline = loaded(1, 1);
    for (let head = 2; head <= 5_000; head++) timeline.take([message(head)], []);
    expect(timeline.messages.length).toBeLessThanOrEqual(WINDOW_MAX);
    expect(timeline.messages).toEqual(messages(timeline.first, 5_000));
  });

  test("is bounded while the reader looks elsewhere", () => {
    const timeline = loaded(4_951, 5_000);
    come(timeline, page(451, 550), 500);
    for (let head = 5_001; head <= 9_000; head++) timeline.take([message(head)], []);
    expect(span(timeline)).toEqual([451, 550, 100]);
    timeline.showEnd();
    expect(timeline.messages.length).toBeLessThanOrEqual(2 * TAIL_KEEP);
    expect(timeline.messages).toEqual(messages(timeline.first, 9_000));
  });
});

describe("RESUME8: a reload while the reader looks at something before its page", () => {
  const reloaded = (epoch = EPOCH) => {
    const timeline = loaded(951, 1000);
    come(timeline, page(451, 550), 500);
    timeline.beginReload(epoch);
    timeline.take(messages(1951, 2000), []);
    timeline.complete(position(2000, 9, epoch));
    return timeline;
  };

  test("goes on showing it, as lost, until it has been read again", () => {
    const timeline = reloaded();
    expect([timeline.lost, timeline.end]).toEqual([500, 550]);
    expect(timeline.show(500)).toBe(false);
    const again = page(451, 550);
    again.messages[49] = message(500, { text: "edited meanwhile", edited_at: 1 });
    expect(come(timeline, again, 500)).toBe(true);
    expect(timeline.lost).toBeUndefined();
    expect(timeline.messages).toEqual(again.messages);
  });

  test("is not continued by a page, since what it holds may be outdated", () => {
    const timeline = reloaded();
    expect(come(timeline, page(351, 450))).toBe(false);
    expect([timeline.first, timeline.end]).toEqual([451, 550]);
  });

  test("can be left for the end, and leaves nothing doubtful behind", () => {
    const timeline = reloaded();
    timeline.showEnd();
    expect(span(timeline)).toEqual([1951, 2000, 50]);
    expect(timeline.show(500)).toBe(false);
  });

  test("drops it where the log is another one", () => {
    const timeline = reloaded("second");
    expect(timeline.lost).toBeUndefined();
    expect(timeline.end).toBe(2000);
  });
});

test("a place is kept on the device beside the newest messages, and what happened to it comes with the resume", () => {
  const timeline = loaded(951, 1000);
  come(timeline, page(451, 550), 500);
  const again = new Timeline(ME);
  const saved = timeline.save(20);
  if (saved) again.restore(saved);
  expect(span(again)).toEqual([981, 1000, 20]);
  again.beginResume();
  again.take([], [edited(7, 500)]);
  again.complete(position(1000, 7));
  expect(again.show(500)).toBe(true);
  expect(span(again)).toEqual([490, 509, 20]);
  expect(again.messages[10]?.text).toBe("edited 7");
});

test("saving keeps the newest messages, and restoring them goes on from the same position", () => {
  const timeline = loaded(1, 300);
  timeline.take([], [change(1, 50), change(2, 199), change(3, 200), change(4, 250)]);
  const saved = timeline.save(100);
  const again = new Timeline(ME);
  if (saved) again.restore(saved);
  expect([again.first, again.last]).toEqual([201, 300]);
  // Also the one that stands right before the first message.
  expect(again.notices.map(({ change_id }) => change_id)).toEqual([3, 4]);
  expect(again.position).toEqual(timeline.position);
});

test("saving keeps what is around the reader's place only where that does not reach into the tail that is kept", () => {
  const timeline = loaded(1, 300);
  timeline.setPlace(205);
  const { messages: tail, apart } = timeline.save(100) ?? { messages: [] };
  expect([tail[0]?.message_id, apart?.[0]?.message_id, apart?.at(-1)?.message_id]).toEqual([201, 155, 199]);
});

test("however frames are cut, repeated and lost, what is here is a run from the log, and resuming completes it", () => {
  const log = messages(1, 40);
  const frame = fc.tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 0, max: 12 }));
  fc.assert(
    fc.property(fc.array(frame, { maxLength: 40 }), (frames) => {
      const timeline = loaded(1, 1);
      for (const [from, length] of frames) timeline.take(log.slice(from - 1, from - 1 + length), []);
      expect(timeline.messages).toEqual(log.slice(0, timeline.last));
      timeline.take(log.slice(timeline.last), []);
      expect(timeline.messages).toEqual(log);
    }),
  );
});
