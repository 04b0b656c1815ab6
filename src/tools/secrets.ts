import { randomUUID } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { exportJWK, generateKeyPair } from "jose";

/**
 * Every secret of the Worker and how a new one is made. The names are also listed in wrangler.toml
 * under `[secrets] required`, which gives them their types and stops a deployment that lacks one.
 */
const secrets: Record<string, () => Promise<string>> = {
  /** Signs the access tokens. A private JWK: Ed25519, with a `kid`. */
  AUTH_PRIVATE_JWK: async () => {
    const { privateKey } = await generateKeyPair("EdDSA", { crv: "Ed25519", extractable: true });
    return JSON.stringify({ ...(await exportJWK(privateKey)), kid: randomUUID(), alg: "EdDSA", use: "sig" });
  },
};

/** New values for all secrets but those named in `present`. */
export async function makeSecrets(present: Iterable<string> = []): Promise<Record<string, string>> {
  const have = new Set(present);
  const made: Record<string, string> = {};
  for (const [name, make] of Object.entries(secrets)) if (!have.has(name)) made[name] = await make();
  return made;
}

/** Adds to `.dev.vars` what it lacks; what is there stays, so that sessions survive. */
export async function ensureDevVars(file = ".dev.vars"): Promise<void> {
  const before = existsSync(file) ? readFileSync(file, "utf8") : "";
  const present = [...before.matchAll(/^([A-Z0-9_]+)=/gm)].map((line) => line[1] ?? "");
  const made = Object.entries(await makeSecrets(present));
  if (made.length === 0) return;
  const lines = made.map(([name, value]) => `${name}='${value}'\n`).join("");
  writeFileSync(file, before === "" || before.endsWith("\n") ? before + lines : `${before}\n${lines}`, {
    mode: 0o600,
  });
}
