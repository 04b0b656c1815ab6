import { importJWK, type JWK, jwtVerify, SignJWT } from "jose";
import * as z from "zod/mini";
import { SessionId, UserId } from "../../protocol/ids.ts";
import { ACCESS_TOKEN_SECONDS } from "../../protocol/limits.ts";

/**
 * Access tokens: JWTs (RFC 9068) signed with Ed25519, which every Worker can check by itself. They are
 * not looked up in a database: D1 is never on the path of a message. If a session has ended meanwhile,
 * its user's inbox remembers that for the fifteen minutes a token lives (session-check.ts).
 */

/** The caller, proved by an access token. */
export interface Caller {
  readonly user_id: UserId;
  readonly session_id: SessionId;
}

/** What an access token says. Times in Unix milliseconds. */
export interface Access extends Caller {
  readonly expires_at: number;
  /** When the refresh token was exchanged that this one came with. Tokens of older code do not say. */
  readonly rotated_at?: number;
}

const ISSUER = "parlor";
const TYPE = "at+jwt";

const Claims = z.object({ sub: UserId, sid: SessionId, exp: z.int(), rot: z.optional(z.int()) });

interface Keys {
  readonly secret: string;
  readonly signing: CryptoKey;
  readonly verifying: CryptoKey;
  readonly published: JWK;
}

/** The imported keys, once per isolate. Not their promises: one request must not wait for another's work. */
let imported: Keys | undefined;

async function keysOf(secret: string): Promise<Keys> {
  if (imported?.secret === secret) return imported;
  const jwk = JSON.parse(secret) as JWK;
  const { d: _, ...published } = jwk;
  const signing = (await importJWK(jwk, "EdDSA")) as CryptoKey;
  const verifying = (await importJWK(published, "EdDSA")) as CryptoKey;
  imported = { secret, signing, verifying, published };
  return imported;
}

/** Signs an access token that lives for ACCESS_TOKEN_SECONDS. `secret` is the private JWK, `now` in ms. */
export async function signAccessToken(
  secret: string,
  caller: Omit<Access, "expires_at">,
  now: number,
): Promise<string> {
  const { signing, published } = await keysOf(secret);
  const seconds = Math.floor(now / 1000);
  return new SignJWT({ sid: caller.session_id, rot: caller.rotated_at })
    .setProtectedHeader({
      alg: "EdDSA",
      typ: TYPE,
      ...(published.kid === undefined ? {} : { kid: published.kid }),
    })
    .setIssuer(ISSUER)
    .setAudience(ISSUER)
    .setSubject(caller.user_id)
    .setIssuedAt(seconds)
    .setExpirationTime(seconds + ACCESS_TOKEN_SECONDS)
    .sign(signing);
}

/** What a token says; undefined if it is not ours, was altered, or has expired. */
export async function verifyAccessToken(
  secret: string,
  token: string,
  now: number,
): Promise<Access | undefined> {
  const { verifying } = await keysOf(secret);
  const checks = {
    algorithms: ["EdDSA"],
    typ: TYPE,
    issuer: ISSUER,
    audience: ISSUER,
    currentDate: new Date(now),
  };
  try {
    const { payload } = await jwtVerify(token, verifying, checks);
    const claims = Claims.safeParse(payload);
    if (!claims.success) return undefined;
    const { sub, sid, exp, rot } = claims.data;
    const access = { user_id: sub, session_id: sid, expires_at: exp * 1000 };
    return rot === undefined ? access : { ...access, rotated_at: rot };
  } catch {
    return undefined;
  }
}

/** The key with which others verify our tokens, as a JSON Web Key Set (RFC 7517). */
export async function publishedKeys(secret: string): Promise<{ keys: JWK[] }> {
  return { keys: [(await keysOf(secret)).published] };
}
