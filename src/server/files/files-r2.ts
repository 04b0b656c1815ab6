import type { FileId, RoomId } from "../../protocol/ids.ts";
import { fileKey, roomPrefix } from "./places.ts";
import type { UploadBucket } from "./upload-ports.ts";

/** A part of a file, as it is asked for. */
export interface ByteRange {
  readonly offset: number;
  readonly length: number;
}

/** Some bytes of a file, or undefined if it is not there. */
export async function openFile(
  env: Env,
  key: string,
  range?: ByteRange,
): Promise<ReadableStream<Uint8Array> | undefined> {
  const found = await env.FILES.get(key, range ? { range } : {});
  return (found?.body as ReadableStream<Uint8Array> | undefined) ?? undefined;
}

export async function deleteFile(env: Env, room_id: RoomId, file_id: FileId): Promise<void> {
  await env.FILES.delete(fileKey(room_id, file_id));
}

export const deleteFilesOf = (env: Env, room_id: RoomId): Promise<void> =>
  deleteAll(env.FILES, roomPrefix(room_id));

/** Copies a file into another room. False if it is not there. */
export async function copyFile(env: Env, from: string, to: string, size: number): Promise<boolean> {
  const source = await openFile(env, from);
  if (!source) return false;
  const { readable, writable } = new FixedLengthStream(size);
  await Promise.all([source.pipeTo(writable), env.FILES.put(to, readable)]);
  return true;
}

async function deleteAll(bucket: R2Bucket, prefix: string): Promise<void> {
  for (;;) {
    const { objects } = await bucket.list({ prefix });
    if (objects.length === 0) return;
    await bucket.delete(objects.map(({ key }) => key));
  }
}

/** The bucket as an upload uses it. */
export const uploadBucket = (bucket: R2Bucket): UploadBucket => ({
  begin: async (key) => (await bucket.createMultipartUpload(key)).uploadId,
  putPart: async (key, multipart, number, bytes) =>
    (await bucket.resumeMultipartUpload(key, multipart).uploadPart(number, bytes)).etag,
  async complete(key, multipart, etags) {
    const parts = etags.map((etag, index) => ({ partNumber: index + 1, etag }));
    await bucket.resumeMultipartUpload(key, multipart).complete(parts);
  },
  abort: (key, multipart) => bucket.resumeMultipartUpload(key, multipart).abort(),
  async put(key, bytes) {
    await bucket.put(key, bytes);
  },
  async read(key, offset, length) {
    const found = await bucket.get(key, { range: { offset, length } });
    if (!found) throw new Error("a part of an upload is not in the bucket");
    return new Uint8Array(await found.arrayBuffer());
  },
  async stream(key, offset) {
    const found = await bucket.get(key, { range: { offset } });
    if (!found) throw new Error("a part of a file is not in the bucket");
    return found.body as ReadableStream<Uint8Array>;
  },
  has: async (key) => (await bucket.head(key)) !== null,
  delete: (key) => bucket.delete(key),
  deleteAll: (prefix) => deleteAll(bucket, prefix),
});
