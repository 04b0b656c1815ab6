// The first file that runs, before anything is installed: plain JavaScript for Node 20 and later.
// It installs the dependencies when the lock file has changed, then runs `src/tools/<command>.ts`
// with a Node that can run TypeScript: this one, or the one among the dependencies.
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { constants } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const tools = dirname(fileURLToPath(import.meta.url));
const root = join(tools, "..", "..");
const modules = join(root, "node_modules");

const commands = ["start", "dev", "test", "soak", "check", "demo", "bench", "deploy", "reports", "admin"];

const [command = "", ...args] = process.argv.slice(2);
const script = join(tools, `${command}.ts`);
if (!commands.includes(command) || !existsSync(script)) {
  fail(`Unknown command "${command}". There are: ${commands.join(", ")}.`);
}
if (major() < 20) fail(`Parlor needs Node 20 or later; this is ${process.version}.`);

install();

const child = spawn(nodeThatRunsTypeScript(), [script, ...args], {
  cwd: root,
  stdio: "inherit",
  env: { ...process.env, PATH: join(modules, ".bin") + delimiter + process.env.PATH },
});
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
// Under npm, end when npm has been killed.
const parent = process.ppid;
if (process.env.npm_lifecycle_event) {
  setInterval(() => process.ppid !== parent && child.kill("SIGTERM"), 200).unref();
}
child.on("exit", (code, signal) => {
  process.exit(signal ? 128 + constants.signals[signal] : code);
});

function install() {
  const stamp = join(modules, ".parlor-lock");
  const lock = createHash("sha256")
    .update(readFileSync(join(root, "package-lock.json")))
    .digest("hex");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === lock) return;
  console.error("Installing the dependencies …");
  // On Node 20 several packages ask for a newer Node; they get it from the `node` package.
  const quiet = ["--no-audit", "--no-fund", "--loglevel=error", "--no-progress"];
  const done = spawnSync("npm", ["ci", ...quiet], { cwd: root, encoding: "utf8" });
  if (done.status !== 0) fail(`npm ci failed.\n${done.stderr || done.stdout || done.error}`);
  writeFileSync(stamp, lock);
}

function nodeThatRunsTypeScript() {
  const [own, minor] = process.versions.node.split(".").map(Number);
  const stripsTypes = own > 23 || (own === 22 && minor >= 18);
  const bundled = join(modules, ".bin", "node");
  return !stripsTypes && existsSync(bundled) ? bundled : process.execPath;
}

function major() {
  return Number(process.versions.node.split(".")[0]);
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
