// Measures Parlor's room beside bare objects of the same runtime and prints one report.
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { FULL, measure, PARTS, type Part, QUICK } from "../../test/bench/measure.ts";
import { disturbance, json, table } from "../../test/bench/report.ts";
import { makeSecrets } from "./secrets.ts";

const HELP = `npm run bench -- [options]

Measures, in one session on this machine and taking turns: a bare Durable Object that only broadcasts
(naive), a bare one with group commit and SQLite (raw), and Parlor's room behind its Worker. Takes
about ten minutes; the machine should have nothing else to do.

  --quick       fewer and shorter rounds, smaller rooms: about three minutes
  --only PART   only this part (may be repeated):
                  busy     deliveries of a busy room      typing  the same while some type
                  large    a room of 5,000 members        resume  all sockets cut at once come back
                  quiet    echo in a quiet room           page    first page of a long room
                  rows     rows written a message         cost    of a million messages, by room size
  --json FILE   also write everything measured, round by round
`;

const { values } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    only: { type: "string", multiple: true, default: [] },
    json: { type: "string" },
    help: { type: "boolean", default: false },
  },
});

const unknown = values.only.find((name) => !isPart(name));

if (values.help) console.log(HELP);
else if (unknown !== undefined) {
  console.error(`There is no part ${unknown}: there are ${PARTS.join(", ")}.`);
  process.exitCode = 1;
} else {
  const plan = values.quick ? QUICK : FULL;
  const disturbed = disturbance();
  const wanted = new Set(values.only.length > 0 ? values.only.filter(isPart) : PARTS);
  const measured = await measure(plan, wanted, await makeSecrets(), say);
  say("");
  console.log(table(measured, plan));
  if (disturbed !== undefined) console.log(`\n${disturbed}`);
  if (values.json !== undefined)
    writeFileSync(values.json, `${JSON.stringify({ disturbed, ...json(measured, plan) }, null, "\t")}\n`);
}

function isPart(name: string): name is Part {
  return PARTS.some((part) => part === name);
}

/** What is going on, on one line of a terminal. */
function say(what: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${what}`);
  else if (what !== "") process.stderr.write(`${what}\n`);
}
