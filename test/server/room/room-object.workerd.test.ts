import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { v7 as uuidv7 } from "uuid";
import { describe, expect, it, vi } from "vitest";
import { codes } from "../../../src/protocol/codes.ts";
import type { ClientId, RoomId, SessionId, UserId } from "../../../src/protocol/ids.ts";
import { PING } from "../../../src/protocol/room-frames.ts";
import { InboxObject } from "../../../src/server/inbox/inbox-object.ts";
import { asId } from "../../as-id.ts";
import { soon } from "../test-api.ts";
import { type Down, openRoom, TestSocket } from "../test-socket.ts";

const random = () =>
  crypto
    .randomUUID()
    .replaceAll(/[^0-9a-f]/g, "")
    .slice(0, 20);
const user = () => asId<UserId>(`u_${random()}`);
const group = () => asId<RoomId>(`g_${random()}`);
/** Up to which messages a room has noted on its sockets that it has told inboxes. */
const notedHeads = (state: DurableObjectState): unknown[] =>
  state.getWebSockets().map((ws) => ws.deserializeAttachment()?.note?.message_id);
const OTHER_SESSION = asId<SessionId>(`s_${"1".repeat(20)}`);
const send = (text: string, client_id = asId<ClientId>(uuidv7())) => ({ type: "send", client_id, text });

/** The answers to each hello: what lies between `welcome` and `current`. */
function answersIn(frames: readonly Down[]): { readonly ids: number[]; readonly head: number }[] {
  const answers: { ids: number[]; head: number }[] = [];
  let open: { ids: number[]; head: number } | undefined;
  for (const { type, head, messages = [] } of frames) {
    if (type === "welcome") open = { ids: [], head: (head as { message_id: number }).message_id };
    if (type === "events") open?.ids.push(...messages.map(({ message_id }) => message_id));
    if (type !== "current" || !open) continue;
    answers.push(open);
    open = undefined;
  }
  return answers;
}

async function two() {
  const people = [user(), user()] as const;
  const { stub, sockets } = await openRoom(group(), people);
  const [ann, ben] = sockets as [TestSocket, TestSocket];
  return { ann, ben, people, stub };
}

