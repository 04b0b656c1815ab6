import { env } from "cloudflare:workers";
import { v7 as uuidv7 } from "uuid";
import { expect } from "vitest";
import type { FileId, RoomId } from "../../../src/protocol/ids.ts";
import { asId } from "../../as-id.ts";
import { ORIGIN, Person, serve } from "../test-api.ts";

export let ann: Person;
export let ben: Person;
export let eve: Person;
export let room_id: RoomId;

/** Makes three people, two of them in a room. */
export async function meet(): Promise<void> {
  [ann, ben, eve] = [
    await Person.register("Ann"),
    await Person.register("Ben"),
    await Person.register("Eve"),
  ];
  const make = { kind: "group", name: "Files", members: [ben.id] };
  ({ room_id } = await ann.call("createRoom", "/api/rooms", make));
}

const base64 = (text: string): string => btoa(String.fromCharCode(...new TextEncoder().encode(text)));
export const TUS = { "Tus-Resumable": "1.0.0" };

/** Bytes that say where in the file they are, so that nothing can be out of place. */
export const pattern = (length: number): Uint8Array<ArrayBuffer> =>
  Uint8Array.from({ length }, (_, index) => (index * 31 + (index >> 8) * 7) & 0xff);

interface Asked {
  readonly vars?: Partial<Env>;
  readonly body?: BodyInit | null;
}

export const tus = (
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

export const metadata = (name: string, more: Record<string, string> = {}): string =>
  Object.entries({ room_id, filename: name, ...more })
    .map(([key, value]) => `${key} ${base64(value)}`)
    .join(",");

export async function create(
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

export const STREAM = { "Content-Type": "application/offset+octet-stream" };
export const patch = (
  person: Person,
  path: string,
  offset: number,
  body: BodyInit,
  more = {},
): Promise<Response> =>
  tus(person, "PATCH", path, { ...STREAM, "Upload-Offset": String(offset), ...more }, { body });

/** Uploads a file in one request. */
export async function upload(
  person: Person,
  bytes: Uint8Array<ArrayBuffer>,
  name = "file.bin",
): Promise<FileId> {
  const path = await create(
    person,
    bytes.length,
    { ...STREAM, "Upload-Metadata": metadata(name) },
    { body: bytes },
  );
  return asId<FileId>(path.slice("/api/uploads/".length));
}

export const read = (person: Person, file_id: FileId, headers = {}, query = ""): Promise<Response> =>
  person.send("GET", `/api/rooms/${room_id}/files/${file_id}${query}`, { headers });

/** Compares long files by their digests, which is quick. */
export async function expectBytes(response: Response, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
  const digest = async (of: BufferSource) => new Uint8Array(await crypto.subtle.digest("SHA-256", of));
  expect(await digest(await response.arrayBuffer())).toEqual(await digest(bytes));
}

export const post = (person: Person, file_id: FileId, more = {}) =>
  person.call("post", `/api/rooms/${room_id}/messages`, {
    client_id: uuidv7(),
    text: "",
    files: [{ file_id, name: "x", type: "a/b", size: 0, ...more }],
  });

export const keys = async (prefix: string): Promise<string[]> =>
  (await env.FILES.list({ prefix })).objects.map(({ key }) => key);
