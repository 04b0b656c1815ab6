import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readForm } from "../src/tools/database.ts";
import { applySchema } from "../src/tools/server.ts";

const CACHE = "node_modules/.cache/parlor-test";

/**
 * A new folder for the state of a server, with a database as `npm start` makes one. wrangler takes seconds for
 * that: it is done once, and copied from then on.
 */
export async function freshState(): Promise<string> {
  const hash = createHash("sha256").update(JSON.stringify(readForm())).digest("hex");
  const kept = join(CACHE, hash);
  if (!existsSync(kept)) await keep(kept);
  const folder = mkdtempSync(join(tmpdir(), "parlor-state-"));
  cpSync(kept, folder, { recursive: true });
  return folder;
}

/** Makes it beside where it will be, so that nobody copies half of one. */
async function keep(kept: string): Promise<void> {
  mkdirSync(CACHE, { recursive: true });
  const made = mkdtempSync(join(CACHE, "new-"));
  await applySchema(made);
  try {
    renameSync(made, kept);
  } catch (error) {
    rmSync(made, { recursive: true });
    if (!existsSync(kept)) throw error; // else another has made one meanwhile
  }
}
