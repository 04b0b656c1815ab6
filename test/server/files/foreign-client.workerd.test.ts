import { type HttpRequest, type HttpStack, Upload, type UploadOptions } from "tus-js-client";
import { beforeAll, expect, test } from "vitest";
import type { RoomId } from "../../../src/protocol/ids.ts";
import { ORIGIN, Person, serve } from "../test-api.ts";

/** The client that the makers of tus offer, as it is: whatever it does must work here. */

let ann: Person;
let room_id: RoomId;
beforeAll(async () => {
  ann = await Person.register();
  ({ room_id } = await ann.call("createRoom", "/api/rooms", { kind: "group", name: "Files", members: [] }));
});

/** Bytes that say where in the file they are. */
const pattern = (length: number): Uint8Array<ArrayBuffer> =>
  Uint8Array.from({ length }, (_, index) => (index * 31 + (index >> 8) * 7) & 0xff);

/** Brings its requests to the Worker, and cuts bodies off where the test wants it. */
class Line implements HttpStack {
  /** Bytes after which the next bodies are cut off, one after the other. */
  readonly cuts: number[] = [];
  requests = 0;

  getName(): string {
    return "Line";
  }

  createRequest(method: string, url: string): HttpRequest {
    const headers = new Headers();
    let progress = (_: number): void => {};
    return {
      getMethod: () => method,
      getURL: () => url,
      setHeader: (name, value) => headers.set(name, value),
      getHeader: (name) => headers.get(name) ?? undefined,
      setProgressHandler: (handler) => {
        progress = handler;
      },
      abort: async () => {},
      getUnderlyingObject: () => undefined,
      send: async (body: unknown) => {
        this.requests++;
        const bytes = body ? new Uint8Array(await new Response(body as BodyInit).arrayBuffer()) : undefined;
        const cut = bytes && method === "PATCH" ? this.cuts.shift() : undefined;
        const sent = cut === undefined ? bytes : bytes?.subarray(0, cut);
        const response = await serve(new Request(url, { method, headers, body: sent ?? null }));
        progress(sent?.length ?? 0);
        // The server has got a part of it, and its answer gets lost.
        if (cut !== undefined) throw new Error("the line was cut");
        const text = await response.text();
        return {
          getStatus: () => response.status,
          getHeader: (name) => response.headers.get(name) ?? undefined,
          getBody: () => text,
          getUnderlyingObject: () => response,
        };
      },
    };
  }
}

function upload(bytes: Uint8Array<ArrayBuffer>, line: Line, more: Partial<UploadOptions> = {}) {
  let upload!: Upload;
  const done = new Promise<string>((resolve, reject) => {
    upload = new Upload(new Blob([bytes]) as unknown as File, {
      endpoint: `${ORIGIN}/api/uploads`,
      httpStack: line,
      headers: ann.bearer,
      metadata: { room_id, filename: "file.bin" },
      retryDelays: [0, 0, 0, 0],
      storeFingerprintForResuming: false,
      ...more,
      onSuccess: () => resolve(upload.url ?? ""),
      onError: reject,
    });
    upload.start();
  });
  return { upload, done };
}

/** Begins an upload of so many bytes, and returns its address. */
async function begin(length: number): Promise<string> {
  const headers = {
    ...ann.bearer,
    "Tus-Resumable": "1.0.0",
    "Upload-Length": String(length),
    "Upload-Metadata": `room_id ${btoa(room_id)}`,
  };
  const begun = await serve(new Request(`${ORIGIN}/api/uploads`, { method: "POST", headers }));
  return ORIGIN + begun.headers.get("Location");
}

async function expectThere(url: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
  const file_id = url.slice(url.lastIndexOf("/") + 1);
  const answer = await ann.send("GET", `/api/rooms/${room_id}/files/${file_id}`);
  const digest = async (of: BufferSource) => new Uint8Array(await crypto.subtle.digest("SHA-256", of));
  expect(await digest(await answer.arrayBuffer())).toEqual(await digest(bytes));
}

test.each([1_001, 77_777, 300_000, Number.POSITIVE_INFINITY])(
  "FILE1 tus-js-client uploads in chunks of %d bytes",
  async (chunkSize) => {
    const bytes = pattern(chunkSize === 1_001 ? 20_000 : 300_001);
    await expectThere(await upload(bytes, new Line(), { chunkSize }).done, bytes);
  },
);

test("FILE1 tus-js-client sends the first bytes along, and names its parts", async () => {
  const bytes = pattern(50_000);
  const line = new Line();
  await expectThere(await upload(bytes, line, { uploadDataDuringCreation: true }).done, bytes);
  expect(line.requests).toBe(1);
  const parts = { parallelUploads: 3, metadataForPartialUploads: {}, chunkSize: 9_999 };
  await expectThere(await upload(bytes, new Line(), parts).done, bytes);
});

test("FILE1 tus-js-client goes on after its bodies were cut off in the middle", async () => {
  const bytes = pattern(100_000);
  const line = new Line();
  line.cuts.push(1, 30_000, 0);
  await expectThere(await upload(bytes, line).done, bytes);
});

test("FILE1 two of them at one upload end with one file", async () => {
  const bytes = pattern(120_000);
  const url = await begin(bytes.length);
  const retryDelays = Array<number>(40).fill(0);
  const both = [0, 1].map(() =>
    upload(bytes, new Line(), { uploadUrl: url, chunkSize: 13_000, retryDelays }),
  );
  await Promise.all(both.map(({ done }) => done));
  await expectThere(url, bytes);
});
