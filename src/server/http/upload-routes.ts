import type { Hono } from "hono";
import { accept, type Refusal, type Result, refuse } from "../../protocol/codes.ts";
import { UPLOAD_PATH, UPLOADS_PATH } from "../../protocol/file.ts";
import { FileId, ID_BYTES, newFileId, type UserId } from "../../protocol/ids.ts";
import { CHECKSUM_ALGORITHMS, expectedDigest } from "../files/checksum.ts";
import { fileMaxOf } from "../files/deployment.ts";
import type { Piece } from "../files/tables/uploads.ts";
import {
  byteCount,
  type Creation,
  OFFSET_STREAM,
  readCreation,
  TUS_EXTENSIONS,
  TUS_VERSION,
} from "../files/tus.ts";
import type { UploadView } from "../files/upload.ts";
import { charge } from "./allowance.ts";
import { type App, answer, type Http } from "./answers.ts";
import { authenticate } from "./authenticate.ts";
import type { Cost } from "./costs.ts";
import { readRoom } from "./room-stub.ts";

const CREATION: Cost = { read: 1, reach: 2 };
const PLAIN: Cost = { read: 1 };

/**
 * Uploads by tus 1.0.0, so that any client of it can send files here, and go on after whatever broke. Who may send to
 * the room is asked before the first byte, and again by the room when the last one is there.
 */
export function uploadRoutes(app: Hono<App>): void {
  app.options(UPLOADS_PATH, (http) => {
    http.header("Tus-Version", TUS_VERSION);
    http.header("Tus-Extension", TUS_EXTENSIONS);
    http.header("Tus-Max-Size", String(fileMaxOf(http.env)));
    http.header("Tus-Checksum-Algorithm", CHECKSUM_ALGORITHMS);
    return tusAnswer(http, 204);
  });
  app.post(UPLOADS_PATH, (http) => asCaller(http, CREATION, (owner) => create(http, owner)));
  // A HEAD request is looked up among the routes of GET.
  app.get(UPLOAD_PATH, (http) =>
    http.req.method === "HEAD"
      ? asCaller(http, PLAIN, (owner, file_id) => describe(http, owner, file_id))
      : answer(http, refuse("method_not_allowed")),
  );
  app.patch(UPLOAD_PATH, (http) => asCaller(http, PLAIN, (owner, file_id) => append(http, owner, file_id)));
  app.delete(UPLOAD_PATH, (http) =>
    asCaller(http, PLAIN, (owner, file_id) => terminate(http, owner, file_id)),
  );
  // For networks that let only GET and POST pass.
  app.post(UPLOAD_PATH, (http) =>
    asCaller(http, PLAIN, (owner, file_id) => {
      const method = http.req.header("X-HTTP-Method-Override")?.toUpperCase();
      if (method === "PATCH") return append(http, owner, file_id);
      if (method === "DELETE") return terminate(http, owner, file_id);
      return Promise.resolve(refuse("method_not_allowed"));
    }),
  );
}

/** What every request of tus passes: its version, who asks, and what it costs them. */
async function asCaller(
  http: Http,
  cost: Cost,
  run: (owner: UserId, file_id: FileId) => Promise<Response | Refusal>,
): Promise<Response> {
  http.header("Tus-Resumable", TUS_VERSION);
  if (http.req.header("Tus-Resumable") !== TUS_VERSION) {
    http.header("Tus-Version", TUS_VERSION);
    return answer(http, refuse("tus_version"));
  }
  const caller = await authenticate(http);
  if (!caller.ok) return answer(http, caller);
  const { user_id } = caller.value;
  const refusal = await charge(http.env, user_id, cost);
  if (refusal) return answer(http, refusal);
  const file_id = FileId.safeParse(http.req.param("file_id") ?? newFileId(randomBytes()));
  if (!file_id.success) return answer(http, refuse("not_found"));
  const done = await run(user_id, file_id.data);
  return done instanceof Response ? done : answer(http, done);
}

