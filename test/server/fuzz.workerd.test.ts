import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import fc from "fast-check";
import { v7 as uuidv7 } from "uuid";
import { beforeAll, describe, expect, it } from "vitest";
import { type Code, codes, isCode, type Result } from "../../src/protocol/codes.ts";
import type { ClientId, RoomId, UserId } from "../../src/protocol/ids.ts";
import { refuseText } from "../../src/protocol/message.ts";
import type { History } from "../../src/protocol/room.ts";
import { RoomUp } from "../../src/protocol/room-frames.ts";
import { asId } from "../as-id.ts";
import { naughtyTexts } from "../naughty-texts.ts";
import { type Down, openRoom, TestSocket } from "./test-socket.ts";

const random = () =>
  crypto
    .randomUUID()
    .replaceAll(/[^0-9a-f]/g, "")
    .slice(0, 20);
/** Several, because each may only say so much. */
const EVES = Array.from({ length: 20 }, () => asId<UserId>(`u_${random()}`));
const EVE = EVES[0] as UserId;
const ANN = asId<UserId>(`u_${random()}`);
const BEN = asId<UserId>(`u_${random()}`);
const send = (text: string) => ({ type: "send", client_id: uuidv7(), text });

/** One room for all of the fuzz: what one input leaves behind, the next ones meet. */
const room_id = asId<RoomId>(`g_${random()}`);
let room: DurableObjectStub;
let ann: TestSocket;
/** Texts that must be in the room, in order. */
const accepted: string[] = [];

beforeAll(async () => {
  const opened = await openRoom(room_id, [ANN, BEN, ...EVES]);
  room = opened.stub;
  ann = opened.sockets[0] as TestSocket;
});

// ---- what comes in --------------------------------------------------------------------------------

const half = fc.integer({ min: 0xd800, max: 0xdfff }).map((unit) => String.fromCharCode(unit));
const anyText = fc.oneof(fc.string({ unit: "binary" }), fc.string(), half, fc.constantFrom(...naughtyTexts));
const poison = fc.constantFrom(
  "__proto__",
  "constructor",
  "prototype",
  "toString",
  "then",
  "toJSON",
  "length",
);
const anyNumber = fc.oneof(
  fc.double(),
  fc.integer(),
  fc.constantFrom(0, -0, 1e308, -1e308, 2 ** 53, -(2 ** 53), Number.MAX_SAFE_INTEGER, 0.1, 5e-324),
);
const anyValue = fc.oneof(fc.jsonValue(), anyText, anyNumber, fc.constantFrom(null, true, false, [], {}));

/** Frames as a client may send them, valid or nearly so. */
const roomFrame = fc.oneof(
  fc.record({ type: fc.constant("send"), client_id: fc.constant("").map(() => uuidv7()), text: anyText }),
  fc.record({
    type: fc.constant("hello"),
    protocol: fc.constant(1),
    position: fc.record({ epoch: fc.string(), message_id: fc.nat(), change_id: fc.nat() }),
  }),
);
const inboxFrame = fc.oneof(
  fc.record({
    type: fc.constant("read"),
    room_id: fc.constantFrom(room_id, asId<RoomId>(`g_${"0".repeat(20)}`)),
    message_id: fc.oneof(fc.nat(), anyNumber),
  }),
  fc.record({
    type: fc.constant("hello"),
    protocol: fc.constant(1),
    position: fc.record({ epoch: fc.string(), version: fc.nat() }),
  }),
);

/** A frame with one field taken away, exchanged or added. */
const mutated = (frame: fc.Arbitrary<object>) =>
  fc
    .tuple(
      frame,
      fc.constantFrom("take", "exchange", "add"),
      fc.nat(),
      fc.oneof(poison, fc.string()),
      anyValue,
    )
    .map(([valid, how, at, name, value]) => {
      const fields = Object.entries(valid);
      const index = at % fields.length;
      if (how === "take") fields.splice(index, 1);
      else if (how === "exchange") fields[index] = [fields[index]?.[0] ?? "", value];
      else fields.push([name, value]);
      // Written by hand, so that `__proto__` is a key like any other.
      return `{${fields.map(([key, each]) => `${JSON.stringify(key)}:${JSON.stringify(each)}`).join(",")}}`;
    });

