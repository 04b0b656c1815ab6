import { fix, runChecks } from "./check/checks.ts";
import { flag, readCommand } from "./command.ts";

const { values } = readCommand({
  name: "npm run check",
  about: `Checks types, style, unused code, layout and imports, the size of the app, and the types of Env. What
fails is printed rule by rule, with the places that break it.`,
  options: {
    fix: flag("first repair what can be repaired: format, order of imports, simple lint, the types of Env"),
  },
  examples: [["npm run check -- --fix", "before a commit"]],
});
if (values.fix) await fix();
const { failed } = await runChecks();
process.exitCode = failed === 0 ? 0 : 1;
