import { globSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const files = globSync("src/**/*.{ts,tsx,css,mjs}").filter((file) => !file.endsWith(".d.ts"));
const texts = files.map((file) => [file, readFileSync(file, "utf8")] as const);

describe("src", () => {
  it("no file has more than 400 lines", () => {
    expect(texts.filter(([, text]) => text.split("\n").length > 401).map(([file]) => file)).toEqual([]);
  });

  it("no folder is a drawer for whatever has no place", () => {
    expect(
      files.filter((file) => /\/(utils?|lib|common|helpers?|types|misc|shared)(\/|\.)/.test(file)),
    ).toEqual([]);
  });

  it("a Durable Object, its tables, a consumer opens with a comment that says what it owns", () => {
    const roles = texts.filter(([file]) => /-(object|sql|consumer)\.tsx?$/.test(file));
    expect(roles.length).toBeGreaterThan(3);
    for (const [file, text] of roles)
      expect([file, /^\/\*\*\n( \* .*\n){2,}/m.test(text)]).toEqual([file, true]);
  });

  it("nothing is switched off for the compiler, and nothing is left for later", () => {
    const found = texts.filter(([, text]) =>
      /@ts-(ignore|nocheck|expect-error)|\bas any\b|: any\b|\b(TODO|FIXME|XXX)\b|debugger;/.test(text),
    );
    expect(found.map(([file]) => file)).toEqual([]);
  });

  it("only programs that talk to a terminal print", () => {
    const found = texts.filter(
      ([file, text]) => !file.startsWith("src/tools/") && /\bconsole\.(log|info|debug|warn)\b/.test(text),
    );
    expect(found.map(([file]) => file)).toEqual([]);
  });
});

describe("DESIGN: objects can always hibernate", () => {
  const server = texts.filter(([file]) => file.startsWith("src/server/"));

  it("no interval, and no socket taken outside the hibernation API", () => {
    expect(server.filter(([, text]) => /\bsetInterval\(/.test(text)).map(([file]) => file)).toEqual([]);
    // `accept()` by a Worker, or to refuse at once, keeps no object awake.
    const accepts = server.filter(([, text]) => /\.accept\(\)/.test(text)).map(([file]) => file);
    expect(accepts.toSorted()).toEqual([
      "src/server/http/poll.ts",
      "src/server/http/upgrade.ts",
      "src/server/object/sockets.ts",
    ]);
  });
});
