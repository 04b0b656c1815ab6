import { createHash } from "node:crypto";
import { COMMON_PASSWORD_DIGESTS } from "./common-password-digests.ts";

/**
 * Whether a new password is among the first that anybody would try: one of the commonest, the person's own handle,
 * or nothing but blanks or one character over and over. Passwords that are in use are not asked.
 */
export function isWeakPassword(password: string, handle: string): boolean {
  const folded = fold(password);
  return (
    /^(?:\s*|(.)\1*)$/su.test(folded) || isMadeOf(folded, fold(handle)) || commonDigests().has(digest(folded))
  );
}

/** Whether a password is a handle, once or several times, with or without what stands between its words. */
function isMadeOf(password: string, handle: string): boolean {
  const bare = (text: string) => text.replaceAll(/[^\p{L}\p{N}]/gu, "");
  const [word, whole] = [bare(handle), bare(password)];
  return whole.length > 0 && whole.replaceAll(word, "") === "";
}

/** As `derive` in password.ts does, and lower case: capitals are the first that is tried. */
const fold = (text: string): string => text.normalize("NFKC").toLowerCase().trim();

const digest = (password: string): number => createHash("sha256").update(password).digest().readUInt32BE();

let decoded: ReadonlySet<number> | undefined;

/** Decoded when the first person signs up: most requests do without. */
function commonDigests(): ReadonlySet<number> {
  decoded ??= decode(Buffer.from(COMMON_PASSWORD_DIGESTS, "base64"));
  return decoded;
}

function decode(bytes: Uint8Array): Set<number> {
  const digests = new Set<number>();
  let [last, distance, factor] = [0, 0, 1];
  for (const byte of bytes) {
    distance += (byte & 127) * factor;
    factor *= 128;
    if (byte >= 128) continue;
    last += distance;
    digests.add(last);
    [distance, factor] = [0, 1];
  }
  return digests;
}
