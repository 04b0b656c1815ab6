import { describe, expect, test } from "vitest";
import { ActQueue } from "../../src/client/act-queue.ts";
import { accept, refuse } from "../../src/protocol/codes.ts";
import { ACK_TIMEOUT_MS } from "../../src/protocol/limits.ts";

const NOW = 1_000;

/** An act is its slot and what it sets there: `a=1`. One that starts with `+` has no slot. */
const queue = () => {
  const acts = new ActQueue<string>((act) => (act.startsWith("+") ? undefined : act.split("=")[0]));
  acts.connected(64);
  return acts;
};
const doing = (client_id: string, act: string) => ({ client_id, act, created_at: NOW });
const taken = (acts: ActQueue<string>, now = NOW): string[] => acts.take(now).map(({ act }) => act);
const done = (client_id: string) => ({ client_id, result: accept(null) });
const reject = (client_id: string, code: string, retry_after_ms?: number) => ({
  client_id,
  code,
  message: "",
  retry_after_ms,
});

function withActs(...list: string[]): ActQueue<string> {
  const acts = queue();
  for (const [index, act] of list.entries()) acts.add(doing(`${index}`, act), true);
  return acts;
}

describe("acts", () => {
  test("go out once they are kept, in order, and are settled by their answer", () => {
    const acts = queue();
    acts.add(doing("1", "a=1"), false);
    acts.add(doing("2", "b=1"), true);
    expect(taken(acts)).toEqual([]);
    acts.kept("1");
    expect(taken(acts)).toEqual(["a=1", "b=1"]);
    expect(acts.done("1", true)).toEqual([done("1")]);
    expect(acts.done("1", true)).toEqual([]);
    expect(acts.doings).toHaveLength(1);
  });

  test("ACT1: go out again after a drop, under the same client_id", () => {
    const acts = withActs("a=1");
    taken(acts);
    expect(taken(acts)).toEqual([]);
    expect(acts.disconnected()).toEqual([]);
    expect(acts.take(NOW)).toEqual([doing("0", "a=1")]);
  });

  test("unanswered for too long are overdue", () => {
    const acts = withActs("a=1");
    expect(acts.overdueAt).toBeUndefined();
    taken(acts);
    expect(acts.overdueAt).toBe(NOW + ACK_TIMEOUT_MS);
  });

  test("no more of them are in flight than the connection takes", () => {
    const acts = withActs("a=1", "b=1");
    acts.connected(1);
    expect(taken(acts)).toEqual(["a=1"]);
    acts.done("0", true);
    expect(taken(acts)).toEqual(["b=1"]);
  });

  test("refused for good are gone; refused for now hold back all that come later", () => {
    const acts = withActs("a=1", "b=1", "c=1");
    taken(acts);
    expect(acts.refuse(reject("0", "not_allowed"), NOW, 0)).toEqual([
      { client_id: "0", result: refuse("not_allowed", { detail: "" }) },
    ]);
    expect(acts.refuse(reject("1", "rate_limited", 400), NOW, 0)).toEqual([]);
    acts.add(doing("3", "d=1"), true);
    expect([taken(acts, NOW + 399), acts.heldUntil]).toEqual([[], NOW + 400]);
    acts.done("2", true);
    expect(taken(acts, NOW + 400)).toEqual(["b=1", "d=1"]);
  });

  test("carried out by plain HTTP are shown on until what came of them is here", () => {
    const acts = withActs("a=1");
    taken(acts);
    expect(acts.done("0", false)).toEqual([done("0")]);
    expect([acts.isBusy, acts.doings.length]).toEqual([false, 1]);
    expect(acts.disconnected()).toEqual([]);
    expect(taken(acts)).toEqual([]);
    acts.seen();
    expect(acts.doings).toEqual([]);
  });
});

describe("a later act on the same thing", () => {
  test("takes the place of one that has not gone out", () => {
    const acts = withActs("a=1", "+x", "+x");
    expect(acts.add(doing("9", "a=2"), true)).toEqual([done("0")]);
    expect(taken(acts)).toEqual(["+x", "+x", "a=2"]);
  });

  test("lets one in flight come to its end, but never go out again", () => {
    for (const end of ["drop", "refusal"]) {
      const acts = withActs("a=1");
      taken(acts);
      expect(acts.add(doing("9", "a=2"), true)).toEqual([]);
      const settled =
        end === "drop" ? acts.disconnected() : acts.refuse(reject("0", "rate_limited", 1), NOW, 0);
      expect(settled).toEqual([done("0")]);
      expect(taken(acts, NOW + 1)).toEqual(["a=2"]);
    }
  });

  test("makes void one that is found on the device", () => {
    const acts = queue();
    acts.add(doing("5", "a=2"), true);
    expect(acts.adopt([doing("1", "a=1"), doing("2", "b=1")], () => true, true)).toEqual([done("1")]);
    expect(taken(acts)).toEqual(["b=1", "a=2"]);
  });
});

describe("acts found on the device", () => {
  test("are shown at once, but go out only right after another look", () => {
    const acts = queue();
    acts.adopt([doing("1", "a=1"), doing("2", "b=1")], () => true, false);
    expect([acts.doings.length, taken(acts)]).toEqual([2, []]);
    acts.adopt([doing("2", "b=1")], () => true, true); // another tab has seen to the first
    expect(acts.doings).toEqual([doing("2", "b=1")]);
    expect(taken(acts)).toEqual(["b=1"]);
  });

  test("do not take away this tab's own", () => {
    const acts = withActs("a=1");
    acts.adopt([], () => true, true);
    expect(taken(acts)).toEqual(["a=1"]);
  });
});
