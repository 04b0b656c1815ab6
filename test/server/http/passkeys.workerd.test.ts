import { env } from "cloudflare:workers";
import { afterEach, expect, test, vi } from "vitest";
import type { Session } from "../../../src/protocol/endpoints.ts";
import { CHALLENGE_MS, PASSKEYS_MAX, PROOF_MS } from "../../../src/protocol/limits.ts";
import type {
  NewPasskey,
  PasskeyCreation,
  PasskeyProof,
  PasskeyRequest,
} from "../../../src/protocol/passkey.ts";
import { Authenticator, type Twist } from "../authenticator.ts";
import { expectRefusal, ORIGIN, PASSWORD, Person, type Sent, send } from "../test-api.ts";

afterEach(() => vi.useRealTimers());

const post = (path: string, body: object, more: Sent = {}) => send("POST", path, { body, ...more });
const asked = async (): Promise<PasskeyRequest> => (await post("/api/auth/passkey/request", {})).json();
const entered = (passkey: PasskeyProof, more: Sent = {}) =>
  post("/api/auth/passkey/sign-in", { passkey }, more);

let people = 0;

/** Somebody who has signed up with a passkey and has no password. */
async function keyed(): Promise<{ person: Person; key: Authenticator }> {
  const handle = `keyed${++people}`;
  const key = Authenticator.new(ORIGIN);
  const options = (await (await post("/api/auth/passkey/creation", { handle })).json()) as PasskeyCreation;
  const passkey = await key.make(options);
  const person = new Person(await (await post("/api/auth/register", { handle, passkey })).json<Session>());
  return { person, key };
}

const creation = (person: Person): Promise<PasskeyCreation> =>
  person.call("passkeyCreation", "/api/me/passkeys/creation", {});
const add = (person: Person, passkey: NewPasskey) =>
  person.send("POST", "/api/me/passkeys", { body: { passkey } });
const credentials = (person: Person) => person.call("credentials", "/api/me/credentials");
/** The session of a person was opened, and proved, so long ago that it counts no more. */
const growOld = (person: Person) =>
  env.DB.prepare("UPDATE sessions SET proved_at = proved_at - ? WHERE user_id = ?")
    .bind(PROOF_MS, person.id)
    .run();

test("AUTH13: an account can be made with a passkey alone, which signs in to it", async () => {
  const { person, key } = await keyed();
  expect(await credentials(person)).toMatchObject({ has_password: false, passkeys: [{ name: "Passkey" }] });
  const back = new Person(await (await entered(await key.show(await asked()))).json<Session>());
  expect(back.id).toBe(person.id);
  const [used] = (await credentials(back)).passkeys;
  expect(used?.last_used_at).toBeGreaterThan(0);
  // A password that nobody has set opens nothing.
  const { handle } = person.user;
  await expectRefusal(await post("/api/auth/sign-in", { handle, password: PASSWORD }), "wrong_credentials");
});

test("AUTH13: the last way to sign in cannot be removed, also not by two requests at once", async () => {
  const { person, key } = await keyed();
  const remove = (id: string) => person.send("DELETE", `/api/me/passkeys/${id}`);
  await expectRefusal(await remove(key.id), "last_credential");
  await expectRefusal(await person.send("DELETE", "/api/me/password"), "not_found");
  const other = Authenticator.new(ORIGIN);
  expect((await add(person, await other.make(await creation(person)))).status).toBe(200);
  const both = await Promise.all([remove(key.id), remove(other.id)]);
  expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
  expect((await credentials(person)).passkeys).toHaveLength(1);
});

test("AUTH13: a password is optional: it can be removed once there is a passkey, and set again", async () => {
  const person = await Person.register();
  await expectRefusal(await person.send("DELETE", "/api/me/password"), "last_credential");
  const key = Authenticator.new(ORIGIN);
  await add(person, await key.make(await creation(person)));
  await person.call("removePassword", "/api/me/password");
  const { handle } = person.user;
  await expectRefusal(await post("/api/auth/sign-in", { handle, password: PASSWORD }), "wrong_credentials");
  await person.call("changePassword", "/api/me/password", { new_password: "another quiet sentence" });
  const again = await post("/api/auth/sign-in", { handle, password: "another quiet sentence" });
  expect(again.status).toBe(200);
});

test("AUTH13: whoever gives neither a password nor a passkey gets no account", async () => {
  const { field } = await expectRefusal(
    await post("/api/auth/register", { handle: "nothing" }),
    "bad_request",
  );
  expect(field).toBe("password");
});

