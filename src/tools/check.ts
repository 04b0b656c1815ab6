import { parseArgs } from "node:util";
import { fix, runChecks } from "./checks.ts";

const { values } = parseArgs({ options: { fix: { type: "boolean" } } });
if (values.fix) await fix();
const { failed } = await runChecks();
process.exitCode = failed === 0 ? 0 : 1;
