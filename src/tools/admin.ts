import { randomBytes } from "node:crypto";
import { type ADMIN_ACTIONS, StaffRole } from "../protocol/deployment.ts";
import { SignUp } from "../protocol/endpoints/identity-endpoints.ts";
import { newLinkId } from "../protocol/ids.ts";
import { RESET_HOURS, SIGN_UP_LINK_USES_MAX } from "../protocol/limits.ts";
import { Handle } from "../protocol/user.ts";
import { hashResetToken } from "../server/identity/recovery-code.ts";
import { hashSignUpToken } from "../server/identity/sign-up-token.ts";
import { failUsage, flag, parsed, readCommand, UsageError } from "./command.ts";
import { type Database, migrate, readForm, wranglerDatabase } from "./database.ts";
import { STATE } from "./server.ts";

const command = {
  name: "npm run admin",
  about: `Runs a deployment from the terminal of whoever may change its database.

  reset HANDLE            makes a link with which this user sets a new password, once and within ${RESET_HOURS} hours
  role HANDLE ROLE        makes this user an owner or admin of the deployment, or takes their role (owner, admin, none)
  sign-up [MODE]          says who may create an account, or sets it (open, invitation, closed)
  invite [USES]           makes a link with which so many people sign up within 7 days; 1 if left out`,
  options: {
    remote: flag("the deployment, instead of what npm start has on this machine"),
    url: parsed("URL", "where people open it", "http://localhost:8787", originOf),
  },
  operands: { name: "COMMAND …", about: "what to do, as above" },
  examples: [
    ["npm run admin -- reset ada", "a link for @ada of npm start"],
    ["npm run admin -- role ada owner", "@ada may do everything in the app, under “Run this server”"],
    ["npm run admin -- reset ada --remote --url https://chat.example.com", "one for your deployment"],
  ],
} as const;

const commands: Readonly<Record<string, (database: Database, about: readonly string[]) => Promise<string>>> =
  { reset: makeResetLink, role: setRole, "sign-up": signUp, invite };

const { values, operands } = readCommand(command);
const [what, ...about] = operands;

try {
  const database = wranglerDatabase(
    "parlor",
    values.remote ? ["--remote"] : ["--local", "--persist-to", STATE],
  );
  // A deployment is brought up to date by npm run deploy alone.
  if (!values.remote) await migrate(database, readForm());
  const run = what === undefined ? undefined : commands[what];
  if (run) console.log(await run(database, about));
  else throw new UsageError(what === undefined ? "needs a command" : `there is no command "${what}"`);
} catch (error) {
  if (error instanceof UsageError) failUsage(command, error);
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

/** Nothing that comes from here can end a string of SQL: a handle has no quotes, and neither has a hash. */
function handleOf(typed: string | undefined, command: string): string {
  const handle = Handle.safeParse(typed?.replace(/^@/, ""));
  if (!handle.success) throw new UsageError(`${command} needs a handle`);
  return handle.data;
}

function nothingElse(more: readonly string[]): void {
  if (more.length > 0) throw new UsageError(`does not know what "${more.join(" ")}" is`);
}

function isNobody(handle: string): Error {
  return new Error(`Nobody here has the handle @${handle}.`);
}

/** What is done from here is noted like what is done in the app, without a name. */
function note(what: (typeof ADMIN_ACTIONS)[number], user_id: string, detail: string): string {
  return `INSERT INTO admin_log (made_by, at, what, user_id, detail)
    VALUES (NULL, ${Date.now()}, '${what}', ${user_id}, '${detail}');\n`;
}

async function makeResetLink(database: Database, [typed, ...more]: readonly string[]): Promise<string> {
  const handle = handleOf(typed, "reset");
  nothingElse(more);
  const token = randomBytes(32).toString("base64url");
  const expires_at = Date.now() + RESET_HOURS * 3_600_000;
  const made = await database.ask<{ user_id: string }>(
    `INSERT INTO resets (token_hash, user_id, expires_at)
     SELECT '${hashResetToken(token)}', user_id, ${expires_at} FROM users WHERE handle = '${handle}'
     RETURNING user_id`,
  );
  if (made.length === 0) throw isNobody(handle);
  return `Give this link to @${handle}, over a way that you know is theirs. It works once, until ${new Date(
    expires_at,
  ).toISOString()}:\n\n  ${values.url}/reset#${token}\n`;
}

async function setRole(database: Database, [typed, role, ...more]: readonly string[]): Promise<string> {
  const handle = handleOf(typed, "role");
  nothingElse(more);
  const given = StaffRole.safeParse(role);
  if (!given.success && role !== "none") throw new UsageError("role needs owner, admin or none");
  const [user] = await database.ask<{ user_id: string }>(
    `SELECT user_id FROM users WHERE handle = '${handle}'`,
  );
  if (!user) throw isNobody(handle);
  const change = given.success
    ? `INSERT INTO staff (user_id, role, since) VALUES ('${user.user_id}', '${given.data}', ${Date.now()})
       ON CONFLICT (user_id) DO UPDATE SET role = '${given.data}';\n`
    : `DELETE FROM staff WHERE user_id = '${user.user_id}';\n`;
  await database.apply(change + note("set_role", `'${user.user_id}'`, given.success ? given.data : "none"));
  return given.success
    ? `@${handle} is an ${given.data} of the deployment.`
    : `@${handle} has no role in the deployment.`;
}

async function signUp(database: Database, [mode, ...more]: readonly string[]): Promise<string> {
  nothingElse(more);
  if (mode !== undefined) {
    const wanted = SignUp.safeParse(mode);
    if (!wanted.success) throw new UsageError("sign-up is open, invitation or closed");
    const detail = JSON.stringify({ sign_up: wanted.data });
    await database.apply(
      `UPDATE deployment SET sign_up = '${wanted.data}';\n${note("change_settings", "NULL", detail)}`,
    );
  }
  const [row] = await database.ask<{ sign_up: string }>("SELECT sign_up FROM deployment");
  return `Sign-up is ${{ open: "open", invitation: "by invitation", closed: "closed" }[row?.sign_up ?? ""]}.`;
}

async function invite(database: Database, [typed = "1", ...more]: readonly string[]): Promise<string> {
  nothingElse(more);
  const uses = Number(typed);
  if (!Number.isInteger(uses) || uses < 1 || uses > SIGN_UP_LINK_USES_MAX)
    throw new UsageError(`invite takes how many people, 1 to ${SIGN_UP_LINK_USES_MAX}`);
  const token = randomBytes(32).toString("base64url");
  const now = Date.now();
  const expires_at = now + 7 * 24 * 3_600_000;
  await database.apply(
    `INSERT INTO sign_up_links (link_id, token_hash, made_by, created_at, expires_at, uses_left)
     VALUES ('${newLinkId(randomBytes(20))}', '${hashSignUpToken(token)}', NULL, ${now}, ${expires_at}, ${uses});
${note("make_sign_up_link", "NULL", String(uses))}`,
  );
  return `With this link ${uses === 1 ? "one person signs" : `${uses} people sign`} up, until ${new Date(
    expires_at,
  ).toISOString()}:\n\n  ${values.url}/invite#${token}\n`;
}

function originOf(given: string): string {
  if (!URL.canParse(given)) throw new UsageError(`takes an address, not "${given}"`);
  return new URL(given).origin;
}
