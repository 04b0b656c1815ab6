import { randomBytes } from "node:crypto";
import { RESET_HOURS } from "../protocol/limits.ts";
import { Handle } from "../protocol/user.ts";
import { hashResetToken } from "../server/identity/recovery-code.ts";
import { failUsage, flag, parsed, readCommand, UsageError } from "./command.ts";
import { type Database, migrate, readForm, wranglerDatabase } from "./database.ts";
import { STATE } from "./server.ts";

const command = {
  name: "npm run admin",
  about: `Runs a deployment from the terminal of whoever may change its database.

  reset HANDLE   makes a link with which this user sets a new password, once and within ${RESET_HOURS} hours`,
  options: {
    remote: flag("the deployment, instead of what npm start has on this machine"),
    url: parsed("URL", "where people open it", "http://localhost:8787", originOf),
  },
  operands: { name: "COMMAND …", about: "what to do, as above" },
  examples: [
    ["npm run admin -- reset ada", "a link for @ada of npm start"],
    ["npm run admin -- reset ada --remote --url https://chat.example.com", "one for your deployment"],
  ],
} as const;

const { values, operands } = readCommand(command);
const [what, ...about] = operands;

try {
  const database = wranglerDatabase(
    "parlor",
    values.remote ? ["--remote"] : ["--local", "--persist-to", STATE],
  );
  // A deployment is brought up to date by npm run deploy alone.
  if (!values.remote) await migrate(database, readForm());
  if (what === "reset") console.log(await makeResetLink(database, about));
  else throw new UsageError(what === undefined ? "needs a command" : `there is no command "${what}"`);
} catch (error) {
  if (error instanceof UsageError) failUsage(command, error);
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

async function makeResetLink(database: Database, [typed, ...more]: readonly string[]): Promise<string> {
  const handle = Handle.safeParse(typed?.replace(/^@/, ""));
  if (!handle.success || more.length > 0) throw new UsageError("reset needs one handle");
  const token = randomBytes(32).toString("base64url");
  const expires_at = Date.now() + RESET_HOURS * 3_600_000;
  // Nothing here can end a string of SQL: a handle has no quotes, and neither has a hash.
  const made = await database.ask<{ user_id: string }>(
    `INSERT INTO resets (token_hash, user_id, expires_at)
     SELECT '${hashResetToken(token)}', user_id, ${expires_at} FROM users WHERE handle = '${handle.data}'
     RETURNING user_id`,
  );
  if (made.length === 0) throw new Error(`Nobody here has the handle @${handle.data}.`);
  return `Give this link to @${handle.data}, over a way that you know is theirs. It works once, until ${new Date(
    expires_at,
  ).toISOString()}:\n\n  ${values.url}/reset#${token}\n`;
}

function originOf(given: string): string {
  if (!URL.canParse(given)) throw new UsageError(`takes an address, not "${given}"`);
  return new URL(given).origin;
}
