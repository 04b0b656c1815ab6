import { expect, test } from "vitest";
import { type ExportLine, exportData } from "../../src/client/export.ts";
import type { Parlor } from "../../src/client/index.ts";
import { accept, type Code, type Result, refuse } from "../../src/protocol/codes.ts";
import { VirtualClock } from "./virtual-clock.ts";

const user = (user_id: string) => ({
  user_id,
  handle: user_id,
  name: user_id,
  bio: "",
  color: "#000000",
  created_at: 0,
});
const message = (message_id: number, sender: string, more: object = {}) => ({
  message_id,
  sender,
  client_id: `c${message_id}`,
  time: message_id,
  text: `Line ${message_id}`,
  ...more,
});
const posted = [
  ...Array.from({ length: 250 }, (_, index) => message(index + 1, index % 2 === 0 ? "ada" : "bob")),
  message(251, "ada", {
    mentions: ["cy"],
    forward: { room_id: "r0", message_id: 1, sender: "dan", time: 0 },
  }),
];

type Handler = (input: Record<string, unknown>) => Result<unknown>;

/** A server of which every endpoint can be replaced. */
function serverWith(replaced: Record<string, Handler> = {}): {
  parlor: Pick<Parlor, "call">;
  asked: string[];
} {
  const asked: string[] = [];
  const handlers: Record<string, Handler> = {
    me: () => accept(user("ada")),
    sessions: () =>
      accept({
        sessions: [
          { session_id: "s", current: true, client: "", system: "", created_at: 0, last_used_at: 0 },
        ],
      }),
    entries: ({ kind, before }) =>
      accept({
        entries:
          kind === "block" && before !== 1
            ? [
                {
                  key: "x",
                  version: before === undefined ? 2 : 1,
                  entry: { kind: "block", user_id: `b${before}`, at: 0 },
                },
              ]
            : [],
      }),
    myRooms: () => accept({ conversations: ["r1", "r2"].map((room_id) => ({ room_id, name: room_id })) }),
    room: ({ room_id }) => accept({ room: { room_id }, role: "member" }),
    members: ({ after }) =>
      accept({ members: after === undefined ? [{ user_id: "ada" }, { user_id: "eve" }] : [] }),
    history: ({ room_id, after, limit }) =>
      accept({
        messages: room_id === "r1" ? posted.slice(Number(after), Number(after) + Number(limit)) : [],
        head: room_id === "r1" ? posted.length : 0,
      }),
    peopleById: ({ ids }) => accept({ people: String(ids).split(",").map(user) }),
    ...replaced,
  };
  const call = async (name: string, input: Record<string, unknown>) => {
    asked.push(name);
    return handlers[name]?.(input) ?? refuse("not_found");
  };
  return { parlor: { call } as unknown as Pick<Parlor, "call">, asked };
}

async function all(parlor: Pick<Parlor, "call">, options: Parameters<typeof exportData>[1] = {}) {
  const lines: ExportLine[] = [];
  let code: Code | undefined;
  for await (const part of exportData(parlor, options)) {
    if (part.ok) lines.push(...part.value);
    else code = part.code;
  }
  return { lines, code };
}
const of = <T extends ExportLine["type"]>(lines: readonly ExportLine[], type: T) =>
  lines.filter((line): line is Extract<ExportLine, { type: T }> => line.type === type);

test("everything is there: each message once and in order, and everybody it speaks of", async () => {
  const { lines } = await all(serverWith().parlor);
  expect(lines[0]).toMatchObject({ type: "export", format: 1 });
  expect(lines[1]).toEqual({ type: "profile", ...user("ada") });
  expect(of(lines, "message").map(({ message_id }) => message_id)).toEqual(
    posted.map((each) => each.message_id),
  );
  expect(of(lines, "message").at(-1)).toEqual({ type: "message", room_id: "r1", ...posted.at(-1) });
  expect(of(lines, "entry").map(({ entry }) => entry)).toMatchObject([
    { user_id: "bundefined" },
    { user_id: "b2" },
  ]);
  expect(of(lines, "conversation").map(({ room_id }) => room_id)).toEqual(["r1", "r2"]);
  expect(
    of(lines, "person")
      .map(({ user_id }) => user_id)
      .sort(),
  ).toEqual(["ada", "bob", "cy", "dan", "eve"]);
  expect(lines.at(-1)).toEqual({ type: "end", rooms: 2, messages: posted.length });
});

test("a room that cannot be read is reported as such, and the others follow", async () => {
  const { parlor } = serverWith({
    room: ({ room_id }) =>
      room_id === "r1" ? refuse("not_a_member") : accept({ room: { room_id }, role: "owner" }),
  });
  const { lines } = await all(parlor);
  expect(of(lines, "unreadable")).toEqual([{ type: "unreadable", room_id: "r1", code: "not_a_member" }]);
  expect(of(lines, "room")).toHaveLength(1);
  expect(lines.at(-1)).toMatchObject({ type: "end", messages: 0 });
});

test("a short outage is waited out; a long one ends the export, without a last line", async () => {
  const clock = new VirtualClock();
  let troubles = 3;
  const history = serverWith().parlor;
  const shaky = serverWith({ me: () => (troubles-- > 0 ? refuse("unavailable") : accept(user("ada"))) });
  const done = all(
    { call: (name, input) => (name === "me" ? shaky.parlor : history).call(name, input) } as Pick<
      Parlor,
      "call"
    >,
    { clock },
  );
  await clock.advance(60_000);
  expect((await done).lines.at(-1)?.type).toBe("end");

  const down = serverWith({ myRooms: () => refuse("unavailable") });
  const failed = all(down.parlor, { clock });
  await clock.advance(60_000);
  expect(await failed).toMatchObject({ code: "unavailable" });
  expect(of((await failed).lines, "end")).toEqual([]);
  expect(down.asked.filter((name) => name === "myRooms")).toHaveLength(5);
});

test("an aborted export ends, and makes no more requests", async () => {
  const { parlor, asked } = serverWith();
  const stop = new AbortController();
  const seen: string[] = [];
  for await (const part of exportData(parlor, { signal: stop.signal })) {
    if (!part.ok) continue;
    seen.push(...part.value.map(({ type }) => type));
    if (seen.includes("message")) stop.abort();
  }
  expect(seen).not.toContain("end");
  expect(asked.filter((name) => name === "history")).toHaveLength(1);
});
