import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { UserId } from "../../src/protocol/ids.ts";
import type { Message } from "../../src/protocol/message.ts";
import { indexOf, itemsOf, messageAt, reuseItems } from "../../src/web/timeline/items.ts";
import { type RowsInput, rowsOf } from "../../src/web/timeline/rows.ts";
import { NOTHING_YET, nextStage, type Stage } from "../../src/web/timeline/stages.ts";
import { asId } from "../as-id.ts";

const DAY = 24 * 60 * 60_000;
const START = new Date(2026, 2, 3, 12, 0).getTime();
const message = (message_id: number, sender = "ann", day = 0): Message => ({
  message_id,
  sender: asId(sender),
  client_id: asId(`client-${message_id}`),
  time: START + day * DAY + message_id,
  text: `text ${message_id}`,
});
const joined = (change_id: number, after_message_id: number, day = 0) =>
  ({
    type: "member_joined",
    change_id,
    after_message_id,
    time: START + day * DAY,
    by: asId<UserId>("ann"),
    user_id: asId<UserId>(`u${change_id}`),
    role: "member",
  }) as const;
const rows = (more: Partial<RowsInput>) =>
  rowsOf({
    messages: [],
    changes: [],
    pending: [],
    fromStart: false,
    me: asId("me"),
    newAfter: undefined,
    ...more,
  });

describe("what the timeline places", () => {
  test("is a message with its day and the line of the new above it, and notices below", () => {
    const items = itemsOf(
      rows({
        fromStart: true,
        messages: [message(1), message(2, "bob", 1), message(3, "bob", 1)],
        changes: [joined(1, 0), joined(2, 2, 1)],
        newAfter: 2,
      }),
    );
    const kinds = items.map(({ key, above, below }) => [key, above.map(({ kind }) => kind), below.length]);
    expect(kinds).toEqual([
      ["start", ["start"], 2],
      ["client-1", [], 0],
      ["client-2", ["day"], 1],
      ["client-3", ["unread"], 0],
    ]);
  });

  test("has the keys of the messages alone, whatever stands by them", () => {
    const messages = [message(3), message(4, "bob", 1), message(5)];
    const all = itemsOf(rows({ messages, changes: [joined(1, 3), joined(2, 5)], newAfter: 4 }));
    expect(all.map(({ key }) => key)).toEqual(messages.map(({ client_id }) => client_id));
    expect([messageAt(all, 1), messageAt(all, 99), messageAt([], 0)]).toEqual([4, 5, 0]);
    expect([indexOf(all, 5), indexOf(all, 6)]).toEqual([2, -1]);
  });

  test("shows what happened in a room in which nothing was said", () => {
    const [start, ...others] = itemsOf(rows({ fromStart: true, changes: [joined(1, 0)] }));
    expect([start?.below.map(({ kind }) => kind), others]).toEqual([["day", "notice"], []]);
  });

  test("is the same object for as long as nothing about it changes", () => {
    const before = itemsOf(rows({ messages: [message(1), message(2), message(3, "bob")] }));
    const edited = { ...message(3, "bob"), text: "other" };
    const after = reuseItems(
      before,
      itemsOf(rows({ messages: [message(1), message(2), edited, message(4, "cem")] })),
    );
    // Messages are compared as the SDK gives them: the same one, or another.
    const same = reuseItems(
      after,
      itemsOf(
        rows({
          messages: after.flatMap(({ message }) =>
            message?.delivery.state === "sent" ? [message.delivery.message] : [],
          ),
        }),
      ),
    );
    expect(same.every((item, index) => item === after[index])).toBe(true);
    expect(after[2]?.message?.content.text).toBe("other");
  });
});

describe("messages of somebody blocked", () => {
  const hide = (messages: Message[], shown: readonly string[] = []) =>
    itemsOf(rows({ messages }), ({ sender, key }) => sender === "eve" && !shown.includes(key)).map(
      ({ hidden }) => hidden,
    );

  test("are one line, as long as nothing is between them", () => {
    const rows = [message(1, "eve"), message(2, "eve"), message(3), message(4, "eve"), message(5, "eve", 1)];
    expect(hide(rows)).toEqual([2, 0, undefined, 1, 1]);
  });

  test("are shown when asked for", () => {
    expect(hide([message(1, "eve"), message(2, "eve")], ["client-1", "client-2"])).toEqual([
      undefined,
      undefined,
    ]);
  });
});

describe("the way from what is shown to what is to be shown", () => {
  const shown = (...keys: string[]): Stage => ({ keys, shift: false, generation: 1 });
  const stages = (from: Stage, wanted: readonly string[]): Stage[] => {
    const all: Stage[] = [];
    for (let at = from; at.keys !== wanted && all.length < 5; ) {
      at = nextStage(at, wanted);
      all.push(at);
    }
    return all;
  };
  const way = (from: Stage, ...wanted: string[]) =>
    stages(from, wanted).map(({ keys, shift, generation }) => [keys.join(""), shift, generation]);

  test("is one step where the list has not measured itself", () => {
    const from = shown("waits");
    expect(nextStage(from, ["a", "b", "waits"], false)).toEqual({
      keys: ["a", "b", "waits"],
      shift: false,
      generation: 1,
    });
  });

  test("is one step for each end at which something came or went", () => {
    expect(way(shown("c", "d"), "c", "d", "e")).toEqual([["cde", false, 1]]);
    expect(way(shown("c", "d"), "a", "b", "c", "d")).toEqual([["abcd", true, 1]]);
    expect(way(shown("c", "d", "e"), "d", "e", "f")).toEqual([
      ["de", true, 1],
      ["def", false, 1],
    ]);
  });

  test("begins anew where nothing is left", () => {
    expect(way(NOTHING_YET, "a")).toEqual([["a", false, 1]]);
    expect(way(shown("a", "b"), "x", "y")).toEqual([["xy", false, 2]]);
    expect(way(shown("start", "a"), "start", "x")).toEqual([["startx", false, 2]]);
  });

  test("does not take the start of the room for what is below it", () => {
    expect(way(shown("c"), "start", "b", "c")).toEqual([["startbc", true, 1]]);
    expect(way(shown("start", "a", "b"), "b", "c")).toEqual([
      ["b", true, 1],
      ["bc", false, 1],
    ]);
  });

  test("never tells the list of both ends at once, and always arrives", () => {
    const part = fc
      .tuple(fc.nat(40), fc.nat(20))
      .map(([from, length]) => Array.from({ length: length + 1 }, (_, index) => `${from + index}`));
    fc.assert(
      fc.property(part, part, (before, wanted) => {
        let last = shown(...before);
        for (const stage of stages(last, wanted)) {
          if (stage.generation === last.generation) {
            const ends = stage.shift ? [last.keys.at(-1), stage.keys.at(-1)] : [last.keys[0], stage.keys[0]];
            expect(ends[0]).toBe(ends[1]);
          }
          last = stage;
        }
        expect(last.keys).toBe(wanted);
      }),
    );
  });
});
