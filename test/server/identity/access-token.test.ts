import { exportJWK, generateKeyPair, importJWK, type JWK, SignJWT } from "jose";
import { expect, test } from "vitest";
import type { SessionId, UserId } from "../../../src/protocol/ids.ts";
import { ACCESS_TOKEN_SECONDS } from "../../../src/protocol/limits.ts";
import {
  publishedKeys,
  signAccessToken,
  verifyAccessToken,
} from "../../../src/server/identity/access-token.ts";
import { asId } from "../../as-id.ts";

const newKey = async (): Promise<string> => {
  const { privateKey } = await generateKeyPair("EdDSA", { crv: "Ed25519", extractable: true });
  return JSON.stringify({ ...(await exportJWK(privateKey)), kid: "k1", alg: "EdDSA", use: "sig" });
};
const secret = await newKey();
const NOW = 1_800_000_000_000;
const ada = {
  user_id: asId<UserId>(`u_${"0".repeat(20)}`),
  session_id: asId<SessionId>(`s_${"0".repeat(20)}`),
};

test("a token says who signed in, until it expires", async () => {
  const token = await signAccessToken(secret, { ...ada, rotated_at: NOW - 7 }, NOW);
  const access = { ...ada, rotated_at: NOW - 7, expires_at: NOW + ACCESS_TOKEN_SECONDS * 1000 };
  expect(await verifyAccessToken(secret, token, NOW)).toEqual(access);
  expect(await verifyAccessToken(secret, token, NOW + (ACCESS_TOKEN_SECONDS - 1) * 1000)).toEqual(access);
  expect(await verifyAccessToken(secret, token, NOW + ACCESS_TOKEN_SECONDS * 1000)).toBeUndefined();
});

test("a token of another key, or altered, says nothing", async () => {
  const token = await signAccessToken(secret, ada, NOW);
  const [head, , signature] = token.split(".");
  const grace = Buffer.from(
    JSON.stringify({ sub: `u_${"1".repeat(20)}`, sid: "s_1", iss: "parlor", aud: "parlor", exp: NOW }),
  ).toString("base64url");
  expect(await verifyAccessToken(secret, `${head}.${grace}.${signature}`, NOW)).toBeUndefined();
  expect(await verifyAccessToken(await newKey(), token, NOW)).toBeUndefined();
  expect(await verifyAccessToken(secret, "", NOW)).toBeUndefined();
});

test.each([
  ["no expiry", { iss: "parlor", aud: "parlor", sub: ada.user_id, sid: "s_1" }, "at+jwt"],
  [
    "another audience",
    { iss: "parlor", aud: "other", sub: ada.user_id, sid: "s_1", exp: NOW / 1000 + 60 },
    "at+jwt",
  ],
  [
    "another issuer",
    { iss: "other", aud: "parlor", sub: ada.user_id, sid: "s_1", exp: NOW / 1000 + 60 },
    "at+jwt",
  ],
  [
    "another kind",
    { iss: "parlor", aud: "parlor", sub: ada.user_id, sid: "s_1", exp: NOW / 1000 + 60 },
    "JWT",
  ],
  ["no user id", { iss: "parlor", aud: "parlor", sub: "ada", sid: "s_1", exp: NOW / 1000 + 60 }, "at+jwt"],
])("our own signature under %s says nothing", async (_, claims, typ) => {
  const key = await importJWK(JSON.parse(secret) as JWK, "EdDSA");
  const token = await new SignJWT(claims).setProtectedHeader({ alg: "EdDSA", typ }).sign(key);
  expect(await verifyAccessToken(secret, token, NOW)).toBeUndefined();
});

test("the published key is the public half alone", async () => {
  const { keys } = await publishedKeys(secret);
  expect(keys).toHaveLength(1);
  expect(Object.keys(keys[0] ?? {}).sort()).toEqual(["alg", "crv", "kid", "kty", "use", "x"]);
});
