import { createHash, createHmac } from "node:crypto";
import { idFromBytes, type UserId } from "../../protocol/ids.ts";
import { RECOVERY_CODE_CHARACTERS, RECOVERY_CODES } from "../../protocol/limits.ts";

/**
 * Recovery codes, for a user who has lost their password and passkeys: each works once. They are written in the
 * alphabet of our ids, in groups of four, and read however they are typed.
 */

const GROUP = 4;

/** A user's new codes. `bytes` are random, `CODES_BYTES` of them. */
export function makeCodes(bytes: Uint8Array): string[] {
  const codes: string[] = [];
  for (let at = 0; at < CODES_BYTES; at += RECOVERY_CODE_CHARACTERS) {
    const letters = idFromBytes(bytes.subarray(at, at + RECOVERY_CODE_CHARACTERS));
    codes.push((letters.match(new RegExp(`.{${GROUP}}`, "g")) ?? []).join("-"));
  }
  return codes;
}

export const CODES_BYTES = RECOVERY_CODES * RECOVERY_CODE_CHARACTERS;

/**
 * What is stored of a code. With the server's key, because 60 bits would be too few if somebody had a copy of the
 * database alone. Letters that the alphabet leaves out are read as those they look like (Crockford's base 32).
 */
export function hashCode(user_id: UserId, typed: string, key: string): string {
  const code = typed
    .toLowerCase()
    .replaceAll(/[^a-z0-9]/g, "")
    .replaceAll(/[il]/g, "1")
    .replaceAll("o", "0");
  const derived = createHash("sha256").update("parlor recovery code\0").update(key).digest();
  return createHmac("sha256", derived).update(`${user_id}\0${code}`).digest("base64url");
}

/** What is stored of the token of a reset link. It has 256 random bits, so a fast hash is enough. */
export const hashResetToken = (token: string): string =>
  createHash("sha256").update(`parlor reset\0${token}`).digest("base64url");
