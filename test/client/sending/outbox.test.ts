import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Outbox, type OutgoingMessage, WINDOW_MAX } from "../../../src/client/sending/outbox.ts";
import { ACK_TIMEOUT_MS } from "../../../src/protocol/limits.ts";
import { asId } from "../../as-id.ts";
import { outgoing } from "../fixtures.ts";

const many = (count: number): OutgoingMessage[] =>
  Array.from({ length: count }, (_, index) => outgoing(`${index}`));
const withAll = (list: readonly OutgoingMessage[]): Outbox => {
  const outbox = new Outbox();
  for (const each of list) outbox.queue.add(each, true);
  return outbox;
};
const refusal = ({ client_id }: OutgoingMessage, code: string, retry_after_ms?: number) => ({
  client_id,
  code,
  message: code,
  retry_after_ms,
});

describe("sending", () => {
  test("goes in the order of typing, up to the window", () => {
    const list = many(WINDOW_MAX + 5);
    const outbox = withAll(list.toReversed());
    expect(outbox.queue.take(0)).toEqual(list.slice(0, WINDOW_MAX));
    expect(outbox.queue.take(0)).toEqual([]);
    for (const { client_id } of list.slice(0, 3)) outbox.acknowledge(client_id);
    expect(outbox.queue.take(0)).toEqual(list.slice(WINDOW_MAX, WINDOW_MAX + 3));
  });

  test("waits for what is not on the device yet, and nothing overtakes it", () => {
    const [first, second] = many(2) as [OutgoingMessage, OutgoingMessage];
    const outbox = new Outbox();
    outbox.queue.add(first, false);
    outbox.queue.add(second, true);
    expect(outbox.queue.take(0)).toEqual([]);
    outbox.queue.stored(first);
    expect(outbox.queue.take(0)).toEqual([first, second]);
  });

  test("waits until the device has a message as it is now", () => {
    const [first] = many(1) as [OutgoingMessage];
    const outbox = new Outbox();
    outbox.queue.add(first, false);
    const next = { ...first, content: { text: "with mentions" } };
    expect(outbox.queue.replace(first, next)).toBe(true);
    outbox.queue.stored(first);
    expect(outbox.queue.take(0)).toEqual([]);
    outbox.queue.stored(next);
    expect(outbox.queue.take(0)).toEqual([next]);
  });

  test("starts over with everything unanswered when the connection is lost", () => {
    const list = many(5);
    const outbox = withAll(list);
    outbox.queue.take(0);
    outbox.acknowledge(asId(list[1]?.client_id ?? ""));
    outbox.accepted(asId(list[2]?.client_id ?? ""), 9);
    outbox.disconnected();
    expect(outbox.queue.take(0).map(({ content }) => content.text)).toEqual(["0", "2", "3", "4"]);
  });

  test("knows when an answer is overdue", () => {
    const list = many(2);
    const outbox = withAll(list);
    outbox.queue.take(100);
    outbox.acknowledge(asId(list[0]?.client_id ?? ""));
    expect(outbox.queue.overdueAt).toBe(100 + ACK_TIMEOUT_MS);
    outbox.acknowledge(asId(list[1]?.client_id ?? ""));
    expect(outbox.queue.overdueAt).toBeUndefined();
  });
});

