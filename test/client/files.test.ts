import "fake-indexeddb/auto";
import "../../src/client/files/upload-all.ts"; // so that it is there when it is needed
import { describe, expect, test } from "vitest";
import { MemoryStorage, type RoomHandle, type Storage } from "../../src/client/index.ts";
import { IndexedDbStorage } from "../../src/client/storage/indexed-db-storage.ts";
import type { FileId } from "../../src/protocol/ids.ts";
import { asId } from "../as-id.ts";
import { FakeServer } from "./fake-server.ts";
import { ROOM } from "./fixtures.ts";
import { startInRoom, startParlor } from "./start.ts";
import { UploadServer } from "./upload-server.ts";
import { VirtualClock } from "./virtual-clock.ts";

/** A device whose server takes files too. */
function device(storage: Storage = new MemoryStorage()) {
  const clock = new VirtualClock();
  const server = new FakeServer();
  const uploads = new UploadServer((input, init) => server.fetch(input, init));
  const parts = { storage, clock, openSocket: server.openSocket, fetch: uploads.fetch };
  return { clock, server, uploads, start: () => startInRoom(parts), parts };
}

const blob = (text: string): Blob => new Blob([text], { type: "text/plain" });
const long = (length: number): Blob => new Blob([new Uint8Array(length).fill(7)]);

const pending = (room: RoomHandle) =>
  room.state
    .get()
    .pending.map(({ content, status, uploads }) => `${content.text}: ${status} ${uploads?.sent}`);

/** Lets the uploads of the fake server come to an end: time passes here, and blobs are read in the background. */
const settle = async (clock: VirtualClock): Promise<void> => {
  for (let turn = 0; turn < 20; turn++) {
    await new Promise((resolve) => setImmediate(resolve));
    await clock.advance(50);
  }
};

describe("the files of a message", () => {
  test("are uploaded before it leaves, in order with the messages around it", async () => {
    const { clock, server, uploads, start } = device();
    const { room } = await start();
    uploads.isHeld = true;
    room.send({ text: "before" });
    room.send({ text: "with a file" }, [], [{ blob: blob("hello"), name: "a.txt", alt: "a greeting" }]);
    room.send({ text: "after" });
    await settle(clock);
    expect(server.log.map(({ text }) => text)).toEqual(["before"]);
    expect(pending(room)).toEqual(["with a file: pending 0", "after: pending undefined"]);
    uploads.isHeld = false;
    uploads.release();
    await settle(clock);
    expect(server.log.map(({ text }) => text)).toEqual(["before", "with a file", "after"]);
    expect(server.log[1]?.files).toEqual([
      { file_id: uploads.only.file_id, name: "a.txt", type: "text/plain", size: 5, alt: "a greeting" },
    ]);
    expect(await uploads.only.text()).toBe("hello");
    expect(room.state.get().pending).toEqual([]);
  });

  test.each([
    ["memory", () => new MemoryStorage()],
    ["IndexedDB", () => new IndexedDbStorage("files")],
  ])("wait on the device (%s), and go on where they were after a reload", async (_, storage) => {
    const { clock, server, uploads, start, parts } = device(storage());
    const { parlor, room } = await start();
    uploads.failsAfter = 300_000;
    room.send({ text: "" }, [], [{ blob: long(1_000_000), name: "long.bin" }]);
    await settle(clock);
    expect(uploads.only.received).toBe(300_000);
    parlor.close();
    uploads.failsAfter = undefined;
    startParlor(parts);
    await clock.advance(60_000);
    await settle(clock);
    expect(server.log.map(({ files }) => files?.[0]?.size)).toEqual([1_000_000]);
    // Not a byte twice, and nothing is left of it on the device.
    expect([uploads.all.length, uploads.bytesTaken]).toEqual([1, 1_000_000]);
    expect(await parts.storage.list("outbox", "")).toEqual([]);
  });

  test("are sent once, with their thumbnails, several at a time", async () => {
    const { clock, server, uploads, start } = device();
    const { room } = await start();
    const files = ["a", "b", "c", "d", "e"].map((name) => ({
      blob: blob(name),
      name,
      thumbnail: blob(name.toUpperCase()),
    }));
    room.send({ text: "" }, [], files);
    await settle(clock);
    const [message] = server.log;
    expect(message?.files?.map(({ name }) => name)).toEqual(["a", "b", "c", "d", "e"]);
    expect(new Set(message?.files?.flatMap(({ file_id, thumbnail }) => [file_id, thumbnail])).size).toBe(10);
    expect(uploads.mostAtOnce).toBe(3);
  });

  test("stop when they are paused, and go on", async () => {
    const { clock, server, uploads, start } = device();
    const { room } = await start();
    uploads.isHeld = true;
    room.send({ text: "later" }, [], [{ blob: blob("hello"), name: "a.txt" }]);
    await settle(clock);
    const { client_id } = room.state.get().pending[0] ?? {};
    if (!client_id) throw new Error("nothing is pending");
    room.pause(client_id, true);
    uploads.isHeld = false;
    uploads.release();
    await settle(clock);
    expect(room.state.get().pending[0]?.uploads?.isPaused).toBe(true);
    expect(server.log).toEqual([]);
    room.pause(client_id, false);
    await settle(clock);
    expect(server.log.map(({ text }) => text)).toEqual(["later"]);
  });

  test("are given up with their message, and the next one goes", async () => {
    const { clock, server, uploads, start, parts } = device();
    const { room } = await start();
    uploads.isHeld = true;
    room.send({ text: "never" }, [], [{ blob: blob("hello"), name: "a.txt" }]);
    room.send({ text: "next" });
    await settle(clock);
    const { client_id } = room.state.get().pending[0] ?? {};
    if (client_id) room.discard(client_id);
    uploads.isHeld = false;
    uploads.release();
    await settle(clock);
    expect(server.log.map(({ text }) => text)).toEqual(["next"]);
    expect(await parts.storage.list("outbox", "")).toEqual([]);
  });

  test("that are refused fail with their message, and can be tried again", async () => {
    const { clock, server, uploads, start } = device();
    const { room } = await start();
    uploads.refuses = "file_has_location";
    room.send({ text: "home" }, [], [{ blob: blob("hello"), name: "a.txt" }]);
    await settle(clock);
    const [failed] = room.state.get().pending;
    expect(failed).toMatchObject({ status: "failed", failure: { code: "file_has_location" } });
    uploads.refuses = undefined;
    if (failed) room.retry(failed.client_id);
    await settle(clock);
    expect(server.log.map(({ text }) => text)).toEqual(["home"]);
  });

  test("have an address for browsers and bytes for all", async () => {
    const { clock, uploads, start } = device();
    const { parlor, room } = await start();
    room.send({ text: "" }, [], [{ blob: blob("hello"), name: "a.txt" }]);
    await settle(clock);
    const { file_id } = uploads.only;
    const path = `/api/rooms/${ROOM}/files/${file_id}`;
    expect(await parlor.files.address(ROOM, file_id, true)).toBe(`${path}?download`);
    const loaded = await parlor.files.load(ROOM, file_id);
    expect(loaded.ok && (await loaded.value.text())).toBe("hello");
    const unknown = asId<FileId>(`f_${"z".repeat(20)}`);
    expect(await parlor.files.load(ROOM, unknown)).toMatchObject({ ok: false, code: "not_found" });
  });
});
