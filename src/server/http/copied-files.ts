import { accept, type Result, refuse } from "../../protocol/codes.ts";
import type { AttachedFile } from "../../protocol/file.ts";
import { type ClientId, type FileId, newFileId, type RoomId, type UserId } from "../../protocol/ids.ts";
import { copyFile } from "../files/files-r2.ts";
import { fileKey } from "../files/places.ts";
import { readRoom, roomOf } from "./room-stub.ts";

/** A message that is forwarded with its files. */
interface Copying {
  readonly files: readonly AttachedFile[];
  readonly from: RoomId;
  readonly to: RoomId;
  /** Whoever forwards: the copies are theirs, and count as such. */
  readonly owner: UserId;
  readonly client_id: ClientId;
}

/**
 * Copies files into another room, so that those of the two rooms live and die apart. A repeat of the same forward makes
 * the same copies. Copies that no message gets are deleted like uploads that nobody sends.
 */
export async function copyFiles(env: Env, copying: Copying): Promise<Result<AttachedFile[]>> {
  const mayAttach = await readRoom(env, copying.to, "mayAttach", copying.owner);
  if (!mayAttach.ok) return mayAttach;
  const copies: AttachedFile[] = [];
  for (const { thumbnail, ...file } of copying.files) {
    const copy = await copyOne(env, copying, file.file_id);
    if (!copy.ok) return copy;
    const small = thumbnail && (await copyOne(env, copying, thumbnail));
    if (small && !small.ok) return small;
    copies.push({ ...file, file_id: copy.value, ...(small && { thumbnail: small.value }) });
  }
  return accept(copies);
}

async function copyOne(
  env: Env,
  { from, to, owner, client_id }: Copying,
  source: FileId,
): Promise<Result<FileId>> {
  const about = await readRoom(env, from, "file", owner, source);
  if (!about.ok) return refuse("message_unknown");
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(`${client_id} ${source}`));
  const file_id = newFileId(new Uint8Array(digest));
  const { name, type, size: length } = about.value;
  const described = { name, metadata: "", concat: "", sources: [], length };
  const upload = { file_id, nonce: client_id, owner, kind: "whole" as const, room_id: to, ...described };
  const adopted = await env.UPLOAD.getByName(file_id).adopt(upload);
  if (!adopted.ok) return adopted;
  if (!(await copyFile(env, fileKey(from, source), fileKey(to, file_id), length)))
    return refuse("message_unknown");
  const added = await roomOf(env, to).addFile({ file_id, owner, name, type, size: length });
  return added.ok ? accept(file_id) : added;
}
