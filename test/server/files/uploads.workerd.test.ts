import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { v7 as uuidv7 } from "uuid";
import { beforeAll, describe, expect, test } from "vitest";
import type { Code } from "../../../src/protocol/codes.ts";
import type { FileId, RoomId } from "../../../src/protocol/ids.ts";
import { UPLOAD_PART_BYTES } from "../../../src/protocol/limits.ts";
import { asId } from "../../as-id.ts";
import { jpeg } from "../../media/pictures.ts";
import { expectRefusal, ORIGIN, Person, serve, soon } from "../test-api.ts";

let ann: Person;
let ben: Person;
let eve: Person;
let room_id: RoomId;

beforeAll(async () => {
  [ann, ben, eve] = [
    await Person.register("Ann"),
    await Person.register("Ben"),
    await Person.register("Eve"),
  ];
  const make = { kind: "group", name: "Files", members: [ben.id] };
  ({ room_id } = await ann.call("createRoom", "/api/rooms", make));
});

const base64 = (text: string): string => btoa(String.fromCharCode(...new TextEncoder().encode(text)));
const TUS = { "Tus-Resumable": "1.0.0" };

/** Bytes that say where in the file they are, so that nothing can be out of place. */
const pattern = (length: number): Uint8Array<ArrayBuffer> =>
  Uint8Array.from({ length }, (_, index) => (index * 31 + (index >> 8) * 7) & 0xff);

interface Asked {
  readonly vars?: Partial<Env>;
  readonly body?: BodyInit | null;
}

const tus = (
  person: Person,
  method: string,
  path: string,
  headers: Record<string, string> = {},
  { vars, body = null }: Asked = {},
): Promise<Response> =>
  serve(
    new Request(ORIGIN + path, { method, headers: { ...TUS, ...person.bearer, ...headers }, body }),
    vars,
  );

const metadata = (name: string, more: Record<string, string> = {}): string =>
  Object.entries({ room_id, filename: name, ...more })
    .map(([key, value]) => `${key} ${base64(value)}`)
    .join(",");

async function create(
  person: Person,
  length: number,
  headers: Record<string, string> = {},
  asked: Asked = {},
): Promise<string> {
  const about = { "Upload-Length": String(length), "Upload-Metadata": metadata("file.bin"), ...headers };
  const response = await tus(person, "POST", "/api/uploads", about, asked);
  expect(response.status).toBe(201);
  return response.headers.get("Location") ?? "";
}

const STREAM = { "Content-Type": "application/offset+octet-stream" };
const patch = (person: Person, path: string, offset: number, body: BodyInit, more = {}): Promise<Response> =>
  tus(person, "PATCH", path, { ...STREAM, "Upload-Offset": String(offset), ...more }, { body });

/** Uploads a file in one request. */
async function upload(person: Person, bytes: Uint8Array<ArrayBuffer>, name = "file.bin"): Promise<FileId> {
  const path = await create(
    person,
    bytes.length,
    { ...STREAM, "Upload-Metadata": metadata(name) },
    { body: bytes },
  );
  return asId<FileId>(path.slice("/api/uploads/".length));
}

const read = (person: Person, file_id: FileId, headers = {}, query = ""): Promise<Response> =>
  person.send("GET", `/api/rooms/${room_id}/files/${file_id}${query}`, { headers });

/** Compares long files by their digests, which is quick. */
async function expectBytes(response: Response, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
  const digest = async (of: BufferSource) => new Uint8Array(await crypto.subtle.digest("SHA-256", of));
  expect(await digest(await response.arrayBuffer())).toEqual(await digest(bytes));
}

const post = (person: Person, file_id: FileId, more = {}) =>
  person.call("post", `/api/rooms/${room_id}/messages`, {
    client_id: uuidv7(),
    text: "",
    files: [{ file_id, name: "x", type: "a/b", size: 0, ...more }],
  });

const keys = async (prefix: string): Promise<string[]> =>
  (await env.FILES.list({ prefix })).objects.map(({ key }) => key);

