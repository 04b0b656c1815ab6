import { describe, expect, test } from "vitest";
import { Outbox } from "../../../src/client/sending/outbox.ts";
import { outgoing } from "../fixtures.ts";

const refusal = (client_id: string, code: string) => ({ client_id, code, message: code }) as never;

describe("what another tab sends", () => {
  function besideAnother() {
    const [theirs, own] = [outgoing("theirs"), outgoing("own")];
    const outbox = new Outbox();
    outbox.queue.adopt([theirs], () => false, true);
    outbox.queue.add(own, true);
    return { outbox, theirs, own };
  }

  test("is shown, and neither sent here nor in the way of what is", () => {
    const { outbox, theirs, own } = besideAnother();
    expect(outbox.queue.items).toEqual([theirs, own]);
    expect(outbox.queue.own).toEqual([own]);
    expect(outbox.queue.take(0)).toEqual([own]);
    expect(outbox.acknowledge(own.client_id)).toEqual(own);
    expect(outbox.queue.isBusy).toBe(false);
  });

  test("is gone once it is in the log, but the tab that sends it takes it off the device", () => {
    const { outbox, theirs, own } = besideAnother();
    expect(outbox.acknowledge(theirs.client_id)).toBeUndefined();
    expect(outbox.queue.items).toEqual([own]);
  });

  test("neither fails here nor holds this tab's messages back when it is refused", () => {
    const { outbox, theirs, own } = besideAnother();
    expect(outbox.queue.refuse(refusal(theirs.client_id, "room_busy"), 0, 1)).toBeUndefined();
    expect(outbox.refuse(refusal(theirs.client_id, "text_empty"), 0, 1)).toBeUndefined();
    expect(outbox.fail(theirs.client_id, { code: "removed", message: "" })).toBeUndefined();
    expect(outbox.queue.items).toEqual([theirs, own]);
    expect(outbox.queue.take(0)).toEqual([own]);
  });
});

test("SEND11: a wait without a time starts small again after something was accepted", () => {
  const outbox = new Outbox();
  const [first, second] = [outgoing("first"), outgoing("second")];
  for (const each of [first, second]) outbox.queue.add(each, true);
  let now = 0;
  const waitAfter = (client_id: string): number => {
    const before = now;
    outbox.queue.take(now);
    outbox.refuse(refusal(client_id, "room_busy"), now, 1);
    now = outbox.queue.heldUntil ?? 0;
    return now - before;
  };
  expect([waitAfter(first.client_id), waitAfter(first.client_id)]).toEqual([500, 1_000]);
  outbox.queue.take(now);
  outbox.acknowledge(first.client_id);
  expect(waitAfter(second.client_id)).toBe(500);
});
