import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Timeline } from "../../src/client/timeline.ts";
import { change, EPOCH, ME, message, messages, position } from "./fixtures.ts";

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

describe("older pages", () => {
  const page = (from: number, to: number, epoch = EPOCH) => ({
    epoch,
    messages: messages(from, to),
    head: 200,
    chain_before: "",
    chain_after: "",
  });

  test("go before the first message, and only there", () => {
    const timeline = loaded(101, 103);
    for (const older of [page(51, 100), page(1, 49), page(40, 50, "second")]) {
      timeline.expectOlder();
      timeline.prepend(older);
    }
    expect([timeline.first, timeline.last]).toEqual([51, 103]);
    expect(timeline.messages).toHaveLength(53);
  });
});

test("saving keeps the newest messages, and restoring them goes on from the same position", () => {
  const timeline = loaded(1, 300);
  timeline.take([], [change(1, 50), change(2, 250)]);
  const saved = timeline.save(100);
  const again = new Timeline(ME);
  if (saved) again.restore(saved);
  expect([again.first, again.last]).toEqual([201, 300]);
  expect(again.notices.map(({ change_id }) => change_id)).toEqual([2]);
  expect(again.position).toEqual(timeline.position);
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
