import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { v7 as uuidv7 } from "uuid";
import { describe, expect, it } from "vitest";
import type { InboxAction } from "../../../src/protocol/actions.ts";
import { codes } from "../../../src/protocol/codes.ts";
import type { ClientId, RoomId, SessionId, UserId } from "../../../src/protocol/ids.ts";
import { unread } from "../../../src/protocol/inbox.ts";
import { INBOX_FANOUT_MAX } from "../../../src/protocol/limits.ts";
import { asId } from "../../as-id.ts";
import { soon } from "../test-api.ts";
import { openRoom, TestSocket } from "../test-socket.ts";

const random = () =>
  crypto
    .randomUUID()
    .replaceAll(/[^0-9a-f]/g, "")
    .slice(0, 20);
const send = (text: string) => ({ type: "send", client_id: asId<ClientId>(uuidv7()), text });

const applyAction = (what: InboxAction) => ({ type: "action", client_id: uuidv7(), action: what });

const newest = (socket: TestSocket) => socket.frames.flatMap((frame) => frame.conversations ?? []).at(-1);
const untilNewest = (
  socket: TestSocket,
  isIt: (conversation: NonNullable<ReturnType<typeof newest>>) => boolean,
) =>
  socket.until(() => {
    const conversation = newest(socket);
    return conversation !== undefined && isIt(conversation);
  });

/** What a room of nothing would report. */
const RUMOUR = {
  change_id: 1,
  name: "",
  membership: "member",
  head: 0,
  read: 0,
  active_at: 0,
  mentions: [],
  threads: [],
  rewritten: [],
} as const;

const OTHER_SESSION = asId<SessionId>(`s_${"1".repeat(20)}`);

async function withInbox() {
  const people = [asId<UserId>(`u_${random()}`), asId<UserId>(`u_${random()}`)] as const;
  const room_id = asId<RoomId>(`g_${random()}`);
  const { sockets, stub } = await openRoom(room_id, people);
  const inboxes = people.map((user_id) => env.INBOX.getByName(user_id));
  const inbox = await TestSocket.to(inboxes[1] as Fetcher, people[1]);
  const known = await inbox.hello();
  if (!known.some((frame) => frame.conversations)) await untilNewest(inbox, () => true);
  return {
    people,
    room_id,
    room: stub,
    ann: sockets[0] as TestSocket,
    ben: sockets[1] as TestSocket,
    inbox,
    stub: env.INBOX.getByName(people[1]),
  };
}