async function create(http: Http, owner: UserId): Promise<Response | Refusal> {
  const { env, req } = http;
  const read = readCreation((name) => req.header(name));
  if (!read.ok) return read;
  const creation = read.value;
  const sources = await piecesOf(env, owner, creation.sources);
  if (!sources.ok) return sources;
  const length = creation.length ?? sources.value.reduce((sum, { size }) => sum + size, 0);
  if (length > fileMaxOf(env)) return refuse("file_too_large", { field: "Upload-Length" });
  const mayAttach = creation.room_id && (await readRoom(env, creation.room_id, "mayAttach", owner));
  if (mayAttach && !mayAttach.ok) return mayAttach;
  const file_id = await idOf(owner, creation);
  const upload = env.UPLOAD.getByName(file_id);
  const { kind, room_id, name, metadata, concat } = creation;
  const about = { kind, name, metadata, concat, length, sources: sources.value, ...(room_id && { room_id }) };
  const created = await upload.create({ ...about, file_id, owner, nonce: crypto.randomUUID() });
  if (!created.ok) return created;
  const begun = await begin(http, owner, created.value);
  if (!begun.ok) return begun;
  http.header("Location", UPLOAD_PATH.replace(":file_id", file_id));
  return describedBy(http, begun.value, 201);
}

/** Joins the pieces, or takes the bytes that came along, unless there are some already. */
function begin(http: Http, owner: UserId, view: UploadView): Promise<Result<UploadView>> {
  const upload = http.env.UPLOAD.getByName(view.file_id);
  if (view.kind === "joined" && !view.isDone) return upload.join();
  const isData = http.req.header("Content-Type")?.startsWith(OFFSET_STREAM) ?? false;
  if (!isData || view.received > 0 || view.isDone) return Promise.resolve(accept(view));
  return write(http, owner, view.file_id, 0);
}

/** A client that names its upload gets the same one again, so that an answer that was lost costs nothing. */
async function idOf(owner: UserId, { key }: Creation): Promise<FileId> {
  if (key === undefined) return newFileId(randomBytes());
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(`${owner} ${key}`));
  return newFileId(new Uint8Array(digest));
}

const randomBytes = (): Uint8Array => crypto.getRandomValues(new Uint8Array(ID_BYTES));

/** The pieces of which a file is to be made, all of them complete and the sender's own. */
async function piecesOf(env: Env, owner: UserId, ids: readonly FileId[]): Promise<Result<Piece[]>> {
  const views = await Promise.all(ids.map((file_id) => env.UPLOAD.getByName(file_id).describe(owner)));
  const pieces: Piece[] = [];
  for (const view of views) {
    if (!view.ok) return view;
    const { kind, isDone, file_id, length } = view.value;
    if (kind !== "piece" || !isDone)
      return refuse("bad_request", { field: "Upload-Concat", detail: "A part of it is not there yet." });
    pieces.push({ file_id, size: length });
  }
  return accept(pieces);
}

async function describe(http: Http, owner: UserId, file_id: FileId): Promise<Response | Refusal> {
  const view = await http.env.UPLOAD.getByName(file_id).describe(owner);
  if (!view.ok) return view;
  const { length, metadata, concat } = view.value;
  http.header("Upload-Length", String(length));
  if (metadata !== "") http.header("Upload-Metadata", metadata);
  if (concat !== "") http.header("Upload-Concat", concat);
  return describedBy(http, view.value, 200);
}

async function append(http: Http, owner: UserId, file_id: FileId): Promise<Response | Refusal> {
  if (!http.req.header("Content-Type")?.startsWith(OFFSET_STREAM)) return refuse("content_type");
  const offset = byteCount(http.req.header("Upload-Offset"));
  if (offset === undefined)
    return refuse("bad_request", { field: "Upload-Offset", detail: "A number of bytes is needed." });
  const written = await write(http, owner, file_id, offset);
  return written.ok ? describedBy(http, written.value, 204) : written;
}

async function write(
  http: Http,
  owner: UserId,
  file_id: FileId,
  offset: number,
): Promise<Result<UploadView>> {
  const checksum = http.req.header("Upload-Checksum");
  const digest = checksum === undefined ? undefined : expectedDigest(checksum);
  if (checksum !== undefined && !digest)
    return refuse("bad_request", { field: "Upload-Checksum", detail: `One of ${CHECKSUM_ALGORITHMS}.` });
  return http.env.UPLOAD.getByName(file_id).write(owner, offset, http.req.raw.body, digest);
}

async function terminate(http: Http, owner: UserId, file_id: FileId): Promise<Response | Refusal> {
  const ended = await http.env.UPLOAD.getByName(file_id).terminate(owner);
  return ended.ok ? tusAnswer(http, 204) : ended;
}

function describedBy(http: Http, { received, expires_at }: UploadView, status: 200 | 201 | 204): Response {
  http.header("Upload-Offset", String(received));
  http.header("Upload-Expires", new Date(expires_at).toUTCString());
  return tusAnswer(http, status);
}

function tusAnswer(http: Http, status: 200 | 201 | 204): Response {
  http.header("Tus-Resumable", TUS_VERSION);
  return http.body(null, status);
}