describe("sending", () => {
  it("SEND1, RESUME4: the message comes to everyone, the sender included, with its client_id", async () => {
    const { ann, ben, people } = await two();
    const frame = send("hello");
    ann.send(frame);
    const expected = { message_id: 1, sender: people[0], client_id: frame.client_id, text: "hello" };
    expect(await ann.messages(1)).toMatchObject([expected]);
    expect(await ben.messages(1)).toMatchObject([expected]);
    // A refusal has it too, since nothing else says which of several sends was refused.
    const refused = send("as you said", asId<ClientId>(uuidv7()));
    ann.send({ ...refused, reply_to: 9 });
    expect(await ann.frame("reject")).toMatchObject({ client_id: refused.client_id, code: "reply_unknown" });
  });

  it("ACTION1: an action is answered after what it caused, with done or a reject", async () => {
    const { ann, ben } = await two();
    ann.send(send("hello"));
    await ann.messages(1);
    const react = (message_id: number) => {
      const client_id = asId<ClientId>(uuidv7());
      ann.send({ type: "action", client_id, action: { type: "react", message_id, emoji: "👍", on: true } });
      return client_id;
    };
    const done = react(1);
    expect(await ann.frame("done")).toEqual({ type: "done", client_id: done });
    expect(ann.frames.map(({ type }) => type)).toEqual(["events", "events", "done"]);
    const refused = react(9);
    expect(await ann.frame("reject")).toMatchObject({ client_id: refused, code: "message_unknown" });
    expect(ben.frames.filter(({ type }) => type !== "events")).toEqual([]);
  });

  it("SEND3: what anyone has seen is in the tables", async () => {
    const { ann, ben, stub } = await two();
    ann.send(send("durable"));
    await ben.messages(1);
    const rows = await runInDurableObject(stub, (_, state) =>
      state.storage.sql.exec("SELECT text FROM message").toArray(),
    );
    expect(rows).toEqual([{ text: "durable" }]);
  });

  it("SEND2, SEND10: the same send by socket and by POST, over an eviction, is one message", async () => {
    const { ann, ben, people, stub } = await two();
    const frame = send("once");
    ann.send(frame);
    await ben.messages(1);
    await evictDurableObject(stub);
    ann.send(frame);
    expect(await ann.messages(2)).toMatchObject([{ message_id: 1 }, { message_id: 1 }]);
    const posted = await stub.post(people[0], { client_id: frame.client_id, text: "once" });
    expect(posted).toMatchObject({ ok: true, value: { message_id: 1 } });
    ann.send(send("next"));
    expect((await ben.messages(2)).map((message) => message.text)).toEqual(["once", "next"]);
  });

  it("SEND8: sending too fast is refused with the time to wait, for that user only", async () => {
    const { ann, ben } = await two();
    // Many more than the burst, so that a slow machine does not earn them all while it works.
    for (let count = 0; count < 100; count++) ann.send(send(`text ${count}`));
    const reject = await ann.frame("reject");
    expect(reject).toMatchObject({ code: "rate_limited" });
    expect(reject.retry_after_ms).toBeGreaterThan(0);
    expect(reject.retry_after_ms).toBeLessThanOrEqual(500);
    ben.send(send("me"));
    await ann.until((frames) =>
      frames.some((frame) => frame.messages?.some((message) => message.text === "me")),
    );
  });

  it("SEND2, SEND8: a resend is answered however fast it comes", async () => {
    const { ann } = await two();
    const frames = Array.from({ length: 100 }, (_, count) => send(`text ${count}`));
    for (const frame of frames) ann.send(frame);
    await ann.frame("reject");
    const first = (await ann.messages(1))[0];
    const seen = ann.frames.length;
    ann.send(frames[0] as object);
    await ann.until((all) =>
      all
        .slice(seen)
        .some((frame) => frame.messages?.some((message) => message.client_id === first?.client_id)),
    );
  });

  it("a storm of sends becomes few frames, in order, without holes", async () => {
    const people = Array.from({ length: 10 }, user);
    const { sockets } = await openRoom(group(), people);
    for (let count = 0; count < 20; count++) for (const socket of sockets) socket.send(send(`text ${count}`));
    for (const socket of sockets) {
      const messages = await socket.messages(200);
      expect(messages.map((message) => message.message_id)).toEqual(
        Array.from({ length: 200 }, (_, index) => index + 1),
      );
      expect(socket.frames.length).toBeLessThan(100);
    }
  });
});

describe("hibernation", () => {
  it("sockets do not notice", async () => {
    const { ann, ben, stub } = await two();
    ann.send(send("before"));
    await ben.messages(1);
    for (let round = 2; round < 6; round++) {
      await evictDurableObject(stub);
      ann.send(PING);
      ben.send(send(`round ${round}`));
      expect((await ann.messages(round)).at(-1)).toMatchObject({ message_id: round });
    }
    expect(ann.frames.filter((frame) => frame.type === "error")).toEqual([]);
  });

  it("INBOX2: inboxes are not told again what they were told before it", async () => {
    const told = vi.spyOn(InboxObject.prototype, "roomChanged");
    const toldOf = (head: number) => told.mock.calls.filter(([update]) => update.head === head).length;
    const { ann, ben, stub } = await two();
    ann.send(send("before"));
    await soon(() => expect(toldOf(1)).toBe(2));
    // The room has heard their answers too, and noted how far it has told them.
    await soon(() => runInDurableObject(stub, (_, state) => expect(notedHeads(state)).toContain(1)));
    await evictDurableObject(stub);
    ann.send({ type: "typing", on: true });
    await ben.frame("typing");
    // Timers that the object has set at waking go off before these.
    await runInDurableObject(stub, async () => {
      for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setTimeout(resolve, 1));
    });
    ann.send(send("after"));
    // Of the one who does not show the room as unread: INBOX18.
    await soon(() => expect(toldOf(2)).toBe(1));
    expect(toldOf(1)).toBe(2);
    told.mockRestore();
  });

  it("CONNECT5: a ping is answered without waking the object", async () => {
    const { ann, stub } = await two();
    await evictDurableObject(stub);
    ann.send(PING);
    await ann.frame("pong");
    // Evicting an object that is not running is refused.
    await expect(evictDurableObject(stub)).rejects.toThrow();
  });

  it("RESUME1: a client that was away gets what it missed, once, and is live", async () => {
    const { ann, ben, people, stub } = await two();
    ann.send(send("one"));
    await ben.messages(1);
    ben.close();
    await ben.closed;
    for (const text of ["two", "three"]) ann.send(send(text));
    await ann.messages(3);
    const back = await TestSocket.to(stub, people[1]);
    const epoch = (await TestSocket.to(stub, people[1]).then((socket) => socket.hello()))[0]?.head as {
      epoch: string;
    };
    const frames = await back.hello({ ...epoch, message_id: 1, change_id: 2 });
    expect(frames[0]).toMatchObject({ type: "welcome", mode: "resume" });
    expect(frames.flatMap((frame) => frame.messages ?? []).map((message) => message.text)).toEqual([
      "two",
      "three",
    ]);
    ann.send(send("four"));
    expect(await back.messages(1)).toMatchObject([{ message_id: 4, text: "four" }]);
  });
});