const nested = fc
  .tuple(fc.integer({ min: 1, max: 20_000 }), fc.constantFrom("[]", "{}"))
  .map(([depth, kind]) =>
    kind === "[]"
      ? "[".repeat(depth) + "]".repeat(depth)
      : `${'{"type":'.repeat(depth)}1${"}".repeat(depth)}`,
  );
const cutOff = (frame: fc.Arbitrary<object>) =>
  fc
    .tuple(frame, fc.nat())
    .map(([valid, at]) => JSON.stringify(valid).slice(0, at % JSON.stringify(valid).length));
const binary = fc.uint8Array({ maxLength: 64 }).map((bytes) => bytes.slice().buffer);

const input = (frame: fc.Arbitrary<object>) =>
  fc.oneof(
    { weight: 2, arbitrary: anyText },
    { weight: 2, arbitrary: anyValue.map((value) => JSON.stringify(value)) },
    { weight: 4, arbitrary: frame.map((valid) => JSON.stringify(valid)) },
    { weight: 8, arbitrary: mutated(frame) },
    { weight: 1, arbitrary: cutOff(frame) },
    { weight: 1, arbitrary: nested },
    { weight: 1, arbitrary: binary },
  );

// ---- what must come of it -------------------------------------------------------------------------

const isSend = (data: string | ArrayBuffer): { client_id: ClientId; text: string } | undefined => {
  if (typeof data !== "string") return undefined;
  try {
    const frame = RoomUp.safeParse(JSON.parse(data));
    return frame.data?.type === "send" ? frame.data : undefined;
  } catch {
    return undefined;
  }
};

/** How a socket was answered: the code of a refusal, of a close, or nothing where it was not refused. */
async function answerTo(socket: TestSocket, data: string | ArrayBuffer): Promise<Code | undefined> {
  const before = socket.frames.length;
  const client_id = isSend(data)?.client_id ?? uuidv7();
  socket.send(data);
  // Unless it was a good send, a bad one comes after it: its refusal comes after whatever the first has brought.
  if (!isSend(data)) socket.send({ type: "send", client_id, text: " " });
  const isAnswer = (frame: Down) =>
    frame.client_id === client_id || frame.messages?.some((message) => message.client_id === client_id);
  const answered = socket.until((frames) => frames.slice(before).some(isAnswer));
  const closed = await Promise.race([socket.closed, answered.then(() => undefined)]);
  if (closed) {
    expect(codes[closed.reason as Code]?.close).toBe(closed.code);
    return closed.reason as Code;
  }
  const code = socket.frames
    .slice(before)
    .find((frame) => frame.code !== undefined && (isSend(data) || frame.client_id !== client_id))?.code;
  if (code !== undefined) expect(isCode(code)).toBe(true);
  return code as Code | undefined;
}

async function stored() {
  return runInDurableObject(room, (_, state) =>
    state.storage.sql
      .exec<{ message_id: number; text: string; sender: string }>(
        "SELECT message_id, text, sender FROM message ORDER BY message_id",
      )
      .toArray(),
  );
}

