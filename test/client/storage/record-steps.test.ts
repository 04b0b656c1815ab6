import { describe, expect, test } from "vitest";
import { InboxStore } from "../../../src/client/inbox/inbox-store.ts";
import { RoomStore } from "../../../src/client/room/room-store.ts";
import { MemoryStorage } from "../../../src/client/storage/memory-storage.ts";
import { RECORD_FORM, upToDate } from "../../../src/client/storage/record-steps.ts";
import { UserStorage } from "../../../src/client/storage/user-storage.ts";
import type { ClientId, RoomId } from "../../../src/protocol/ids.ts";
import { asId } from "../../as-id.ts";
import { ME, OTHER, outgoing, ROOM } from "../fixtures.ts";

/** What 0.1.0 called an action. */
const OLD_NAME = "act";

const idOf = (number: number): ClientId =>
  asId(`01a1e32d-4fc0-7ec8-a9a9-${String(number).padStart(12, "0")}`);

/** A device on which version 0.1.0 has written the records, as its `UserStore` did. */
async function deviceOf010(records: readonly { readonly client_id: ClientId; readonly room_id?: RoomId }[]) {
  const storage = new MemoryStorage();
  for (const record of records)
    await storage.put("outbox", `${ME}/${record.room_id ?? "inbox"}/${record.client_id}`, record);
  const all = new UserStorage(storage, ME);
  return { storage, rooms: new RoomStore(all), inbox: new InboxStore(all) };
}

describe("records of version 0.1.0", () => {
  test("of messages are read as they were written", async () => {
    const message = {
      ...outgoing("hello", idOf(1)),
      content: { text: "hello", reply_to: 3, mention_room: "all" },
      handles: ["other"],
      failure: { code: "muted", message: "No." },
      tab: "gone",
    };
    const { rooms } = await deviceOf010([message]);
    expect(await rooms.messages()).toEqual([message]);
  });

  test.each([
    [
      { type: "edit", message_id: 1, text: "new" },
      { type: "edit", message_id: 1, text: "new" },
    ],
    [
      { type: "react", message_id: 1, emoji: "👍", on: true },
      { type: "react", message_id: 1, emoji: "👍", on: true },
    ],
    [
      { type: "set_room", settings: { topic: "new" } },
      { type: "update_room", settings: { topic: "new" } },
    ],
  ])("of actions in a room have the names of today: %o", async (then, action) => {
    const record = { client_id: idOf(1), created_at: 5, [OLD_NAME]: then, room_id: ROOM, tab: "gone" };
    const { rooms } = await deviceOf010([record]);
    expect(await rooms.actions(ROOM)).toEqual([
      { client_id: record.client_id, created_at: 5, action, tab: "gone" },
    ]);
    expect([...(await rooms.roomsWithPending(() => true))]).toEqual([ROOM]);
  });

  test.each([
    [
      { type: "star", room_id: ROOM, message_id: 1, on: true },
      { type: "save", room_id: ROOM, message_id: 1, on: true },
    ],
    [
      { type: "forget_thread", room_id: ROOM, root: 1 },
      { type: "dismiss_thread", room_id: ROOM, root: 1 },
    ],
    [
      { type: "set", receipts: false },
      { type: "update_settings", receipts: false },
    ],
    [
      { type: "block", user_id: OTHER, on: true },
      { type: "block", user_id: OTHER, on: true },
    ],
  ])("of actions in the inbox have the names of today: %o", async (then, action) => {
    const { inbox } = await deviceOf010([{ client_id: idOf(1), created_at: 5, [OLD_NAME]: then } as never]);
    expect(await inbox.actions()).toEqual([{ client_id: idOf(1), created_at: 5, action }]);
  });

  test("of what was read are read as they were written", async () => {
    const storage = new MemoryStorage();
    await storage.put("outbox", `${ME}/${ROOM}/receipt`, { room_id: ROOM, read: 7 });
    await storage.put("reads", `${ME}/${ROOM}`, { room_id: ROOM, message_id: 8 });
    const all = new UserStorage(storage, ME);
    expect(await new RoomStore(all).receipt(ROOM)).toBe(7);
    expect(await new InboxStore(all).reads()).toEqual([{ room_id: ROOM, message_id: 8 }]);
  });

  test("written by an old tab beside a new one are read too, and none is stepped twice", async () => {
    const { rooms } = await deviceOf010([]);
    const action = { type: "edit", message_id: 1, text: "new" } as const;
    await rooms.putAction(ROOM, { client_id: idOf(2), created_at: 5, action });
    const written = { client_id: idOf(1), created_at: 5, [OLD_NAME]: { type: "set", receipts: true } };
    expect(upToDate(written)).toMatchObject({ action: { type: "update_settings" } });
    expect(upToDate({ ...written, form: RECORD_FORM })).toEqual(written);
    expect(await rooms.actions(ROOM)).toEqual([{ client_id: idOf(2), created_at: 5, action }]);
  });
});

test("a record of a later version is left alone, for the code that wrote it", async () => {
  const { storage, rooms } = await deviceOf010([]);
  await rooms.putMessage(outgoing("of today"));
  const later = { ...outgoing("of tomorrow"), form: RECORD_FORM + 1 };
  await storage.put("outbox", `${ME}/${ROOM}/${later.client_id}`, later);
  expect((await rooms.messages()).map(({ content }) => content.text)).toEqual(["of today"]);
  expect(await storage.list("outbox", "")).toContainEqual(later);
});

test("what was cached in another form counts as lost", async () => {
  const { storage, inbox } = await deviceOf010([]);
  await storage.put("cache", `${ME}/inbox`, { position: { epoch: "old", version: 1 } });
  expect(await inbox.inbox()).toBeUndefined();
  const saved = { position: { epoch: "new", version: 1 }, conversations: [], entries: [] };
  await inbox.putInbox(saved);
  expect(await inbox.inbox()).toEqual(saved);
});
