import { execFile } from "node:child_process";
import { describe, expect, it } from "vitest";
import {
  flag,
  helpFor,
  list,
  oneOf,
  parseCommand,
  parsed,
  portNumber,
  text,
  UsageError,
} from "../../src/tools/command.ts";
import { nearest } from "../../src/tools/nearest.ts";

const command = {
  name: "npm run serve",
  about: "Serves.",
  options: {
    port: parsed("PORT", "the port", "8787", portNumber),
    fix: flag("repairs"),
    filter: text("PATTERN", "only these", "t"),
    only: list("PART", "only this part", oneOf(["busy", "quiet"])),
  },
  operands: { name: "[FILE ...]", about: "files" },
  rest: { name: "OPTIONS", about: "handed on" },
  examples: [["npm run serve -- --fix", "repairs first"]],
} as const;
const { operands: _, rest: __, ...bare } = command;

const complaint = (args: readonly string[], of: Parameters<typeof parseCommand>[0] = command): string => {
  try {
    parseCommand(of, args);
  } catch (error) {
    if (error instanceof UsageError) return error.message;
    throw error;
  }
  return "no complaint";
};

describe("parseCommand", () => {
  it("reads options of all kinds, operands, and what is handed on", () => {
    const args = ["a.ts", "--port", "80", "--fix", "-t", "x y", "--only=busy", "--only", "quiet", "b.ts"];
    expect(parseCommand(command, [...args, "--", "--watch", "c"])).toEqual({
      values: { port: 80, fix: true, filter: "x y", only: ["busy", "quiet"] },
      operands: ["a.ts", "b.ts"],
      rest: ["--watch", "c"],
    });
  });

  it("knows what counts where nothing is given, and takes the last of two", () => {
    expect(parseCommand(command, []).values).toEqual({ port: 8787, fix: false, filter: undefined, only: [] });
    expect(parseCommand(command, ["--port", "1", "--port=2"]).values.port).toBe(2);
  });

  it.each([
    [["--prot", "1"], "there is no option --prot; did you mean --port?"],
    [["--nothing-like-it"], "there is no option --nothing-like-it"],
    [["-x"], "there is no option -x"],
    [["--toString"], "there is no option --toString"],
    [["--port"], "--port needs a value: --port PORT"],
    [["--port", "--fix"], "--port needs a value: --port PORT"],
    [["--port="], "--port needs a value: --port PORT"],
    [["--port", "65536"], '--port takes a whole number from 0 to 65535, not "65536"'],
    [["--fix=yes"], '--fix takes no value, but "yes" was given'],
    [["--only", "bussy"], '--only takes one of busy, quiet, not "bussy"; did you mean busy?'],
  ])("says in one line what is wrong with %j", (args, message) => {
    expect(complaint(args)).toBe(message);
  });

  it("takes no operands and hands nothing on where the command does not", () => {
    expect(complaint(["x"], bare)).toBe('takes no arguments besides options, but "x" was given');
    expect(complaint(["--", "x"], bare)).toBe('nothing may follow another "--", but "x" does');
  });
});

it("the help names everything, with what counts where it is not given", () => {
  const help = helpFor(command);
  expect(help).toMatch(/^npm run serve -- \[options\] \[FILE \.\.\.\] \[-- OPTIONS\]\n\nServes\.\n/);
  expect(help).toMatch(/^ {2}--port PORT +the port \(default: 8787\)$/m);
  expect(help).toMatch(/^ {2}-t, --filter PATTERN +only these$/m);
  expect(help).toMatch(/^ {2}--only PART +only this part \(may be repeated\)$/m);
  expect(help).toMatch(/^ {2}-h, --help +/m);
  expect(help).toMatch(/^ {2}npm run serve -- --fix +repairs first$/m);
});

describe("nearest", () => {
  const words = ["port", "persist-to", "var"];
  it.each([
    ["prot", "port"],
    ["PORT", "port"],
    ["persistto", "persist-to"],
    ["persist", "persist-to"],
    ["var", "var"],
    ["zebra", undefined],
    ["p", undefined],
  ])("%s → %s", (given, meant) => {
    expect(nearest(given, words)).toBe(meant);
  });
});

describe("each command of package.json", async () => {
  const { default: manifest } = await import("../../package.json", { with: { type: "json" } });
  const commands = Object.keys(manifest.scripts);
  // As src/tools/run.mjs does it, without looking for dependencies each time.
  const run = (name: string, ...args: string[]) =>
    new Promise<{ code: unknown; stdout: string; stderr: string }>((resolve) =>
      execFile(process.execPath, [`src/tools/${name}.ts`, ...args], (error, stdout, stderr) =>
        resolve({ code: error?.code ?? 0, stdout, stderr }),
      ),
    );

  it.concurrent.each(commands)("%s explains itself", async (name) => {
    const { code, stdout, stderr } = await run(name, "--help");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const typed = name === "start" || name === "test" ? `npm ${name}` : `npm run ${name}`;
    for (const part of [`${typed} -- [options]`, "Options", "Examples"]) expect(stdout).toContain(part);
    for (const line of stdout.split("\n")) expect(line.length).toBeLessThanOrEqual(100);
  });

  it.concurrent("ends with one line and code 2 at an option it does not know", async () => {
    const { code, stdout, stderr } = await run("start", "--prot", "3000");
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(/^npm start: there is no option --prot; did you mean --port\? .*\n$/);
  });
});