describe("INPUT3: a room's socket may send anything", () => {
  it("INPUT1, INPUT2, SEND5: it is answered by a code or the text comes back; others see only whole messages, ids are dense", async () => {
    let runs = 0;
    const seen = new Set<Code | undefined>();
    await fc.assert(
      fc.asyncProperty(input(roomFrame), async (data) => {
        const user_id = EVES[runs++ % EVES.length] as UserId;
        const eve = await TestSocket.to(room as unknown as Fetcher, user_id);
        await eve.hello();
        const code = await answerTo(eve, data);
        seen.add(code);
        const send = isSend(data);
        expect(code === undefined || send === undefined || refuseText(send.text)?.code === code).toBe(true);
        if (code === undefined && send) accepted.push(send.text);
        eve.close();
      }),
      { numRuns: 300 },
    );
    expect([...seen]).toEqual(
      expect.arrayContaining([undefined, "bad_frame", "binary_frame", "text_malformed"]),
    );
    expect((await stored()).map(({ text }) => text)).toEqual(accepted);
    expect(accepted.length).toBeGreaterThan(10);
    ann.send(send("still here"));
    accepted.push("still here");
    const heard = await ann.messages(accepted.length);
    expect(heard.map(({ text }) => text)).toEqual(accepted);
    expect(heard.map(({ message_id }) => message_id)).toEqual(accepted.map((_, index) => index + 1));
    expect(ann.frames.filter(({ code }) => code !== undefined)).toEqual([]);
  });

  it("RESUME1: whoever comes later reads the same", async () => {
    const ben = await TestSocket.to(room as unknown as Fetcher, BEN);
    const frames = await ben.hello();
    const seen = frames.flatMap((frame) => frame.messages ?? []).map(({ text }) => text);
    expect(seen).toEqual(accepted.slice(-seen.length));
  });
});

describe("INPUT3: an inbox's socket may send anything", () => {
  it("INPUT1, INPUT2, INBOX3: it is answered, read only moves forward, and other devices go on", async () => {
    const inbox = env.INBOX.getByName(EVE);
    const other = await TestSocket.to(inbox, EVE);
    await other.hello();
    let read = 0;
    await fc.assert(
      fc.asyncProperty(input(inboxFrame), async (data) => {
        const eve = await TestSocket.to(inbox, EVE);
        await eve.hello();
        eve.send(data);
        // A read that changes nothing is not answered, a second hello always is, and after it.
        eve.send('{"type":"hello","protocol":1}');
        const closed = await Promise.race([eve.closed, eve.frame("current").then(() => undefined)]);
        if (closed) expect(codes[closed.reason as Code]?.close).toBe(closed.code);
        eve.close();
        const mine = (await inbox.list()).conversations.find(
          (conversation) => conversation.room_id === room_id,
        );
        expect(Number.isSafeInteger(mine?.read ?? 0) && (mine?.read ?? 0) >= read).toBe(true);
        read = mine?.read ?? 0;
      }),
      { numRuns: 150 },
    );
    ann.send(send("and the inbox"));
    await other.until((frames) =>
      frames.some((frame) => frame.conversations?.some(({ preview }) => preview?.text === "and the inbox")),
    );
    expect(other.frames.filter(({ code }) => code !== undefined)).toEqual([]);
  });
});

describe("SEND5: naughty texts", () => {
  it("come back exactly as they were sent, live, by resume and from history", async () => {
    const people = Array.from({ length: 7 }, () => asId<UserId>(`u_${random()}`));
    const two = people[1] as UserId;
    const { stub, sockets } = await openRoom(asId<RoomId>(`g_${random()}`), people);
    for (const [index, text] of naughtyTexts.entries()) {
      const sender = people[index % people.length] as UserId;
      expect(await stub.post(sender, { client_id: asId(uuidv7()), text })).toMatchObject({
        ok: true,
        value: { text },
      });
    }
    const live = await (sockets[1] as TestSocket).messages(naughtyTexts.length);
    expect(live.map(({ text }) => text)).toEqual(naughtyTexts);
    const history: string[] = [];
    while (history.length < naughtyTexts.length) {
      const slice = (await stub.read("history", two, {
        after: history.length,
        limit: 200,
      })) as Result<History>;
      if (slice.ok) history.push(...slice.value.messages.map(({ text }) => text));
    }
    expect(history).toEqual(naughtyTexts);
  });
});