test("AUTH14: a challenge counts once, for one purpose, and for ten minutes", async () => {
  const { person, key } = await keyed();
  const proof = await key.show(await asked());
  expect((await entered(proof)).status).toBe(200);
  await expectRefusal(await entered(proof), "passkey_refused");

  const forMaking = await creation(person);
  const shown = await key.show({ ...(await asked()), challenge: forMaking.challenge });
  await expectRefusal(await entered(shown), "passkey_refused");
  const other = Authenticator.new(ORIGIN);
  const made = await other.make({ ...forMaking, challenge: (await asked()).challenge });
  await expectRefusal(await add(person, made), "passkey_refused");
  // Nor may it be that of another user.
  const stranger = await Person.register();
  await expectRefusal(await add(stranger, await other.make(forMaking)), "passkey_refused");

  const late = await key.show(await asked());
  vi.useFakeTimers({ now: Date.now() + CHALLENGE_MS, toFake: ["Date"] });
  await expectRefusal(await entered(late), "passkey_refused");
});

const wrongProofs: Record<string, Twist> = {
  "another site's page": { origin: "https://parlor.example" },
  "another host": { rp_id: "parlor.example" },
  "a made-up challenge": { challenge: Buffer.alloc(40).toString("base64url") },
  "a challenge in another spelling": { challenge: "=" },
  "an answer to another question": { type: "webauthn.create" },
  "nobody recognized": { flags: { present: true, verified: false } },
  "nobody there": { flags: { present: false, verified: true } },
  "the passkey of another account": { userHandle: Buffer.from("u_somebody").toString("base64url") },
};

test.each(Object.entries(wrongProofs))("AUTH14: a proof with %s is refused", async (_, twist) => {
  const { key } = await keyed();
  const { field } = await expectRefusal(
    await entered(await key.show(await asked(), twist)),
    "passkey_refused",
  );
  expect(field).toBe("passkey");
});

test("AUTH14: a signature of another key, a copied authenticator and an unknown passkey are refused", async () => {
  const [{ key }, { key: other }] = [await keyed(), await keyed()];
  const proof = await key.show(await asked());
  const { response } = await other.show(await asked());
  const forged = { ...proof, response: { ...proof.response, signature: response.signature } };
  await expectRefusal(await entered(forged), "passkey_refused");
  expect((await entered(await key.show(await asked(), { counter: 7 }))).status).toBe(200);
  await expectRefusal(await entered(await key.show(await asked(), { counter: 7 })), "passkey_refused");
  const unknown = Authenticator.new(ORIGIN);
  await expectRefusal(await entered(await unknown.show(await asked())), "passkey_unknown");
});

const wrongPasskeys: Record<string, Twist> = {
  "another site's page": { origin: "https://parlor.example" },
  "another host": { rp_id: "parlor.example" },
  "an answer to another question": { type: "webauthn.get" },
  "an attestation nobody has heard of": { fmt: "crowns" },
  "a certificate, which names an address to call": {
    fmt: "packed",
    attStmt: new Map<string, unknown>([
      ["alg", -7],
      ["sig", new Uint8Array(70)],
      ["x5c", [new Uint8Array(300)]],
    ]),
  },
  "a signature that is none": {
    fmt: "packed",
    attStmt: new Map<string, unknown>([
      ["alg", -7],
      ["sig", new Uint8Array(70)],
    ]),
  },
};

test.each(Object.entries(wrongPasskeys))("AUTH14: a new passkey with %s is refused", async (_, twist) => {
  const person = await Person.register();
  const made = await Authenticator.new(ORIGIN).make(await creation(person), twist);
  await expectRefusal(await add(person, made), "passkey_refused");
  expect((await credentials(person)).passkeys).toEqual([]);
});

test("AUTH14: bytes that are no attestation are refused, however they are malformed", async () => {
  const person = await Person.register();
  const options = await creation(person);
  const { id, response } = await Authenticator.new(ORIGIN).make(options);
  const whole = Buffer.from(response.attestationObject, "base64url");
  const broken = [whole.subarray(0, 40), whole.subarray(1), Buffer.alloc(200, 0xff)];
  for (const bytes of broken) {
    const attestationObject = bytes.toString("base64url");
    await expectRefusal(
      await add(person, { id, response: { ...response, attestationObject } }),
      "passkey_refused",
    );
  }
  for (const attestationObject of ["", "no+base64url", "A".repeat(20_000)]) {
    const { field } = await expectRefusal(
      await add(person, { id, response: { ...response, attestationObject } }),
      "bad_request",
    );
    expect(field).toBe("passkey.response.attestationObject");
  }
  // Nothing of this has used the challenge up.
  expect((await add(person, { id, response })).status).toBe(200);
});

