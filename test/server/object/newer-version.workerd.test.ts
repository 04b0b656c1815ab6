import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { v7 as uuidv7 } from "uuid";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { type Code, codes } from "../../../src/protocol/codes.ts";
import type { RoomId, UserId } from "../../../src/protocol/ids.ts";
import type { InboxObject } from "../../../src/server/inbox/inbox-object.ts";
import { codeOfError } from "../../../src/server/object/newer-version.ts";
import type { RoomObject } from "../../../src/server/room/room-object.ts";
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

/**
 * The code with which an object refuses a call. The call is made inside the object, because the runtime prints
 * each exception that leaves one; that the code survives this is for the test over HTTP to show.
 */
const refusalOf = <T extends InboxObject | RoomObject>(
  stub: DurableObjectStub<T>,
  call: (object: T) => unknown,
): Promise<Code | undefined> =>
  runInDurableObject(stub, async (object) => {
    try {
      await call(object);
      return undefined;
    } catch (error) {
      return codeOfError(error);
    }
  });

describe("an object that wakes with tables of a newer version", () => {
  it("refuses every call and socket, closes those that are open, and writes nothing: an inbox", async () => {
    const user_id = asId<UserId>(`u_${random()}`);
    const stub = env.INBOX.getByName(user_id);
    const open = await TestSocket.to(stub, user_id);
    await open.hello();
    await upgrade(stub);
    const before = await contentOf(stub);
    const calls: ((inbox: InboxObject) => unknown)[] = [
      (inbox) => inbox.list(),
      (inbox) => inbox.entries("draft"),
      (inbox) => inbox.makeRoom(asId<RoomId>(`g_${random()}`)),
      (inbox) => inbox.presenceOf(asId("u_x")),
      (inbox) => inbox.subscribePresence(asId("u_x")),
      (inbox) => inbox.hasBlocked(asId("u_x")),
      (inbox) => inbox.hasEnded(asId("s_x")),
      (inbox) => inbox.applyAction({ type: "update_settings", visible: false }),
      (inbox) => inbox.closeSessions([asId("session")]),
    ];
    for (const call of calls) expect(await refusalOf(stub, call)).toBe("newer_version");
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
    const calls: ((room: RoomObject) => unknown)[] = [
      (room) => room.block(asId("u_x"), true),
      (room) => room.catchUp(asId("u_x"), { message_id: 0, change_id: 0 }),
    ];
    for (const call of calls) expect(await refusalOf(stub, call)).toBe("newer_version");
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
    const log = vi.spyOn(console, "error").mockReturnValue();
    onTestFinished(() => log.mockRestore());
    await expectRefusal(await person.send("GET", "/api/rooms"), "newer_version");
    expect(log).toHaveBeenCalledWith(expect.objectContaining({ code: "newer_version" }));
  });
});
