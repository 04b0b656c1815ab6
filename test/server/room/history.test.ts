import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Message } from "../../../src/protocol/message.ts";
import type { History } from "../../../src/protocol/room.ts";
import { rangeOf } from "../../../src/server/room/history.ts";
import { BEFORE_THE_FIRST, chainAfter } from "../object/proof.ts";
import { ANN, BEN, CAT, group, makeRoom, NOW, say, sayAll, texts } from "./make-room.ts";

const sha = (value: unknown) => createHash("sha256").update(JSON.stringify(value)).digest("hex");

describe("a page of the log", () => {
  const { room } = makeRoom();
  sayAll(room, ANN, texts(30));
  const ids = (query: Parameters<typeof room.reader.history>[1]) => {
    const slice = room.reader.history(BEN, query, NOW);
    return slice.ok ? slice.value.messages.map((message) => message.message_id) : slice.code;
  };

  it("RESUME5: is the latest, before, after or around", () => {
    expect(ids({ limit: 3 })).toEqual([28, 29, 30]);
    expect(ids({ limit: 3, before: 10 })).toEqual([7, 8, 9]);
    expect(ids({ limit: 3, before: 2 })).toEqual([1]);
    expect(ids({ limit: 3, after: 10 })).toEqual([11, 12, 13]);
    expect(ids({ limit: 3, after: 29 })).toEqual([30]);
    expect(ids({ limit: 3, around: 15 })).toEqual([14, 15, 16]);
    expect(ids({ limit: 3, around: 1 })).toEqual([1, 2, 3]);
    expect(ids({ limit: 3, before: 1 })).toEqual([]);
    expect(ids({ limit: 3, after: 30 })).toEqual([]);
    expect(ids({ limit: 3, after: 1e9 })).toEqual([]);
    expect(ids({ limit: 3, around: 1e9 })).toEqual([]);
  });

  it("RESUME5: is contiguous and within its bounds for any query", () => {
    const id = fc.option(fc.integer({ min: 1, max: 60 }), { nil: undefined });
    fc.assert(
      fc.property(
        id,
        id,
        id,
        fc.integer({ min: 1, max: 200 }),
        fc.nat(50),
        (before, after, around, limit, head) => {
          const { first, last } = rangeOf({ before, after, around, limit }, head);
          expect(last - first + 1).toBeLessThanOrEqual(limit);
          if (first <= last) {
            expect(first).toBeGreaterThanOrEqual(1);
            expect(last).toBeLessThanOrEqual(head);
          }
        },
      ),
    );
  });
});

describe("a heavy page", () => {
  const { room } = makeRoom();
  sayAll(
    room,
    ANN,
    Array.from({ length: 200 }, () => "x".repeat(8_000)),
  );
  const slice = (query: Parameters<typeof room.reader.history>[1]): History => {
    const result = room.reader.history(BEN, query, NOW);
    if (!result.ok) throw new Error(result.code);
    return result.value;
  };
  const ends = (history: History) => [history.messages[0]?.message_id, history.messages.at(-1)?.message_id];

  it("RESUME5: is cut at the end farther from what was asked for", () => {
    expect(ends(slice({ limit: 200 }))).toEqual([136, 200]);
    expect(ends(slice({ limit: 200, before: 101 }))).toEqual([36, 100]);
    expect(ends(slice({ limit: 200, after: 10 }))).toEqual([11, 75]);
    expect(ends(slice({ limit: 200, around: 100 }))).toEqual([68, 131]);
  });
});

it("PROOF1, PROOF2: anyone can check a slice with nothing but this page of the protocol", () => {
  const { room, wake } = makeRoom();
  room.commit([say(ANN, "one"), say(BEN, "two", { reply_to: 1, mentions: [ANN] })], NOW);
  wake().commit([say(ANN, "three ≠ drei")], NOW + 1);
  const result = wake().reader.history(ANN, { limit: 10 }, NOW);
  if (!result.ok) throw new Error(result.code);
  const { messages, chain_before, chain_after } = result.value;
  const check = (list: typeof messages) =>
    list.reduce((before, { message_id, sender, client_id, time, text, reply_to, mentions }) => {
      const digest = sha([text, reply_to ?? null, mentions ?? []]);
      return sha([before, message_id, sender, client_id, time, digest]);
    }, chain_before);
  expect(chain_before).toBe("0".repeat(64));
  expect(check(messages)).toBe(chain_after);
  expect(check(messages.map((message) => ({ ...message, text: message.text.replace("two", "2") })))).not.toBe(
    chain_after,
  );
  expect(check(messages.filter((message) => message.message_id !== 2))).not.toBe(chain_after);
  const tail = wake().reader.history(ANN, { after: 1, limit: 10 }, NOW);
  expect(tail.ok && tail.value.chain_after).toBe(chain_after);
});

it("PROOF1: each thing a message may have is in its digest", () => {
  const { room, wake } = makeRoom();
  const forward = { room_id: group("other"), message_id: 7, sender: CAT, time: NOW - 5 };
  room.commit(
    [
      say(ANN, "plain"),
      say(ANN, "reply", { reply_to: 1 }),
      say(ANN, "mention", { mentions: [BEN] }),
      say(ANN, "thread", { thread: 1 }),
      say(ANN, "call", { mention_room: "all" }),
      say(ANN, "poll", { poll: { options: ["a", "b"], multiple: true } }),
      { ...say(ANN, "forward"), content: { text: "forward", forward } },
    ],
    NOW,
  );
  const page = wake().reader.history(BEN, { limit: 10 }, NOW);
  if (!page.ok) throw new Error(page.code);
  const { messages, chain_after } = page.value;
  expect(chainAfter(BEFORE_THE_FIRST, messages)).toBe(chain_after);
  const without: Partial<Record<keyof Message, unknown>>[] = [
    { text: "" },
    { reply_to: undefined },
    { mentions: undefined },
    { thread: undefined },
    { mention_room: undefined },
    { poll: undefined },
    { forward: undefined },
  ];
  for (const [index, lost] of without.entries()) {
    const altered = messages.map((message, place) => (place === index ? { ...message, ...lost } : message));
    expect([lost, chainAfter(BEFORE_THE_FIRST, altered as Message[])]).not.toEqual([lost, chain_after]);
  }
});
