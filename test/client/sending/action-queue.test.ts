import { describe, expect, test } from "vitest";
import { ActionQueue, ageOf } from "../../../src/client/sending/action-queue.ts";
import { accept, refuse } from "../../../src/protocol/codes.ts";
import type { ClientId } from "../../../src/protocol/ids.ts";
import { ACK_TIMEOUT_MS } from "../../../src/protocol/limits.ts";
import { asId } from "../../as-id.ts";

const NOW = 1_000;

/** An action is its slot and what it sets there: `a=1`. One that starts with `+` has no slot. */
const queue = () => {
  const actions = new ActionQueue<string>((action) =>
    action.startsWith("+") ? undefined : action.split("=")[0],
  );
  actions.queue.connected(64);
  return actions;
};
const pending = (id: string, action: string) => ({ client_id: asId<ClientId>(id), action, created_at: NOW });
const taken = (actions: ActionQueue<string>, now = NOW): string[] =>
  actions.queue.take(now).map(({ action }) => action);
const done = (id: string) => ({ client_id: asId<ClientId>(id), result: accept(null) });
const reject = (id: string, code: string, retry_after_ms?: number) => ({
  client_id: asId<ClientId>(id),
  code,
  message: "",
  retry_after_ms,
});

function withActions(...list: string[]): ActionQueue<string> {
  const actions = queue();
  for (const [index, action] of list.entries()) actions.add(pending(`${index}`, action), true);
  return actions;
}

describe("actions", () => {
  test("go out once they are kept, in order, and are settled by their answer", () => {
    const actions = queue();
    const first = pending("1", "a=1");
    actions.add(first, false);
    actions.add(pending("2", "b=1"), true);
    expect(taken(actions)).toEqual([]);
    actions.queue.stored(first);
    expect(taken(actions)).toEqual(["a=1", "b=1"]);
    expect(actions.done(asId("1"), true)).toEqual([done("1")]);
    expect(actions.done(asId("1"), true)).toEqual([]);
    expect(actions.pending).toHaveLength(1);
  });

  test("ACTION1: go out again after a drop, under the same client_id", () => {
    const actions = withActions("a=1");
    taken(actions);
    expect(taken(actions)).toEqual([]);
    expect(actions.disconnected()).toEqual([]);
    expect(actions.queue.take(NOW)).toEqual([pending("0", "a=1")]);
  });

  test("unanswered for too long are overdue", () => {
    const actions = withActions("a=1");
    expect(actions.queue.overdueAt).toBeUndefined();
    taken(actions);
    expect(actions.queue.overdueAt).toBe(NOW + ACK_TIMEOUT_MS);
  });

  test("no more of them are in flight than the connection takes", () => {
    const actions = withActions("a=1", "b=1");
    actions.queue.connected(1);
    expect(taken(actions)).toEqual(["a=1"]);
    actions.done(asId("0"), true);
    expect(taken(actions)).toEqual(["b=1"]);
  });

  test("refused for good are gone; refused for now hold back all that come later", () => {
    const actions = withActions("a=1", "b=1", "c=1");
    taken(actions);
    expect(actions.refuse(reject("0", "not_allowed"), NOW, 0)).toEqual([
      { client_id: "0", result: refuse("not_allowed", { detail: "" }) },
    ]);
    expect(actions.refuse(reject("1", "rate_limited", 400), NOW, 0)).toEqual([]);
    actions.add(pending("3", "d=1"), true);
    expect([taken(actions, NOW + 399), actions.queue.heldUntil]).toEqual([[], NOW + 400]);
    actions.done(asId("2"), true);
    expect(taken(actions, NOW + 400)).toEqual(["b=1", "d=1"]);
  });

  test("carried out by plain HTTP are shown on until what came of them is here", () => {
    const actions = withActions("a=1");
    taken(actions);
    expect(actions.done(asId("0"), false)).toEqual([done("0")]);
    expect([actions.queue.isBusy, actions.pending.length]).toEqual([false, 1]);
    expect(actions.disconnected()).toEqual([]);
    expect(taken(actions)).toEqual([]);
    actions.seen();
    expect(actions.pending).toEqual([]);
  });
});

describe("a later action on the same thing", () => {
  test("takes the place of one that has not gone out", () => {
    const actions = withActions("a=1", "+x", "+x");
    expect(actions.add(pending("9", "a=2"), true)).toEqual([done("0")]);
    expect(taken(actions)).toEqual(["+x", "+x", "a=2"]);
  });

  test("lets one in flight come to its end, but never go out again", () => {
    for (const end of ["drop", "refusal"]) {
      const actions = withActions("a=1");
      taken(actions);
      expect(actions.add(pending("9", "a=2"), true)).toEqual([]);
      const settled =
        end === "drop" ? actions.disconnected() : actions.refuse(reject("0", "rate_limited", 1), NOW, 0);
      expect(settled).toEqual([done("0")]);
      expect(taken(actions, NOW + 1)).toEqual(["a=2"]);
    }
  });

  test("makes void one that is found on the device", () => {
    const actions = queue();
    actions.add(pending("5", "a=2"), true);
    expect(actions.adopt([pending("1", "a=1"), pending("2", "b=1")], () => true, true)).toEqual([done("1")]);
    expect(taken(actions)).toEqual(["b=1", "a=2"]);
  });
});

describe("ACTION5: an action that waits for a connection", () => {
  /** The age of one made so long after another one was sent, and sent a minute after that. */
  const ageOfOneMadeAfter = (ms: number, sendFirst = true): number | undefined => {
    const actions = queue();
    actions.add(pending("1", "a=1"), true);
    if (sendFirst) taken(actions);
    const made = actions.following({ ...pending("2", "a=2"), created_at: NOW + ms });
    actions.disconnected();
    actions.add(made, true);
    const [sent] = actions.queue.take(NOW + 60_000);
    return sent && ageOf(sent, NOW + 60_000).age_ms;
  };

  test("is as old as it is, if none was sent shortly before it was made", () => {
    expect(ageOfOneMadeAfter(1, false)).toBe(59_999);
    expect(ageOfOneMadeAfter(ACK_TIMEOUT_MS + 1)).toBe(59_999 - ACK_TIMEOUT_MS);
  });

  test("is never older than one made before it that was sent at once, and may have been long under way", () => {
    expect(ageOfOneMadeAfter(1)).toBe(60_000 - ACK_TIMEOUT_MS);
    const actions = withActions("a=1");
    taken(actions);
    actions.done(asId("0"), true);
    actions.add(actions.following({ ...pending("2", "a=2"), created_at: NOW + 1 }), true);
    expect(actions.queue.take(NOW + 700).map((each) => ageOf(each, NOW + 700))).toEqual([{}]);
  });
});

describe("actions found on the device", () => {
  test("are shown at once, but go out only right after another look", () => {
    const actions = queue();
    actions.adopt([pending("1", "a=1"), pending("2", "b=1")], () => true, false);
    expect([actions.pending.length, taken(actions)]).toEqual([2, []]);
    actions.adopt([pending("2", "b=1")], () => true, true); // another tab has seen to the first
    expect(actions.pending).toEqual([pending("2", "b=1")]);
    expect(taken(actions)).toEqual(["b=1"]);
  });

  test("do not take away this tab's own", () => {
    const actions = withActions("a=1");
    actions.adopt([], () => true, true);
    expect(taken(actions)).toEqual(["a=1"]);
  });
});