describe("members", () => {
  it.each([
    ["removed", { type: "remove" }],
    ["banned", { type: "ban", on: true }],
  ] as const)("MEMBER4: who is %s is told so as they are cut off", async (code, action) => {
    const { ben, people, stub } = await two();
    expect(await stub.applyAction(people[0], { ...action, user_id: people[1] })).toMatchObject({ ok: true });
    expect(await ben.closed).toMatchObject({ code: codes[code].close, reason: code });
  });

  it("MEMBER3, MEMBER4: a user who leaves gets everything before that, and nothing after", async () => {
    const { ann, ben, people, stub } = await two();
    ben.send(send("my last words"));
    await ann.messages(1);
    await stub.leave(people[1]);
    expect(await ben.closed).toMatchObject({ code: codes.not_a_member.close });
    await ann.until((frames) => frames.some((frame) => frame.changes?.length));
    expect(ann.frames.flatMap((frame) => frame.changes ?? [])).toMatchObject([
      { type: "member_left", after_message_id: 1 },
    ]);
    ann.send(send("about ben"));
    await ann.messages(2);
    expect(ben.frames.flatMap((frame) => frame.messages ?? [])).toHaveLength(1);
    expect(await stub.read("history", people[1], { limit: 1 })).toMatchObject({ code: "not_a_member" });
    const again = await TestSocket.to(stub, people[1]);
    expect(await again.closed).toMatchObject({ code: codes.not_a_member.close, reason: "not_a_member" });
  });

  it("MEMBER6: asking for a room that does not exist leaves nothing behind", async () => {
    const stub = env.ROOM.getByName(group());
    expect(await stub.read("describe", user())).toMatchObject({ code: "not_a_member" });
    expect(await stub.post(user(), { client_id: asId(uuidv7()), text: "hi" })).toMatchObject({
      code: "not_a_member",
    });
    const tables = await runInDurableObject(stub, (_, state) =>
      state.storage.sql.exec("SELECT name FROM sqlite_master").toArray(),
    );
    expect(tables.filter((table) => !String(table.name).startsWith("_cf"))).toEqual([]);
  });

  it("CONNECT6: the sockets of a session that ended are closed, others are not", async () => {
    const { ann, ben, people, stub } = await two();
    const other = await TestSocket.to(stub, people[0], OTHER_SESSION);
    await other.hello();
    await stub.closeSessions([OTHER_SESSION]);
    expect(await other.closed).toMatchObject({ code: codes.session_ended.close });
    ann.send(send("still here"));
    expect(await ben.messages(1)).toHaveLength(1);
  });
});

