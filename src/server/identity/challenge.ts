import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import type { UserId } from "../../protocol/ids.ts";
import { CHALLENGE_MS } from "../../protocol/limits.ts";

/**
 * What a passkey signs: when it expires, something random, and a seal that shows that this server has made it. So
 * handing one out stores nothing, however many strangers open the page. Each is accepted once: those that were are
 * in D1 until they expire (challenges-d1.ts).
 */

/**
 * What a challenge is for: to show a passkey, to make one for an account, or to make the first one of an account
 * that is about to be made. One for the one is refused for the other.
 */
export type Purpose =
  | { readonly what: "show" }
  | { readonly what: "make"; readonly user_id: UserId }
  | { readonly what: "sign_up" };

/** Random bytes that `makeChallenge` takes. */
export const CHALLENGE_BYTES = 16;
const TIME_BYTES = 8;
const SEAL_BYTES = 16;
const LENGTH = TIME_BYTES + CHALLENGE_BYTES + SEAL_BYTES;

/** `key` is the server's secret, which has other uses; `now` in Unix milliseconds. */
export function makeChallenge(purpose: Purpose, bytes: Uint8Array, key: string, now: number): string {
  const time = Buffer.alloc(TIME_BYTES);
  time.writeBigUInt64BE(BigInt(now + CHALLENGE_MS));
  const head = Buffer.concat([time, bytes]);
  return Buffer.concat([head, sealOf(purpose, head, key)]).toString("base64url");
}

/** When a challenge expires (Unix milliseconds); undefined if it has, or is not one for this purpose. */
export function expiryOf(challenge: string, purpose: Purpose, key: string, now: number): number | undefined {
  const bytes = Buffer.from(challenge, "base64url");
  // Only in the one spelling in which it was made: another would not be known as accepted already.
  if (bytes.length !== LENGTH || bytes.toString("base64url") !== challenge) return undefined;
  const head = bytes.subarray(0, LENGTH - SEAL_BYTES);
  if (!timingSafeEqual(bytes.subarray(LENGTH - SEAL_BYTES), sealOf(purpose, head, key))) return undefined;
  const expires_at = Number(bytes.readBigUInt64BE(0));
  return expires_at > now ? expires_at : undefined;
}

/** Twenty bytes and more that belong to a challenge and that only the server can compute from it. */
export const bytesOf = (challenge: string, key: string): Uint8Array =>
  createHmac("sha256", derived("parlor user of a challenge", key)).update(challenge).digest();

const sealOf = (purpose: Purpose, head: Uint8Array, key: string): Buffer =>
  createHmac("sha256", derived("parlor passkey challenge", key))
    .update(`${purpose.what} ${purpose.what === "make" ? purpose.user_id : ""}\0`)
    .update(head)
    .digest()
    .subarray(0, SEAL_BYTES);

/** A key of its own for each purpose, derived from the server's. */
const derived = (purpose: string, key: string): Buffer =>
  createHash("sha256").update(`${purpose}\0`).update(key).digest();
