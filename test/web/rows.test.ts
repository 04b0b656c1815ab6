import { expect, test } from "vitest";
import type { ClientId, UserId } from "../../src/protocol/ids.ts";
import type { Message } from "../../src/protocol/message.ts";
import { type Row, type RowsInput, rowsOf } from "../../src/web/timeline/rows.ts";
import { asId } from "../as-id.ts";

const MINUTE = 60_000;
const START = new Date(2026, 2, 3, 12, 0).getTime();
const message = (
  message_id: number,
  sender: string,
  minutes = message_id,
  more: Partial<Message> = {},
): Message => ({
  message_id,
  sender: asId(sender),
  client_id: asId(`client-${message_id}`),
  time: START + minutes * MINUTE,
  text: `text ${message_id}`,
  ...more,
});
const scene = (more: Partial<RowsInput>): RowsInput => ({
  messages: [],
  changes: [],
  pending: [],
  fromStart: false,
  me: asId("me"),
  newAfter: undefined,
  ...more,
});
const messagesIn = (rows: readonly Row[]) => rows.flatMap((row) => (row.kind === "message" ? [row] : []));

test("runs of one author are grouped until somebody else speaks or time passes", () => {
  const rows = rowsOf(
    scene({ messages: [message(1, "a"), message(2, "a"), message(3, "b"), message(4, "b", 40)] }),
  );
  expect(messagesIn(rows).map(({ first, last }) => [first, last])).toEqual([
    [true, false],
    [false, true],
    [true, true],
    [true, true],
  ]);
});

test("within a run a time is shown once a minute", () => {
  const rows = rowsOf(scene({ messages: [message(1, "a", 1), message(2, "a", 1), message(3, "a", 2)] }));
  expect(messagesIn(rows).map(({ timed }) => timed)).toEqual([false, true, true]);
});

test("each local day begins with its name", () => {
  const rows = rowsOf(
    scene({ messages: [message(1, "a", 0), message(2, "a", 24 * 60), message(3, "a", 24 * 60 + 1)] }),
  );
  expect(rows.map(({ kind }) => kind)).toEqual(["day", "message", "day", "message", "message"]);
});

test("the line of the new stands above the first unread message of others, if it is loaded", () => {
  const kinds = (newAfter: number, messages: Message[]) =>
    rowsOf(scene({ messages, newAfter })).map(({ kind }) => kind);
  expect(kinds(1, [message(1, "a"), message(2, "me"), message(3, "a")])).toEqual([
    "day",
    "message",
    "message",
    "unread",
    "message",
  ]);
  expect(kinds(1, [message(5, "a"), message(6, "a")])).toEqual(["day", "message", "message"]);
  expect(kinds(0, [message(1, "a")])).toEqual(["day", "message"]);
});

test("a sent message keeps the key it had while it was pending", () => {
  const pending = {
    client_id: asId<ClientId>("client-1"),
    content: { text: "text 1" },
    created_at: START,
    status: "pending" as const,
  };
  const [before] = messagesIn(rowsOf(scene({ pending: [pending] })));
  const [after] = messagesIn(rowsOf(scene({ messages: [message(1, "me")] })));
  expect(before?.key).toBe(after?.key);
  expect([before?.delivery.state, after?.delivery.state]).toEqual(["pending", "sent"]);
});

test("a failed one says why", () => {
  const failure = { code: "text_too_long", message: "The message is too long." };
  const pending = {
    client_id: asId<ClientId>("c"),
    content: { text: "x" },
    created_at: START,
    status: "failed" as const,
    failure,
  };
  expect(messagesIn(rowsOf(scene({ pending: [pending] })))[0]?.delivery).toEqual({
    state: "failed",
    why: failure.message,
  });
});

test("notices stand under the message they follow, those of one place together", () => {
  const change = (change_id: number, after_message_id: number) =>
    ({
      type: "member_joined",
      change_id,
      after_message_id,
      time: START,
      by: asId<UserId>("a"),
      user_id: asId<UserId>(`u${change_id}`),
      role: "member",
    }) as const;
  const rows = rowsOf(
    scene({
      fromStart: true,
      messages: [message(1, "a"), message(2, "a")],
      changes: [change(1, 0), change(2, 1), change(3, 1)],
    }),
  );
  expect(rows.map((row) => (row.kind === "notice" ? row.changes.length : row.kind))).toEqual([
    "start",
    "day",
    1,
    "message",
    2,
    "message",
  ]);
});

test("a reply carries what it answers where that is loaded", () => {
  const rows = messagesIn(
    rowsOf(
      scene({
        messages: [message(2, "a"), message(3, "b", 3, { reply_to: 2 }), message(4, "b", 4, { reply_to: 1 })],
      }),
    ),
  );
  expect(rows.map(({ answers }) => answers?.message_id)).toEqual([undefined, 2, undefined]);
});
