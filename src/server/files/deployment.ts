import { FILE_MAX_BYTES, FILES_QUOTA_BYTES } from "../../protocol/limits.ts";

/** What a deployment has set, or the default if that is no number. */
const bytesOf = (set: string, fallback: number): number => {
  const bytes = Number(set);
  return Number.isSafeInteger(bytes) && bytes > 0 ? bytes : fallback;
};

/** Bytes of one file. */
export const fileMaxOf = (env: Pick<Env, "FILE_MAX_BYTES">): number =>
  bytesOf(env.FILE_MAX_BYTES, FILE_MAX_BYTES);

/** Bytes of all files of one user. */
export const quotaOf = (env: Pick<Env, "FILES_QUOTA_BYTES">): number =>
  bytesOf(env.FILES_QUOTA_BYTES, FILES_QUOTA_BYTES);