describe("an inbox", () => {
  it("CONNECT7: answers a second hello in one piece, and goes on with live frames", async () => {
    const { ann, inbox } = await withInbox();
    await inbox.hello();
    for (let n = 0; n < 5; n++) ann.send(send(`${n}`));
    inbox.send({ type: "hello", protocol: 1 });
    await inbox.frame("current");
    const [welcome, ...rest] = inbox.frames.slice(inbox.frames.findIndex(({ type }) => type === "welcome"));
    expect([welcome?.mode, rest.findIndex(({ type }) => type === "current")]).toEqual(["reload", 1]);
    await untilNewest(inbox, (conversation) => conversation.head === 5);
  });

  it("INBOX1: shows new messages of a room that is not open", async () => {
    const { ann, inbox, room_id, people } = await withInbox();
    ann.send(send("are you there?"));
    await untilNewest(inbox, (conversation) => conversation.head === 1);
    expect(newest(inbox)).toMatchObject({
      room_id,
      kind: "group",
      name: "room",
      membership: "member",
      read: 0,
      preview: { sender: people[0], text: "are you there?", message_id: 1 },
    });
  });

  it("INBOX3: sending moves the sender's own read; unread is the difference", async () => {
    const { ann, ben, inbox } = await withInbox();
    ann.send(send("one"));
    ben.send(send("two"));
    await untilNewest(inbox, (conversation) => conversation.head === 2 && unread(conversation) === 0);
    ann.send(send("three"));
    await untilNewest(inbox, (conversation) => conversation.head === 3 && unread(conversation) === 1);
  });

  it("INBOX5: what one device reads, the other devices see, over a hibernation", async () => {
    const { ann, inbox, room_id, people, stub } = await withInbox();
    ann.send(send("one"));
    await untilNewest(inbox, (conversation) => conversation.head === 1);
    const phone = await TestSocket.to(stub, people[1]);
    await phone.hello();
    await evictDurableObject(stub);
    phone.send({ type: "read", room_id, message_id: 1 });
    await untilNewest(inbox, (conversation) => unread(conversation) === 0);
    await untilNewest(phone, (conversation) => unread(conversation) === 0);
    expect((await stub.list()).conversations).toMatchObject([{ head: 1, read: 1 }]);
  });

  it("INBOX4: a device that was away gets what changed", async () => {
    const { ann, inbox, people, stub } = await withInbox();
    const { position } = await stub.list();
    ann.send(send("while you were out"));
    await untilNewest(inbox, (conversation) => conversation.head === 1);
    const back = await TestSocket.to(stub, people[1]);
    const frames = await back.hello(position);
    expect(frames).toMatchObject([
      { mode: "resume" },
      { conversations: [{ head: 1, preview: { text: "while you were out" } }] },
      {},
    ]);
  });

  it("MEMBER4: loses a room that was left", async () => {
    const { inbox, room, people, stub } = await withInbox();
    await room.leave(people[1]);
    await untilNewest(inbox, (conversation) => conversation.membership === "left");
    expect((await stub.list()).conversations).toEqual([]);
  });

  it("INBOX8, INBOX10: shows mentions, and no longer what was deleted", async () => {
    const { ann, inbox, people, stub } = await withInbox();
    ann.send({ ...send("@ben look"), mentions: [people[1]] });
    await untilNewest(inbox, (conversation) => conversation.mentions === 1);
    expect((await inbox.frame("entries")).entries).toMatchObject([
      { entry: { kind: "mention", message: { text: "@ben look" } } },
    ]);
    ann.send({ type: "action", client_id: uuidv7(), action: { type: "delete", message_id: 1 } });
    await untilNewest(
      inbox,
      (conversation) => conversation.mentions === 0 && conversation.preview?.deleted === true,
    );
    expect(await stub.entries("mention")).toEqual([]);
  });

  it("INBOX5, INBOX6, INBOX7, INBOX11: what is done on one device reaches the others before it is answered", async () => {
    const { ann, inbox, room_id, people, stub } = await withInbox();
    ann.send(send("one"));
    await untilNewest(inbox, (conversation) => conversation.head === 1);
    const phone = await TestSocket.to(stub, people[1]);
    await phone.hello();
    phone.send({ type: "read", room_id, message_id: 1 });
    phone.send(applyAction({ type: "mark_unread", room_id, message_id: 1 }));
    phone.send(applyAction({ type: "set_level", room_id, level: "nothing", muted_until: 0 }));
    phone.send(applyAction({ type: "draft", room_id, text: "dear Ann" }));
    await phone.until((frames) => frames.filter(({ type }) => type === "done").length === 3);
    expect(phone.frames.map(({ type }) => type)).toEqual([
      "conversations",
      "conversations",
      "done",
      "conversations",
      "done",
      "entries",
      "done",
    ]);
    await untilNewest(
      inbox,
      (conversation) => unread(conversation) === 1 && conversation.level === "nothing",
    );
    expect((await inbox.frame("entries")).entries).toMatchObject([
      { key: `draft ${room_id}`, entry: { text: "dear Ann" } },
    ]);
    expect(await stub.applyAction({ type: "draft", room_id, text: "" })).toMatchObject({ ok: true });
    await inbox.until((frames) => frames.some(({ entries }) => entries?.[0]?.entry === null));
  });

  it("refuses what cannot be done", async () => {
    const { inbox, people } = await withInbox();
    const self = applyAction({ type: "block", user_id: people[1], on: true });
    inbox.send(self);
    expect(await inbox.frame("reject")).toMatchObject({ client_id: self.client_id, code: "not_allowed" });
    expect(
      await env.INBOX.getByName(people[1]).applyAction({
        type: "set_level",
        room_id: asId<RoomId>(`g_${random()}`),
        level: "all",
        muted_until: 0,
      }),
    ).toMatchObject({
      code: "not_a_member",
    });
  });

  it("INBOX14: asks large rooms when its first device connects, and is told from then on", async () => {
    const crowd = Array.from({ length: INBOX_FANOUT_MAX + 1 }, () => asId<UserId>(`u_${random()}`));
    const [ann, ben] = crowd as [UserId, UserId];
    const room_id = asId<RoomId>(`g_${random()}`);
    const room = env.ROOM.getByName(room_id);
    await room.create({ room_id, name: "crowd", topic: "", owner: ann, members: crowd.slice(1) });
    const stub = env.INBOX.getByName(ben);
    await soon(async () => expect((await stub.list()).conversations).toHaveLength(1));
    await room.post(ann, send("nobody is told of this"));
    expect((await stub.list()).conversations).toMatchObject([{ head: 0 }]);
    const phone = await TestSocket.to(stub, ben);
    await phone.hello();
    await untilNewest(phone, (conversation) => conversation.preview?.text === "nobody is told of this");
    await room.post(ann, send("but Ben of this"));
    await untilNewest(phone, (conversation) => conversation.head === 2);
    const calls = await runInDurableObject(room, (_, { storage }) =>
      storage.sql.exec("SELECT user_id FROM lease").toArray(),
    );
    expect(calls).toEqual([{ user_id: ben }]);
  });

  it("INBOX14: a large room that has nothing to say is left out", async () => {
    const { stub, people, ann, room_id } = await withInbox();
    ann.send(send("one"));
    const gone = { ...RUMOUR, user_id: people[1], room_id: asId<RoomId>(`g_${random()}`), large: true };
    await stub.roomChanged(gone);
    const phone = await TestSocket.to(stub, people[1]);
    await phone.hello();
    phone.send({ type: "read", room_id, message_id: 1 });
    await untilNewest(phone, (conversation) => conversation.read === 1);
  });

  it("CONNECT6: closes the sockets of a session that ended, and has its rooms close theirs", async () => {
    const { inbox, room_id, stub, people } = await withInbox();
    const other = await TestSocket.to(stub, people[1], OTHER_SESSION);
    const inRoom = await TestSocket.to(env.ROOM.getByName(room_id), people[1], OTHER_SESSION);
    for (const socket of [other, inRoom]) await socket.hello();
    await stub.closeSessions([OTHER_SESSION]);
    for (const { closed } of [other, inRoom])
      expect(await closed).toMatchObject({ code: codes.session_ended.close });
    inbox.send('{"type":"ping"}');
    await inbox.frame("pong");
  });

  it("INPUT3: a failure closes the socket it came from with a code, and no other", async () => {
    const { ann, inbox, room_id, people, stub } = await withInbox();
    ann.send(send("one"));
    await untilNewest(inbox, (conversation) => conversation.head === 1);
    const phone = await TestSocket.to(stub, people[1]);
    await phone.hello();
    const sql = (statement: string) =>
      runInDurableObject(stub, (_, state) => void state.storage.sql.exec(statement));
    await sql(
      "CREATE TRIGGER full BEFORE INSERT ON conversation BEGIN SELECT RAISE(ABORT, 'disk full'); END",
    );
    phone.send({ type: "read", room_id, message_id: 1 });
    expect(await phone.closed).toMatchObject({ code: codes.internal.close, reason: "internal" });
    await sql("DROP TRIGGER full");
    inbox.send({ type: "read", room_id, message_id: 1 });
    await untilNewest(inbox, (conversation) => unread(conversation) === 0);
  });

  it("INPUT1: answers nonsense with a code", async () => {
    const { inbox, room_id } = await withInbox();
    inbox.send({ type: "read", room_id, message_id: -1 });
    expect(await inbox.frame("error")).toMatchObject({ code: "bad_frame" });
    inbox.send({ type: "read", room_id: asId<RoomId>("g_nothing"), message_id: 1 });
    await inbox.until((frames) => frames.filter((frame) => frame.type === "error").length === 2);
  });
});