test("FILE1 a server says what it speaks", async () => {
  const answer = await serve(new Request(`${ORIGIN}/api/uploads`, { method: "OPTIONS" }));
  expect(answer.status).toBe(204);
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    "tus-version": "1.0.0",
    "tus-extension": "creation,creation-with-upload,expiration,checksum,termination,concatenation",
    "tus-checksum-algorithm": "sha1,sha256,md5",
    "tus-max-size": "104857600",
  });
});

test("FILE1 a file comes in pieces of any length, and goes on where it was", async () => {
  const bytes = pattern(2 * UPLOAD_PART_BYTES + 12_345);
  const path = await create(ann, bytes.length);
  const steps = [0, 1, UPLOAD_PART_BYTES - 3, UPLOAD_PART_BYTES + 5, 2 * UPLOAD_PART_BYTES, bytes.length];
  for (const [index, to] of steps.slice(1).entries()) {
    const from = steps[index] ?? 0;
    const taken = await patch(ann, path, from, bytes.subarray(from, to));
    expect([taken.status, taken.headers.get("Upload-Offset")]).toEqual([204, String(to)]);
    expect(taken.headers.get("Upload-Expires")).toMatch(/GMT$/);
    const file_id = path.slice("/api/uploads/".length);
    await evictDurableObject(env.UPLOAD.getByName(file_id));
    const head = await tus(ann, "HEAD", path);
    expect(head.headers.get("Upload-Offset")).toBe(String(to));
    expect(head.headers.get("Cache-Control")).toBe("no-store");
  }
  const file_id = asId<FileId>(path.slice("/api/uploads/".length));
  const whole = await read(ann, file_id);
  await expectBytes(whole, bytes);
  expect(await keys(`uploads/${file_id}/`)).toEqual([]);
}, 60_000);

test("FILE1 an offset that is not the right one changes nothing", async () => {
  const path = await create(ann, 100);
  await patch(ann, path, 0, pattern(10));
  await expectRefusal(await patch(ann, path, 0, pattern(10)), "upload_offset");
  await expectRefusal(await patch(ann, path, 20, pattern(10)), "upload_offset");
  await expectRefusal(await patch(ann, path, 10, pattern(91)), "file_too_large");
  expect((await tus(ann, "HEAD", path)).headers.get("Upload-Offset")).toBe("10");
});

test("FILE1 what was cut off in the middle counts", async () => {
  const path = await create(ann, 1_000);
  let sent = 0;
  const cut = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (sent++ < 3) controller.enqueue(pattern(100));
      else controller.error(new Error("the line is cut"));
    },
  });
  await patch(ann, path, 0, cut as unknown as BodyInit).catch(() => undefined);
  await soon(async () => {
    const offset = Number((await tus(ann, "HEAD", path)).headers.get("Upload-Offset"));
    expect(offset).toBe(300);
  });
});

test("FILE1 of two writers at once the later one goes on, and nothing is mixed", async () => {
  const bytes = pattern(50_000);
  const path = await create(ann, bytes.length);
  const first = new ReadableStream<Uint8Array>({
    // It sends some, and then nothing more.
    start: (controller) => controller.enqueue(bytes.subarray(0, 20_000)),
  });
  const hanging = patch(ann, path, 0, first as unknown as BodyInit);
  // Asking ends the first one, so that what is answered stays true.
  const offset = Number((await tus(ann, "HEAD", path)).headers.get("Upload-Offset"));
  expect((await patch(ann, path, offset, bytes.subarray(offset))).status).toBe(204);
  await hanging;
  const whole = await read(ann, asId(path.slice("/api/uploads/".length)));
  await expectBytes(whole, bytes);
});

describe("FILE1 a checksum", () => {
  const bytes = pattern(5_000);
  const digestOf = async (name: string, of: Uint8Array<ArrayBuffer>) =>
    btoa(String.fromCharCode(...new Uint8Array(await crypto.subtle.digest(name, of))));

  test.each([
    ["sha1", "SHA-1"],
    ["sha256", "SHA-256"],
    ["md5", "MD5"],
  ])("of %s decides whether a body counts", async (algorithm, name) => {
    const path = await create(ann, bytes.length);
    const wrong = { "Upload-Checksum": `${algorithm} ${await digestOf(name, pattern(10))}` };
    await expectRefusal(await patch(ann, path, 0, bytes, wrong), "checksum_mismatch");
    expect((await tus(ann, "HEAD", path)).headers.get("Upload-Offset")).toBe("0");
    const right = { "Upload-Checksum": `${algorithm} ${await digestOf(name, bytes)}` };
    expect((await patch(ann, path, 0, bytes, right)).status).toBe(204);
  });

  test("of another algorithm is refused", async () => {
    const path = await create(ann, bytes.length);
    await expectRefusal(await patch(ann, path, 0, bytes, { "Upload-Checksum": "crc32 AAAA" }), "bad_request");
  });
});

