import type { Hono } from "hono";
import { refuse } from "../../protocol/codes.ts";
import { FILE_PATH } from "../../protocol/file.ts";
import { FileId, RoomId } from "../../protocol/ids.ts";
import { type Handed, headersOf, isKnown, rangeOf } from "../files/download.ts";
import { openFile } from "../files/files-r2.ts";
import { fileKey } from "../files/places.ts";
import { charge } from "./allowance.ts";
import { type App, answer, type Http } from "./answers.ts";
import { authenticate } from "./authenticate.ts";
import { readRoom } from "./room-stub.ts";

/**
 * Reading files. The room is asked each time, so that whoever has left it, or was removed, gets nothing more from the
 * next request on, and nobody gets what was deleted.
 */
export function fileRoutes(app: Hono<App>): void {
  app.get(FILE_PATH, async (http) => {
    const room_id = RoomId.safeParse(http.req.param("room_id"));
    const file_id = FileId.safeParse(http.req.param("file_id"));
    const caller = await authenticate(http);
    if (!caller.ok) return answer(http, caller);
    if (!room_id.success || !file_id.success)
      return answer(http, refuse("bad_request", { field: room_id.success ? "file_id" : "room_id" }));
    const { user_id } = caller.value;
    const refusal = await charge(http.env, user_id, { read: 1 });
    if (refusal) return answer(http, refusal);
    const file = await readRoom(http.env, room_id.data, "file", user_id, file_id.data);
    if (!file.ok) return answer(http, file);
    return handOut(http, file.value, `"${file_id.data}"`, fileKey(room_id.data, file_id.data));
  });
}

/** A file never changes, so its id is its version. */
async function handOut(http: Http, file: Handed, etag: string, key: string): Promise<Response> {
  const headers = headersOf(file, etag, http.req.query("download") !== undefined);
  if (isKnown(http.req.header("If-None-Match"), etag)) return http.body(null, 304, headers);
  const condition = http.req.header("If-Range");
  const isSame = condition === undefined || condition === etag;
  const range = isSame ? rangeOf(http.req.header("Range"), file.size) : "whole";
  if (range === "none") {
    http.header("Content-Range", `bytes */${file.size}`);
    return answer(http, refuse("range_unsatisfiable"));
  }
  const { offset, length } = range === "whole" ? { offset: 0, length: file.size } : range;
  headers["Content-Length"] = String(length);
  if (range !== "whole") headers["Content-Range"] = `bytes ${offset}-${offset + length - 1}/${file.size}`;
  const status = range === "whole" ? 200 : 206;
  if (http.req.method === "HEAD" || file.size === 0) return http.body(null, status, headers);
  const body = await openFile(http.env, key, range === "whole" ? undefined : range);
  return body ? http.body(body, status, headers) : answer(http, refuse("not_found"));
}
