import { accept, refuse } from "../../protocol/codes.ts";
import { FILE_PATH } from "../../protocol/file.ts";
import type { FileId, RoomId } from "../../protocol/ids.ts";
import type { Parlor } from "../parlor.ts";
import type { Session } from "../session/session.ts";
import { refusalOf } from "../transport/api.ts";
import type { Uploader } from "./uploader.ts";

const pathOf = (room_id: RoomId, file_id: FileId): string =>
  FILE_PATH.replace(":room_id", room_id).replace(":file_id", file_id);

/** How an app gets at the bytes of files: those on their way from the device, all others from the server. */
export const filesOf = (
  session: Pick<Session, "prepare" | "send">,
  uploader: () => Uploader | undefined,
): Parlor["files"] => ({
  pending: async (batch, index, isThumbnail) => uploader()?.blob(batch, index, isThumbnail),
  async address(room_id, file_id, download = false) {
    await session.prepare();
    return `${pathOf(room_id, file_id)}${download ? "?download" : ""}`;
  },
  async load(room_id, file_id) {
    try {
      const response = await session.send(pathOf(room_id, file_id), {});
      if (response.ok) return accept(await response.blob());
      return refusalOf(response, await response.json().catch(() => undefined));
    } catch {
      return refuse("unavailable");
    }
  },
});