test("a passkey belongs to one account, and an account has only so many", async () => {
  const [ada, eve] = [await Person.register(), await Person.register()];
  const key = Authenticator.new(ORIGIN);
  await add(ada, await key.make(await creation(ada)));
  await expectRefusal(await add(eve, await key.make(await creation(eve))), "passkey_refused");
  expect((await creation(ada)).excludeCredentials.map(({ id }) => id)).toEqual([key.id]);

  const before = await creation(ada);
  for (let count = 1; count < PASSKEYS_MAX; count++)
    await add(ada, await Authenticator.new(ORIGIN).make(await creation(ada)));
  const last = await Authenticator.new(ORIGIN).make(before);
  await expectRefusal(await add(ada, last), "too_many");
  await expectRefusal(await ada.send("POST", "/api/me/passkeys/creation", { body: {} }), "too_many");
});

test("a passkey has a name, which its owner can change, and nobody else sees or touches it", async () => {
  const { person, key } = await keyed();
  const eve = await Person.register();
  const path = `/api/me/passkeys/${key.id}`;
  expect(await person.call("renamePasskey", path, { name: " Blue key " })).toMatchObject({
    name: "Blue key",
  });
  await expectRefusal(await eve.send("PATCH", path, { body: { name: "Mine" } }), "not_found");
  await expectRefusal(await eve.send("DELETE", path), "not_found");
  const { field } = await expectRefusal(
    await person.send("PATCH", path, { body: { name: " " } }),
    "bad_request",
  );
  expect(field).toBe("name");
  expect((await credentials(eve)).passkeys).toEqual([]);
});

test("AUTH15: after a while, what changes the ways into an account needs a proof, by password or passkey", async () => {
  const person = await Person.register();
  const key = Authenticator.new(ORIGIN);
  const options = await creation(person);
  await add(person, await key.make(options));
  await growOld(person);
  const other = await Authenticator.new(ORIGIN).make(options);
  const dangerous: [string, string, object?][] = [
    ["POST", "/api/me/passkeys/creation", {}],
    ["POST", "/api/me/passkeys", { passkey: other }],
    ["DELETE", `/api/me/passkeys/${key.id}`],
    ["POST", "/api/me/password", { new_password: "another quiet sentence" }],
    ["DELETE", "/api/me/password"],
    ["POST", "/api/me/recovery-codes", {}],
  ];
  for (const [method, path, body] of dangerous)
    await expectRefusal(await person.send(method, path, { body }), "proof_needed");

  const prove = (body: object) => person.send("POST", "/api/me/proof", { body });
  await expectRefusal(await prove({}), "bad_request");
  await expectRefusal(await prove({ password: "not the password" }), "wrong_credentials");
  expect((await prove({ password: PASSWORD })).status).toBe(200);
  expect((await person.send("POST", "/api/me/recovery-codes", { body: {} })).status).toBe(200);

  await growOld(person);
  const { key: strange } = await keyed();
  await expectRefusal(await prove({ passkey: await strange.show(await asked()) }), "passkey_refused");
  await expectRefusal(await person.send("POST", "/api/me/recovery-codes", { body: {} }), "proof_needed");
  expect((await prove({ passkey: await key.show(await asked()) })).status).toBe(200);
  expect((await person.send("DELETE", `/api/me/passkeys/${key.id}`)).status).toBe(200);
});

test("a handle that cannot be had is refused before a passkey is made for it", async () => {
  const { person } = await keyed();
  const ask = (handle: string) => post("/api/auth/passkey/creation", { handle });
  await expectRefusal(await ask(person.user.handle), "handle_taken");
  await expectRefusal(await ask("admin"), "handle_misleading");
});

test("a page of an allowed origin may show passkeys, and signing in so is slowed down like any other way", async () => {
  const { key } = await keyed();
  const proof = await key.show(await asked(), { origin: "https://app.parlor.test" });
  const vars = { ALLOWED_ORIGINS: "https://app.parlor.test" };
  expect((await entered(proof, { vars })).status).toBe(200);
  const limiter = { limit: () => Promise.resolve({ success: false }) };
  const limited = { vars: { AUTH_RATE_LIMIT: "on", AUTH_LIMITER: limiter } };
  await expectRefusal(await entered(proof, limited), "rate_limited");
  await expectRefusal(await post("/api/auth/passkey/creation", { handle: "quick" }, limited), "rate_limited");
});
