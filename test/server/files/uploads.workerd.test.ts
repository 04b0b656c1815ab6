import { evictDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { v7 as uuidv7 } from "uuid";
import { beforeAll, describe, expect, test } from "vitest";
import type { Code } from "../../../src/protocol/codes.ts";
import type { FileId } from "../../../src/protocol/ids.ts";
import { UPLOAD_PART_BYTES } from "../../../src/protocol/limits.ts";
import { asId } from "../../as-id.ts";
import { expectRefusal, ORIGIN, Person, serve, soon } from "../test-api.ts";
import {
  ann,
  ben,
  create,
  eve,
  expectBytes,
  keys,
  meet,
  metadata,
  patch,
  pattern,
  read,
  room_id,
  STREAM,
  TUS,
  tus,
} from "./tus-scene.ts";

beforeAll(meet);

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
