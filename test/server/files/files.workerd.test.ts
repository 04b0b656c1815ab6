import { runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { v7 as uuidv7 } from "uuid";
import { beforeAll, expect, test } from "vitest";
import type { FileId } from "../../../src/protocol/ids.ts";
import { jpeg } from "../../media/pictures.ts";
import { expectRefusal, soon } from "../test-api.ts";
import {
  ann,
  ben,
  eve,
  expectBytes,
  keys,
  meet,
  metadata,
  pattern,
  post,
  read,
  room_id,
  STREAM,
  tus,
  upload,
} from "./tus-scene.ts";

beforeAll(meet);

test("FILE4 a message has its files as they were uploaded, each in one message only", async () => {
  const file_id = await upload(ann, pattern(300), "Bericht.bin");
  await expectRefusal(await read(ben, file_id), "not_found");
  await expectRefusal(
    await ben.send("POST", `/api/rooms/${room_id}/messages`, {
      body: { client_id: uuidv7(), text: "mine", files: [{ file_id, name: "x", type: "a/b", size: 1 }] },
    }),
    "file_unknown",
  );
  const sent = await post(ann, file_id, {
    name: "lie.exe",
    type: "image/png",
    size: 1,
    width: 10,
    height: 20,
  });
  expect(sent.files).toEqual([
    { file_id, name: "Bericht.bin", type: "application/octet-stream", size: 300, width: 10, height: 20 },
  ]);
  expect((await read(ben, file_id)).status).toBe(200);
  const twice = { client_id: uuidv7(), text: "", files: [{ file_id, name: "x", type: "a/b", size: 0 }] };
  const refused = await expectRefusal(
    await ann.send("POST", `/api/rooms/${room_id}/messages`, { body: twice }),
    "file_unknown",
  );
  expect(refused.field).toBe("files.0.file_id");
  const resent = { ...twice, client_id: sent.client_id };
  expect(await ann.call("post", `/api/rooms/${room_id}/messages`, resent)).toEqual(sent);
});

test("FILE5 a file is for the members of its room, from their next request on", async () => {
  const file_id = await upload(ann, pattern(100));
  const { message_id } = await post(ann, file_id);
  await expectRefusal(await read(eve, file_id), "not_a_member");
  await ann.call("invite", `/api/rooms/${room_id}/members`, { user_ids: [eve.id] });
  expect((await read(eve, file_id)).status).toBe(200);
  await eve.call("leave", `/api/rooms/${room_id}/leave`);
  await expectRefusal(await read(eve, file_id), "not_a_member");
  const del = { client_id: uuidv7(), action: { type: "delete", message_id } };
  await ann.send("POST", `/api/rooms/${room_id}/actions`, { body: del });
  await expectRefusal(await read(ann, file_id), "not_found");
});

test("FILE5 parts of a file are read as browsers and players ask for them", async () => {
  const bytes = pattern(1_000);
  const file_id = await upload(ann, bytes);
  const asked = async (range: string) => {
    const answer = await read(ann, file_id, { Range: range });
    return [answer.status, answer.headers.get("Content-Range"), (await answer.arrayBuffer()).byteLength];
  };
  expect(await asked("bytes=0-99")).toEqual([206, "bytes 0-99/1000", 100]);
  expect(await asked("bytes=900-")).toEqual([206, "bytes 900-999/1000", 100]);
  expect(await asked("bytes=-10")).toEqual([206, "bytes 990-999/1000", 10]);
  expect(await asked("bytes=0-99,200-299")).toEqual([200, null, 1000]);
  const none = await read(ann, file_id, { Range: "bytes=1000-" });
  expect(none.headers.get("Content-Range")).toBe("bytes */1000");
  await expectRefusal(none, "range_unsatisfiable");
  const etag = (await read(ann, file_id)).headers.get("ETag") ?? "";
  expect((await read(ann, file_id, { "If-None-Match": etag })).status).toBe(304);
  expect((await read(ann, file_id, { "If-None-Match": '"other"' })).status).toBe(200);
  const changed = await read(ann, file_id, { "If-Range": '"other"', Range: "bytes=0-9" });
  expect(changed.status).toBe(200);
});

test("FILE6 only what is harmless is shown, whatever it is named", async () => {
  const shown = async (bytes: Uint8Array<ArrayBuffer>, name: string, query = "") => {
    const { headers } = await read(ann, await upload(ann, bytes, name), {}, query);
    expect(headers.get("X-Content-Type-Options")).toBe("nosniff");
    expect(headers.get("Content-Security-Policy")).toMatch(/^sandbox;/);
    return [headers.get("Content-Type"), headers.get("Content-Disposition")];
  };
  const bytesOf = (text: string) => Uint8Array.from(text, (each) => each.charCodeAt(0));
  const png = bytesOf("\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x02\0\0\0\x02\x08\x06\0\0\0");
  expect(await shown(png, "a.html")).toEqual([
    "image/png",
    `inline; filename="a.html"; filename*=UTF-8''a.html`,
  ]);
  expect((await shown(png, "a.png", "?download"))[1]).toMatch(/^attachment;/);
  for (const text of ["<svg onload=alert(1)>", "<!doctype html><script>", "%PDF-1.7", "MZ\x90"]) {
    const [type, disposition] = await shown(bytesOf(text), "picture.png");
    expect([type, disposition?.split(";")[0]]).toEqual(["application/octet-stream", "attachment"]);
  }
});

test("FILE7 a file that says where it was made is refused, and nothing of it stays", async () => {
  const bytes = jpeg({ location: true });
  const about = { "Upload-Length": String(bytes.length), "Upload-Metadata": metadata("home.jpg"), ...STREAM };
  const before = await keys("");
  const refused = await tus(ann, "POST", "/api/uploads", about, { body: bytes });
  await expectRefusal(refused, "file_has_location");
  await soon(async () => expect(await keys("")).toEqual(before));
  expect((await upload(ann, jpeg({ location: false }))).length).toBeGreaterThan(0);
});

test("FILE8 a forward has copies, which live and die apart from the original", async () => {
  const bytes = pattern(500);
  const small = await upload(ann, pattern(50));
  const original = await post(ann, await upload(ann, bytes, "plan.bin"), { thumbnail: small });
  const { room_id: other } = await ann.call("createRoom", "/api/rooms", {
    kind: "group",
    name: "Other",
    members: [eve.id],
  });
  const forward = { client_id: uuidv7(), from_room_id: room_id, message_id: original.message_id };
  const sent = await ann.call("forward", `/api/rooms/${other}/forwards`, forward);
  expect(await ann.call("forward", `/api/rooms/${other}/forwards`, forward)).toEqual(sent);
  const [file] = sent.files ?? [];
  expect(file).toMatchObject({ name: "plan.bin", size: 500 });
  expect(file?.file_id).not.toBe(original.files?.[0]?.file_id);
  expect(await keys(`rooms/${other}/`)).toHaveLength(2);
  const del = { client_id: uuidv7(), action: { type: "delete", message_id: original.message_id } };
  await ann.send("POST", `/api/rooms/${room_id}/actions`, { body: del });
  await expectBytes(await eve.send("GET", `/api/rooms/${other}/files/${file?.file_id}`), bytes);
  await ann.send("DELETE", `/api/rooms/${other}`);
  await soon(async () => expect(await keys(`rooms/${other}/`)).toEqual([]));
});

test("FILE8 what was deleted, and what was never sent, is gone from the bucket", async () => {
  const kept = await upload(ann, pattern(10));
  const deleted = await upload(ann, pattern(10));
  const unsent = await upload(ann, pattern(10));
  await post(ann, kept);
  const { message_id } = await post(ann, deleted);
  const all = () => keys(`rooms/${room_id}/`);
  const del = { client_id: uuidv7(), action: { type: "delete", message_id } };
  await ann.send("POST", `/api/rooms/${room_id}/actions`, { body: del });
  await soon(async () => expect(await all()).not.toContain(`rooms/${room_id}/${deleted}`));
  const owned = async () =>
    (
      await env.DB.prepare("SELECT file_id FROM files WHERE file_id IN (?, ?, ?)")
        .bind(kept, deleted, unsent)
        .all<{ file_id: string }>()
    ).results.map((row) => row.file_id);
  await soon(async () => expect(await owned()).not.toContain(deleted));
  await expireAll([kept, unsent]);
  expect(await all()).toContain(`rooms/${room_id}/${kept}`);
  expect(await all()).not.toContain(`rooms/${room_id}/${unsent}`);
  expect(await owned()).toEqual([kept]);
  await expectRefusal(await read(ann, unsent), "not_found");
});

/** Lets a day pass for some uploads. */
async function expireAll(file_ids: readonly FileId[]): Promise<void> {
  for (const file_id of file_ids) {
    const stub = env.UPLOAD.getByName(file_id);
    await runInDurableObject(stub, (_, { storage }) => {
      storage.sql.exec("UPDATE upload SET expires_at = 1");
    });
    await runDurableObjectAlarm(stub);
  }
}
