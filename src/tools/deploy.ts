import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { flag, readCommand } from "./command.ts";
import { migrate, readForm, wranglerDatabase } from "./database.ts";
import { run } from "./run-program.ts";
import { makeSecrets } from "./secrets.ts";

const database = "parlor";
const worker = "parlor";

const { values } = readCommand({
  name: "npm run deploy",
  about: `Brings the database up to date, makes the secrets that are missing, and deploys the Worker with its
objects and the web app to your Cloudflare account. Sign in first: npx wrangler login`,
  options: {
    secrets: flag("only make and upload the secrets that are missing; a deployment does this as well"),
    "dry-run": flag("bundle everything and stop before anything is sent; works without an account"),
  },
  examples: [
    ["npm run deploy", "a first deployment, and every later one"],
    ["npm run deploy -- --dry-run", "shows what would be deployed"],
  ],
});

try {
  if (values["dry-run"]) wrangler("deploy", "--dry-run", "--outdir", "dist/worker");
  else if (values.secrets) await uploadSecrets(["secret", "bulk"]);
  else await deploy();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

/** The database comes first: new code may need new tables, and old code must work with them. */
async function deploy(): Promise<void> {
  step("The database");
  const databases: { name: string }[] = await ask("d1", "list", "--json");
  if (!databases.some(({ name }) => name === database)) {
    wrangler("d1", "create", database, "--update-config=false");
  }
  console.log(await migrate(wranglerDatabase(database, ["--remote"]), readForm()));

  step("The Worker, its objects and the web app");
  await uploadSecrets(["deploy", "--secrets-file"]);
}

/** Runs a wrangler command with a file of secrets. Existing ones are kept: new keys would end every session. */
async function uploadSecrets(command: string[]): Promise<void> {
  const made = await makeSecrets(await existingSecrets());
  const names = Object.keys(made);
  console.log(names.length === 0 ? "All secrets are there." : `New secrets: ${names.join(", ")}`);
  if (names.length === 0) {
    if (command[0] === "deploy") wrangler("deploy");
    return;
  }
  const folder = mkdtempSync(join(tmpdir(), "parlor-deploy-"));
  try {
    const file = join(folder, "secrets.json");
    writeFileSync(file, JSON.stringify(made), { mode: 0o600 });
    wrangler(...command, file);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function existingSecrets(): Promise<string[]> {
  const { ok, output, stdout } = await run("wrangler", ["secret", "list", "--format", "json"]);
  if (ok) return JSON.parse(stdout).map(({ name }: { name: string }) => name);
  if (output.includes(`Worker "${worker}" not found`)) return []; // Nothing is deployed yet.
  throw new Error(`The secrets could not be listed.\n${output}`);
}

async function ask<Answer>(...args: string[]): Promise<Answer> {
  const { ok, output, stdout } = await run("wrangler", args);
  if (!ok) throw new Error(`${output}\nIf you are not signed in to Cloudflare: npx wrangler login`);
  return JSON.parse(stdout);
}

function wrangler(...args: string[]): void {
  const { status } = spawnSync("wrangler", args, { stdio: "inherit" });
  if (status !== 0) throw new Error(`wrangler ${args[0]} failed.`);
}

function step(title: string): void {
  console.log(`\n── ${title} ──`);
}
