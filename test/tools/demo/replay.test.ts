import { describe, expect, it } from "vitest";
import type { UserId } from "../../../src/protocol/ids.ts";
import { SEND_BURST, SEND_PER_SECOND } from "../../../src/protocol/limits.ts";
import type { Message } from "../../../src/protocol/message.ts";
import type { LogLine } from "../../../src/tools/demo/irc-log.ts";
import { handleFor } from "../../../src/tools/demo/people.ts";
import { differences } from "../../../src/tools/demo/proof.ts";
import { schedule, shortest } from "../../../src/tools/demo/replay.ts";
import { asId } from "../../as-id.ts";

const line = (number: number, more: Partial<LogLine> = {}): LogLine => ({
  line: number,
  nick: "ann",
  text: `line ${number}`,
  minute: 0,
  mentions: [],
  ...more,
});

describe("pace", () => {
  it("spreads the lines of a minute over it", () => {
    expect(schedule([line(0, { minute: 5 }), line(1, { minute: 5 }), line(2, { minute: 7 })])).toEqual([
      0, 30, 120,
    ]);
  });

  it("knows how long a talkative person takes", () => {
    const lines = Array.from({ length: SEND_BURST + 10 }, (_, number) => line(number));
    expect(shortest(lines, Number.POSITIVE_INFINITY)).toBeCloseTo(10 / SEND_PER_SECOND);
    expect(shortest(lines.slice(0, SEND_BURST), Number.POSITIVE_INFINITY)).toBeCloseTo(0);
  });
});

describe("handles", () => {
  it.each([
    ["Dr_Willis", "dr_willis"],
    ["{K}Lubby", "klubby"],
    ["garrett__", "garrett"],
    ["nameless`", "nameless"],
    ["_", "irc"],
    ["ab", "ab.irc"],
    ["x".repeat(40), "x".repeat(32)],
  ])("%s becomes %s", (nick, handle) => {
    expect(handleFor(nick)).toBe(handle);
  });
});

describe("proof", () => {
  const [ann, ben, cat] = ["u_ann", "u_ben", "u_cat"].map((name) => asId<UserId>(name)) as [
    UserId,
    UserId,
    UserId,
  ];
  const expected = [line(3), line(5, { answers: 3 })].map((each) => ({
    line: each,
    sender: ann,
    mentions: [ben],
    reactions:
      each.line === 3
        ? [
            { user_id: ben, emoji: "👍" },
            { user_id: cat, emoji: "😂" },
            { user_id: ann, emoji: "👍" },
          ]
        : [],
  }));
  const reactions = [
    { emoji: "😂", count: 1, users: [cat] },
    { emoji: "👍", count: 2, users: [ann, ben] },
  ];
  const message = (id: number, more: Partial<Message> = {}): Message => ({
    message_id: id,
    sender: ann,
    client_id: asId(`c${id}`),
    time: 0,
    text: id === 1 ? "line 3" : "line 5",
    mentions: [ben],
    ...(id === 2 && { reply_to: 1 }),
    ...(id === 1 && { reactions }),
    ...more,
  });
  const whole = [message(1), message(2)];

  it("finds nothing where the room holds the log", () => {
    expect(differences(expected, whole, 2)).toEqual([]);
  });

  it.each<[string, Message[], number]>([
    ["a message is missing", [message(1)], 2],
    ["one is there twice", [message(1), message(2), message(3, { text: "line 5" })], 3],
    ["two have changed places", [message(1, { text: "line 5" }), message(2, { text: "line 3" })], 2],
    ["ids have a hole", [message(1), message(3, { text: "line 5", reply_to: 1 })], 2],
    ["a byte has changed", [message(1, { text: "line 3 " }), message(2)], 2],
    ["a reply points elsewhere", [message(1), message(2, { reply_to: 2 })], 2],
    ["somebody else said it", [message(1, { sender: cat }), message(2)], 2],
    ["a mention is gone", [message(1), message(2, { mentions: [] })], 2],
    ["a reaction is missing", [message(1, { reactions: reactions.slice(1) }), message(2)], 2],
    ["there is one too many", [message(1), message(2, { reactions: reactions.slice(1) })], 2],
    [
      "one counts twice",
      [message(1, { reactions: reactions.map((each) => ({ ...each, count: 2 })) }), message(2)],
      2,
    ],
    [
      "somebody else has reacted",
      [
        message(1, {
          reactions: reactions.map((each) => ({ ...each, users: [cat, ben].slice(0, each.count) })),
        }),
        message(2),
      ],
      2,
    ],
    ["two share a client_id", [message(1), message(2, { client_id: asId("c1") })], 2],
    ["there is more than was read", whole, 3],
  ])("finds that %s", (_, messages, head) => {
    expect(differences(expected, messages, head)).not.toEqual([]);
  });
});
