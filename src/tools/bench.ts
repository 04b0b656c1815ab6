// Measures Parlor's room beside bare objects of the same runtime and prints one report.
import { writeFileSync } from "node:fs";
import type { Part } from "../../test/bench/measure.ts";
import { flag, list, oneOf, readCommand, text } from "./command.ts";
import { columns } from "./help-text.ts";

const PARTS: Readonly<Record<Part, string>> = {
  busy: "deliveries of a busy room",
  typing: "the same while some type",
  large: "a room of 5,000 members",
  resume: "all sockets are cut at once and come back",
  quiet: "echo in a quiet room",
  page: "the first page of a long room",
  rows: "rows written a message",
  cost: "what a million messages cost, by size of the room",
};
const names = Object.keys(PARTS) as Part[];

const { values } = readCommand({
  name: "npm run bench",
  about: `Measures, in one session on this machine and taking turns: a bare Durable Object that only broadcasts
(naive), a bare one with group commit and SQLite (raw), and Parlor's room behind its Worker. Takes
about ten minutes; the machine should have nothing else to do. The parts:

${columns(Object.entries(PARTS))}`,
  options: {
    quick: flag("fewer and shorter rounds, smaller rooms: about three minutes"),
    only: list("PART", "only this part", oneOf(names)),
    json: text("FILE", "also write everything measured, round by round"),
  },
  examples: [
    ["npm run bench -- --quick", "a first impression"],
    ["npm run bench -- --only busy --only quiet", "two parts, measured in full"],
  ],
});

// Takes seconds to load, so only when something is measured.
const [{ FULL, measure, QUICK }, { disturbance, json, table }, { makeSecrets }] = await Promise.all([
  import("../../test/bench/measure.ts"),
  import("../../test/bench/report.ts"),
  import("./secrets.ts"),
]);
const plan = values.quick ? QUICK : FULL;
const disturbed = disturbance();
const wanted = new Set(values.only.length > 0 ? values.only : names);
const measured = await measure(plan, wanted, await makeSecrets(), say);
say("");
console.log(table(measured, plan));
if (disturbed !== undefined) console.log(`\n${disturbed}`);
if (values.json !== undefined)
  writeFileSync(values.json, `${JSON.stringify({ disturbed, ...json(measured, plan) }, null, "\t")}\n`);

/** Shows the progress on one line of a terminal. */
function say(what: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${what}`);
  else if (what !== "") process.stderr.write(`${what}\n`);
}