describe("INPUT3: whatever a socket sends, others are not harmed", () => {
  it.each([
    ["no JSON", "{", "bad_frame"],
    ["no object", "[]", "bad_frame"],
    ["null", "null", "bad_frame"],
    ["an unknown kind", '{"type":"destroy"}', "bad_frame"],
    ["wrong types", '{"type":"send","client_id":1,"text":{}}', "bad_frame"],
    ["a bad client_id", '{"type":"send","client_id":"1","text":"hi"}', "bad_frame"],
    ["a prototype", '{"__proto__":{"type":"hello"},"protocol":1}', "bad_frame"],
    [
      "too many mentions",
      JSON.stringify({ ...send("hi"), mentions: Array(51).fill(asId<UserId>("u_00000000000000000000")) }),
      "bad_frame",
    ],
  ])("INPUT1: %s", async (_, data, code) => {
    const { ann, ben } = await two();
    ann.send(data);
    expect(await ann.frame("error")).toMatchObject({ code });
    ann.send(send("still alive"));
    expect(await ben.messages(1)).toMatchObject([{ text: "still alive" }]);
  });

  it.each([
    ["33 KiB", "x".repeat(33 * 1024), "text_too_long"],
    ["half a surrogate pair", "\ud83d", "text_malformed"],
    ["a NUL", "a\0b", "text_malformed"],
    ["nothing", "  ", "text_empty"],
  ])("SEND5: %s", async (_, text, code) => {
    const { ann, ben } = await two();
    const frame = send(text);
    ann.send(frame);
    expect(await ann.frame("reject")).toMatchObject({ code, client_id: frame.client_id });
    ann.send(send("fine"));
    expect(await ben.messages(1)).toMatchObject([{ message_id: 1, text: "fine" }]);
  });

  it.each([
    ["a binary frame", new ArrayBuffer(8), "binary_frame"],
    ["a huge frame", "x".repeat(300_000), "frame_too_long"],
    ["an old protocol", '{"type":"hello","protocol":0}', "protocol_too_old"],
  ] as const)("INPUT2: %s closes the socket it came from", async (_, data, code) => {
    const { ann, ben } = await two();
    ann.send(data);
    expect(await ann.closed).toMatchObject({ code: codes[code].close, reason: code });
    ben.send(send("fine"));
    expect(await ben.messages(1)).toHaveLength(1);
  });

  it("INPUT2: 10,000 frames at once close it, and others go on", async () => {
    const { ann, ben } = await two();
    for (let count = 0; count < 10_000; count++) ann.send(send("flood"));
    ben.send(send("fine"));
    expect(await ann.closed).toMatchObject({ reason: "too_many_frames" });
    await ben.until((frames) =>
      frames.some((frame) => frame.messages?.some((message) => message.text === "fine")),
    );
  });

  it("INPUT1: fifty bad frames are forgiven, not more", async () => {
    const { ann, ben, people } = await two();
    for (let count = 0; count < 51; count++) ann.send("nonsense");
    expect(await ann.closed).toMatchObject({ reason: "bad_frame" });
    expect(ann.frames.filter((frame) => frame.type === "error")).toHaveLength(50);
    ben.send(send("still here"));
    expect(await ben.messages(1)).toMatchObject([{ sender: people[1], text: "still here" }]);
  });

  it("CONNECT7: a second hello in the middle of a conversation is answered in one piece", async () => {
    const { ann, ben } = await two();
    ann.send(send("one"));
    await ben.messages(1);
    ben.frames.length = 0;
    const epoch = { ...(await ben.hello())[0]?.head, message_id: 0, change_id: 0 };
    for (let n = 2; n <= 10; n++) ann.send(send(`${n}`));
    const hello = { type: "hello", protocol: 1, position: epoch };
    ben.send(hello);
    for (let n = 11; n <= 19; n++) ann.send(send(`${n}`));
    ben.send(hello);
    await ann.messages(19);
    await ben.until((frames) => frames.filter(({ type }) => type === "current").length === 2);
    // Live frames are `events` too: what tells an answer is that it holds exactly what its head says.
    const answers = answersIn(ben.frames);
    expect(answers).toHaveLength(2);
    for (const { ids, head } of answers)
      expect(ids).toEqual(Array.from({ length: head }, (_, index) => index + 1));
  });

  it("CONNECT4: anything before hello closes the socket", async () => {
    const { people, stub } = await two();
    const rude = await TestSocket.to(stub, people[0]);
    rude.send(send("no hello"));
    expect(await rude.closed).toMatchObject({ reason: "hello_first" });
  });
});