describe("a refusal for now", () => {
  test("holds everything back as long as it says", () => {
    const list = many(3);
    const outbox = withAll(list);
    outbox.queue.take(0);
    for (const each of list) outbox.refuse(refusal(each, "rate_limited", 700), 10, 0);
    expect(outbox.queue.take(709)).toEqual([]);
    expect(outbox.queue.heldUntil).toBe(710);
    expect(outbox.queue.take(710)).toEqual([list[0]]);
  });

  test("SEND11: lets nothing later go first, and opens the window again with success", () => {
    const list = many(10);
    const outbox = withAll(list);
    outbox.queue.take(0);
    for (const each of list.slice(0, 2)) outbox.acknowledge(each.client_id);
    for (const each of list.slice(2)) outbox.refuse(refusal(each, "rate_limited", 100), 0, 0);
    const batches: number[] = [];
    for (let now = 100; outbox.queue.isBusy; now++) {
      const batch = outbox.queue.take(now);
      batches.push(batch.length);
      for (const each of batch) outbox.acknowledge(each.client_id);
    }
    expect(batches).toEqual([1, 2, 4, 1]);
  });

  test("waits until what was sent behind it is answered", () => {
    const [first, second] = many(2) as [OutgoingMessage, OutgoingMessage];
    const outbox = withAll([first, second]);
    outbox.queue.take(0);
    outbox.refuse(refusal(first, "rate_limited", 100), 0, 0);
    expect(outbox.queue.take(100)).toEqual([]);
    outbox.refuse(refusal(second, "rate_limited", 50), 60, 0);
    expect(outbox.queue.take(110)).toEqual([first]);
  });

  test("is not outweighed by answers to what was sent before it", () => {
    const list = many(4);
    const outbox = withAll(list.slice(0, 3));
    outbox.queue.take(0);
    outbox.refuse(refusal(list[1] as OutgoingMessage, "rate_limited", 100), 0, 0);
    for (const index of [0, 2]) outbox.acknowledge(asId(list[index]?.client_id ?? ""));
    outbox.queue.add(list[3] as OutgoingMessage, true);
    expect(outbox.queue.take(100)).toEqual([list[1]]);
  });

  test("that gives no time backs off, doubling up to a limit", () => {
    const [only] = many(1) as [OutgoingMessage];
    const outbox = withAll([only]);
    const waits = Array.from({ length: 9 }, () => {
      outbox.queue.take(outbox.queue.heldUntil ?? 0);
      const now = outbox.queue.heldUntil ?? 0;
      outbox.refuse(refusal(only, "room_busy"), now, 1);
      return (outbox.queue.heldUntil ?? 0) - now;
    });
    expect(waits).toEqual([500, 1000, 2000, 4000, 8000, 16000, 30000, 30000, 30000]);
  });

  test.each(["rate_limited", "room_busy", "unavailable", "a_code_of_tomorrow"])("%s is one", (code) => {
    const [only] = many(1) as [OutgoingMessage];
    const outbox = withAll([only]);
    outbox.queue.take(0);
    expect(outbox.refuse(refusal(only, code, 1), 0, 0)).toBeUndefined();
    expect(outbox.queue.isBusy).toBe(true);
  });
});

describe("a refusal for good", () => {
  test.each(["text_too_long", "not_a_member", "client_id_expired", "reply_unknown", "not_allowed"])(
    "%s is one",
    (code) => {
      const list = many(2);
      const outbox = withAll(list);
      outbox.queue.take(0);
      const failed = outbox.refuse(refusal(list[0] as OutgoingMessage, code), 0, 0);
      expect(failed?.failure?.code).toBe(code);
      outbox.disconnected();
      expect(outbox.queue.take(0)).toEqual([list[1]]);
    },
  );

  test("gives way to the echo: another tab's send of the same was taken", () => {
    const [only] = many(1) as [OutgoingMessage];
    const outbox = withAll([only]);
    outbox.fail(only.client_id, { code: "not_a_member", message: "" });
    expect(outbox.acknowledge(only.client_id)).toMatchObject({ client_id: only.client_id });
    expect(outbox.queue.items).toEqual([]);
  });
});

test("a send that is stored but not seen yet is not sent again, and settles when the log has come to it", () => {
  const [only] = many(1) as [OutgoingMessage];
  const outbox = withAll([only]);
  outbox.queue.take(0);
  outbox.accepted(only.client_id, 7);
  expect(outbox.queue.take(0)).toEqual([]);
  expect(outbox.queue.overdueAt).toBeUndefined();
  expect(outbox.reached(6)).toEqual([]);
  expect(outbox.reached(7)).toEqual([only]);
});

test("whatever the rate limit and the delay, messages get into the room in the order of typing", () => {
  const limits = fc.record({
    burst: fc.integer({ min: 1, max: 20 }),
    perToken: fc.integer({ min: 50, max: 900 }),
  });
  fc.assert(
    fc.property(
      limits,
      fc.integer({ min: 1, max: 40 }),
      fc.integer({ min: 1, max: 120 }),
      ({ burst, perToken }, delay, count) => {
        const list = many(count);
        const outbox = withAll(list);
        const room: string[] = [];
        let fullAt = 0;
        for (let now = 0; outbox.queue.isBusy; now = Math.max(now + 1, outbox.queue.heldUntil ?? 0)) {
          const answers = outbox.queue.take(now).map((each) => {
            fullAt = Math.max(fullAt, now) + perToken;
            const wait = fullAt - now - burst * perToken;
            if (wait > 0) fullAt -= perToken;
            else room.push(each.client_id);
            return wait > 0
              ? () => outbox.refuse(refusal(each, "rate_limited", wait), now, 0)
              : () => outbox.acknowledge(each.client_id);
          });
          now += delay;
          for (const answer of answers) answer();
        }
        expect(room).toEqual(list.map(({ client_id }) => client_id));
      },
    ),
  );
});