test("FILE1 parts become one file in their order", async () => {
  const bytes = pattern(UPLOAD_PART_BYTES + 4_000);
  const cuts = [0, 3_000, UPLOAD_PART_BYTES + 1_000, bytes.length];
  const parts = await Promise.all(
    cuts.slice(1).map(async (to, index) => {
      const from = cuts[index] ?? 0;
      const path = await create(ann, to - from, { "Upload-Concat": "partial", "Upload-Metadata": "" });
      expect((await patch(ann, path, 0, bytes.subarray(from, to))).status).toBe(204);
      return path;
    }),
  );
  const concat = { "Upload-Concat": `final;${parts.map((path) => ORIGIN + path).join(" ")}` };
  const about = { "Upload-Metadata": metadata("whole.bin"), ...concat };
  const joined = await tus(ann, "POST", "/api/uploads", about);
  expect(joined.status).toBe(201);
  const path = joined.headers.get("Location") ?? "";
  const head = await tus(ann, "HEAD", path);
  expect([head.headers.get("Upload-Length"), head.headers.get("Upload-Concat")]).toEqual([
    String(bytes.length),
    concat["Upload-Concat"],
  ]);
  const whole = await read(ann, asId(path.slice("/api/uploads/".length)));
  await expectBytes(whole, bytes);
  // The parts have gone into it, and belong to nobody else.
  for (const part of parts) await expectRefusal404(await tus(ann, "HEAD", part));
  const left = await Promise.all(parts.map((part) => keys(`uploads/${part.slice("/api/uploads/".length)}/`)));
  expect(left.flat()).toEqual([]);
  const foreign = await create(ben, 10, { "Upload-Concat": "partial", "Upload-Metadata": "" });
  await patch(ben, foreign, 0, pattern(10));
  await expectRefusal(
    await tus(ann, "POST", "/api/uploads", {
      "Upload-Metadata": metadata("theirs.bin"),
      "Upload-Concat": `final;${foreign}`,
    }),
    "not_found",
  );
}, 60_000);

/** The answer to HEAD has no body. */
async function expectRefusal404(response: Response): Promise<void> {
  expect(response.status).toBe(404);
}

test("FILE1 an upload that is ended leaves nothing", async () => {
  const path = await create(ann, 1_000);
  await patch(ann, path, 0, pattern(500));
  const file_id = path.slice("/api/uploads/".length);
  expect(await keys(`uploads/${file_id}/`)).toHaveLength(1);
  expect((await tus(ann, "DELETE", path)).status).toBe(204);
  expect(await keys(`uploads/${file_id}/`)).toEqual([]);
  await expectRefusal404(await tus(ann, "HEAD", path));
  await expectRefusal(await patch(ann, path, 500, pattern(500)), "not_found");
});

test("FILE1 networks that let only POST pass can go on, too", async () => {
  const path = await create(ann, 10);
  const override = { "X-HTTP-Method-Override": "PATCH" };
  const headers = { ...STREAM, "Upload-Offset": "0", ...override };
  expect((await tus(ann, "POST", path, headers, { body: pattern(10) })).status).toBe(204);
});

