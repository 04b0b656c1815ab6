import { flag, readCommand } from "./command.ts";
import { migrate, readForm, wranglerDatabase } from "./database.ts";
import { STATE } from "./server.ts";

const { values } = readCommand({
  name: "npm run reports",
  about: `Shows what people have reported in DMs, the latest first: who, whom, why, and the message as it was then.
Reports of groups and channels are for their owners and admins, in the app.`,
  options: { remote: flag("those of the deployment, instead of those on this machine") },
  examples: [
    ["npm run reports", "those of npm start"],
    ["npm run reports -- --remote", "those of your deployment"],
  ],
});

interface Row {
  readonly reported_at: number;
  readonly reported_by: string;
  readonly sender: string;
  readonly reason: string;
  readonly message: string;
}

/** As many as one reads at once. */
const SHOWN = 100;

const where = values.remote ? ["--remote"] : ["--local", "--persist-to", STATE];
const named = (column: string) => `ifnull((SELECT handle FROM users WHERE user_id = ${column}), ${column})`;
try {
  const database = wranglerDatabase("parlor", where);
  // A deployment is brought up to date by npm run deploy alone.
  if (!values.remote) await migrate(database, readForm());
  const rows = await database.ask<Row>(
    `SELECT reported_at, ${named("reported_by")} AS reported_by, ${named("sender")} AS sender, reason, message
     FROM reports ORDER BY reported_at DESC LIMIT ${SHOWN}`,
  );
  if (rows.length === 0) console.log("Nothing has been reported.");
  for (const { reported_at, reported_by, sender, reason, message } of rows) {
    const { text, time } = JSON.parse(message) as { text: string; time: number };
    console.log(`${dateOf(reported_at)}  @${reported_by} reports @${sender}: ${JSON.stringify(reason)}`);
    console.log(`  sent ${dateOf(time)}: ${JSON.stringify(text)}\n`);
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

function dateOf(time: number): string {
  return new Date(time).toISOString();
}
