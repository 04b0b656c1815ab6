// Measures Parlor's room beside bare objects of the same runtime and prints one report.
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { FULL, measure, QUICK } from "../../test/bench/measure.ts";
import { disturbance, json, table } from "../../test/bench/report.ts";
import { makeSecrets } from "./secrets.ts";

const HELP = `npm run bench -- [options]

Measures, in one session on this machine and taking turns: a bare Durable Object that only broadcasts
(naive), a bare one with group commit and SQLite (raw), and Parlor's room behind its Worker. Takes
about six minutes; the machine should have nothing else to do.

  --quick       fewer and shorter rounds, 100,000 messages instead of 1,000,000: about two minutes
  --json FILE   also write everything measured, round by round
`;

const { values } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    json: { type: "string" },
    help: { type: "boolean", default: false },
  },
});

if (values.help) console.log(HELP);
else {
  const plan = values.quick ? QUICK : FULL;
  const disturbed = disturbance();
  const measured = await measure(plan, await makeSecrets(), say);
  say("");
  console.log(table(measured, plan));
  if (disturbed !== undefined) console.log(`\n${disturbed}`);
  if (values.json !== undefined)
    writeFileSync(values.json, `${JSON.stringify({ disturbed, ...json(measured, plan) }, null, "\t")}\n`);
}

/** What is going on, on one line of a terminal. */
function say(what: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${what}`);
  else if (what !== "") process.stderr.write(`${what}\n`);
}