describe("FILE1 an upload is refused", () => {
  test.each<[what: string, code: Code, headers: Record<string, string>, field?: string]>([
    ["without a length", "bad_request", { "Upload-Length": "" }, "Upload-Length"],
    ["with a length that is none", "bad_request", { "Upload-Length": "-1" }, "Upload-Length"],
    ["of a file that is too large", "file_too_large", { "Upload-Length": "104857601" }, "Upload-Length"],
    ["without a room", "bad_request", { "Upload-Metadata": "" }, "Upload-Metadata.room_id"],
    ["with metadata that is none", "bad_request", { "Upload-Metadata": "a b c" }, "Upload-Metadata"],
    ["as a part of nothing", "bad_request", { "Upload-Concat": "final;" }, "Upload-Concat"],
    ["in another version", "tus_version", { "Tus-Resumable": "0.2.2" }],
  ])("%s", async (_, code, headers, field) => {
    const about = { "Upload-Length": "10", "Upload-Metadata": metadata("x"), ...headers };
    const refused = await expectRefusal(await tus(ann, "POST", "/api/uploads", about), code);
    expect(refused.field).toBe(field);
  });

  test("if the name cannot be kept", async () => {
    for (const name of ["", "a\0b", "ü".repeat(128)]) {
      const about = { "Upload-Length": "10", "Upload-Metadata": metadata(name) };
      const refused = await expectRefusal(await tus(ann, "POST", "/api/uploads", about), "bad_request");
      expect(refused.field).toBe("Upload-Metadata.filename");
    }
  });

  test("for whoever may not write in the room, and for nobody in particular", async () => {
    const about = { "Upload-Length": "10", "Upload-Metadata": metadata("x") };
    await expectRefusal(await tus(eve, "POST", "/api/uploads", about), "not_a_member");
    await expectRefusal(
      await serve(new Request(`${ORIGIN}/api/uploads`, { method: "POST", headers: { ...TUS, ...about } })),
      "unauthenticated",
    );
    const path = await create(ann, 10);
    await expectRefusal(await patch(ben, path, 0, pattern(10)), "not_found");
    await expectRefusal404(await tus(ben, "HEAD", path));
    await expectRefusal(await tus(ann, "PATCH", path, { "Upload-Offset": "0" }), "content_type");
  });
});

test("FILE2 the same upload, begun again, is the same", async () => {
  const key = { "Upload-Metadata": metadata("x", { client_id: uuidv7() }) };
  const path = await create(ann, 100, key);
  await patch(ann, path, 0, pattern(40));
  const again = await tus(ann, "POST", "/api/uploads", { "Upload-Length": "100", ...key });
  expect([again.headers.get("Location"), again.headers.get("Upload-Offset")]).toEqual([path, "40"]);
  const longer = await tus(ann, "POST", "/api/uploads", { "Upload-Length": "101", ...key });
  await expectRefusal(longer, "client_id_taken");
  expect(await create(ben, 100, key)).not.toBe(path);
});

test("FILE3 what a user keeps has a limit, and so has what they upload at once", async () => {
  const gil = await Person.register("Gil");
  await ann.call("invite", `/api/rooms/${room_id}/members`, { user_ids: [gil.id] });
  const vars = { FILES_QUOTA_BYTES: "1000" };
  const begin = (length: number) =>
    tus(
      gil,
      "POST",
      "/api/uploads",
      { "Upload-Length": String(length), "Upload-Metadata": metadata("x") },
      { vars },
    );
  // The quota is the object's, so it is set by what it counts.
  await env.DB.prepare(
    "INSERT INTO files (file_id, nonce, owner, room_id, size, open, created_at) VALUES (?, '', ?, NULL, ?, 0, 0)",
  )
    .bind("f_filler", gil.id, 5 * 1024 ** 3 - 1_000)
    .run();
  expect((await begin(600)).status).toBe(201);
  await expectRefusal(await begin(600), "files_full");
  expect((await begin(400)).status).toBe(201);
  await env.DB.prepare("UPDATE files SET size = 0 WHERE owner = ?").bind(gil.id).run();
  await env.DB.batch(
    Array.from({ length: 98 }, (_, index) =>
      env.DB.prepare(
        "INSERT INTO files (file_id, nonce, owner, room_id, size, open, created_at) VALUES (?, '', ?, NULL, 0, 1, 0)",
      ).bind(`f_open${index}`, gil.id),
    ),
  );
  await expectRefusal(await begin(1), "uploads_open");
});

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
  const refused = await tus(ann, "POST", "/api/uploads", about, { body: bytes });
  await expectRefusal(refused, "file_has_location");
  const before = await keys("rooms/");
  expect(before.every((key) => key.startsWith(`rooms/${room_id}/`))).toBe(true);
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
