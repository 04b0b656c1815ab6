import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { v7 as uuidv7 } from "uuid";
import { describe, expect, it } from "vitest";
import { codes } from "../../../src/protocol/codes.ts";
import type { RoomId, UserId } from "../../../src/protocol/ids.ts";
import { asId } from "../../as-id.ts";
import { expectRefusal, Person } from "../test-api.ts";
import { openRoom, TestSocket } from "../test-socket.ts";

const random = () =>
  crypto
    .randomUUID()
    .replaceAll(/[^0-9a-f]/g, "")
    .slice(0, 20);

/** What a later version would leave: its number, and a table that nobody here knows. */
async function upgrade(stub: DurableObjectStub): Promise<void> {
  await runInDurableObject(stub, async (_, { storage }) => {
    storage.sql.exec("UPDATE schema_version SET version = 99");
    storage.sql.exec("CREATE TABLE of_tomorrow (thing TEXT)");
    await storage.setAlarm(Date.now() + 60_000);
  });
  await evictDurableObject(stub);
}

/** Everything in its tables, as text. */
const contentOf = (stub: DurableObjectStub) =>
  runInDurableObject(stub, (_, { storage }) => {
    const tables = storage.sql
      .exec<{ name: string }>(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_%' ESCAPE '\\'",
      )
      .toArray();
    return JSON.stringify(
      tables.map(({ name }) => [name, [...storage.sql.exec(`SELECT * FROM "${name}"`).raw()]]),
    );
  });

const alarmOf = (stub: DurableObjectStub) => runInDurableObject(stub, (_, { storage }) => storage.getAlarm());

async function usedInbox() {
  const stub = env.INBOX.getByName(asId<UserId>(`u_${random()}`));
  await stub.list();
  return stub;
}

const refusalOf = (call: () => Promise<unknown>): Promise<unknown> =>
  call().then(
    () => "answered",
    (error: unknown) => error,
  );

describe("an object that wakes with tables of a newer version", () => {
  it("refuses every call and socket, closes those that are open, and writes nothing: an inbox", async () => {
    const user_id = asId<UserId>(`u_${random()}`);
    const stub = env.INBOX.getByName(user_id);
    const open = await TestSocket.to(stub, user_id);
    await open.hello();
    await upgrade(stub);
    const before = await contentOf(stub);
    const calls: (() => Promise<unknown>)[] = [
      () => stub.list(),
      () => stub.entries("draft"),
      () => stub.makeRoom(asId<RoomId>(`g_${random()}`)),
      () => stub.presenceOf(asId("u_x")),
      () => stub.subscribePresence(asId("u_x")),
      () => stub.consentTo({ user_id: asId("u_x"), rooms: [] }, false),
      () => stub.hasEnded(asId("s_x")),
      () => stub.applyAction({ type: "update_settings", visible: false }),
      () => stub.closeSessions([asId("session")]),
    ];
    for (const call of calls) expect(await refusalOf(call)).toMatchObject({ code: "newer_version" });
    expect(await open.closed).toMatchObject({ code: codes.newer_version.close, reason: "newer_version" });
    const refused = await TestSocket.to(stub, user_id);
    expect(await refused.closed).toMatchObject({ code: codes.newer_version.close });
    expect(await contentOf(stub)).toBe(before);
  });

  it("refuses every call and socket, closes those that are open, and writes nothing: a room", async () => {
    const people = [asId<UserId>(`u_${random()}`), asId<UserId>(`u_${random()}`)] as const;
    const room_id = asId<RoomId>(`g_${random()}`);
    const { stub, sockets } = await openRoom(room_id, people);
    await upgrade(stub);
    const before = await contentOf(stub);
    const results: (() => Promise<unknown>)[] = [
      () => stub.create({ room_id, name: "", topic: "", owner: people[0], members: [] }),
      () => stub.read("describe", people[0]),
      () => stub.post(people[0], { client_id: asId(uuidv7()), text: "hello" }),
      () => stub.applyAction(people[0], { type: "react", message_id: 1, emoji: "👍", on: true }),
      () => stub.join(people[0]),
      () => stub.leave(people[1]),
      () => stub.delete(people[0]),
      () => stub.joinByLink(asId("u_x"), asId("link"), "secret"),
    ];
    for (const call of results) expect(await call()).toMatchObject({ ok: false, code: "newer_version" });
    for (const call of [
      () => stub.block(asId("u_x"), true),
      () => stub.catchUp(asId("u_x"), { message_id: 0, change_id: 0 }),
    ])
      expect(await refusalOf(call)).toMatchObject({ code: "newer_version" });
    for (const socket of sockets)
      expect(await socket.closed).toMatchObject({ code: codes.newer_version.close, reason: "newer_version" });
    const refused = await TestSocket.to(stub, people[0]);
    expect(await refused.closed).toMatchObject({ code: codes.newer_version.close });
    expect(await contentOf(stub)).toBe(before);
  });

  it.each(["inbox", "room"])(
    "rings again later, as nothing else would wake it with newer code: an %s",
    async (kind) => {
      const stub = await (kind === "inbox"
        ? usedInbox()
        : openRoom(asId<RoomId>(`g_${random()}`), [asId<UserId>(`u_${random()}`)]).then(({ stub }) => stub));

      await upgrade(stub);
      expect(await runDurableObjectAlarm(stub)).toBe(true);
      expect(await alarmOf(stub)).toBeGreaterThan(Date.now() + 30 * 60_000);
    },
  );

  it("is told over HTTP as a part of the service that is down for now", async () => {
    const person = await Person.register();
    await person.call("myRooms", "/api/rooms");
    await upgrade(env.INBOX.getByName(person.id));
    await expectRefusal(await person.send("GET", "/api/rooms"), "newer_version");
  });
});
