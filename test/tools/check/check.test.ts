import { describe, expect, it } from "vitest";
import { checkLayers } from "../../../src/tools/check/layers.ts";
import { checkLayout } from "../../../src/tools/check/layout.ts";
import { type Finding, report, sourceOf } from "../../../src/tools/check/sources.ts";
import { checkVocabulary } from "../../../src/tools/check/vocabulary.ts";
import { checkWebOrder } from "../../../src/tools/check/web-order.ts";

const DOCUMENTED = "/**\n * Owns a room.\n * First this, then that.\n */\n";
const lines = (count: number) => "x\n".repeat(count);
const brief = (findings: readonly Finding[]) =>
  findings.map(({ rule, place, what }) => [place, what ?? rule].join(": "));

describe("layout", () => {
  const check = (path: string, text = "") => brief(checkLayout([sourceOf(path, text)], []));

  it("what keeps to it is not found", () => {
    expect(check("src/server/room/room.ts", lines(400))).toEqual([]);
    expect(check("src/server/room/room-object.ts", `${DOCUMENTED}class A extends DurableObject {}`)).toEqual(
      [],
    );
    expect(check("src/client/index.ts", 'export * from "./client.ts";')).toEqual([]);
  });

  it.each([
    ["src/client/utils/text.ts", "", '"utils" says nothing'],
    ["src/client/helpers.ts", "", '"helpers" says nothing'],
    ["src/mobile/app.ts", "", "In src there are protocol, server, client, web, tools"],
    ["src/server/room/room.ts", lines(401), "401 lines"],
    ["src/server/room/room-object.ts", "class A extends DurableObject {}", "What owns state opens with"],
    ["src/server/room/room-object.ts", DOCUMENTED, "A *-object.ts holds the class of a Durable Object"],
    ["src/server/room/room.ts", "class A extends DurableObject {}", "has another name"],
    ["src/server/people-d1.ts", "", "A *-d1.ts asks D1"],
    ["src/web/index.ts", "", "Only src/client/index.ts collects"],
    ["src/web/all.ts", 'export * from "./app.tsx";', "Only src/client/index.ts collects"],
  ])("%s %#", (path, text, message) => {
    expect(check(path, text)).toEqual([expect.stringContaining(message)]);
  });

  it("the top level holds what it may", () => {
    const found = checkLayout([], ["src/a.ts", "README.md", "notes.md", "scripts/a.sh", "scripts/b.sh"]);
    expect(found.map(({ place }) => place)).toEqual(["notes.md", "scripts"]);
  });
});

describe("imports", () => {
  const check = (path: string, text: string) => brief(checkLayers([sourceOf(path, text)]));

  it.each([
    ["src/protocol/ids.ts", 'import { v7 } from "uuid";', "imports uuid"],
    [
      "src/client/client.ts",
      '\nimport { app } from "../server/http/app.ts";',
      "imports src/server/http/app.ts",
    ],
    ["src/server/room/room.ts", 'import { env } from "cloudflare:workers";', "imports cloudflare:workers"],
    ["src/server/room/room.ts", "const now = Date.now();", "Date.now("],
    ["src/server/room/room.ts", 'sql("DELETE FROM messages");', "DELETE FROM"],
    ["src/server/room/room.ts", "db.prepare(text)", ".prepare("],
    [
      "src/server/room/send-policy.ts",
      'import { read } from "./member-sql.ts";',
      "imports src/server/room/member-sql.ts",
    ],
    ["src/web/app.tsx", 'const start = () => import("../tools/start.ts");', "imports src/tools/start.ts"],
  ])("%s: %s", (path, text, message) => {
    expect(check(path, text)).toContainEqual(expect.stringContaining(message));
  });

  it("names the line of an import", () => {
    expect(check("src/protocol/ids.ts", '\n\nimport { v7 } from "uuid";')).toEqual([
      "src/protocol/ids.ts:3: imports uuid",
    ]);
  });

  it("finds circles", () => {
    const found = checkLayers([
      sourceOf("src/client/a.ts", 'import { b } from "./b.ts";'),
      sourceOf("src/client/b.ts", 'import type { A } from "./c.ts";'),
      sourceOf("src/client/c.ts", 'export { a } from "./a.ts";'),
    ]);
    expect(brief(found)).toEqual(["src/client/a.ts: src/client/b.ts → src/client/c.ts → src/client/a.ts"]);
  });

  it("in the web app they go down only", () => {
    const check = (path: string, text: string) =>
      brief(checkWebOrder([sourceOf(path, text)])).filter((each) => each.startsWith(path));
    expect(check("src/web/shell/a.tsx", 'import { b } from "../primitives/b.tsx";')).toEqual([]);
    expect(check("src/web/main.tsx", 'import { b } from "./shell/b.tsx";')).toEqual([]);
    expect(check("src/web/primitives/a.tsx", 'import { b } from "../shell/b.tsx";')).toEqual([
      "src/web/primitives/a.tsx:1: imports src/web/shell/b.tsx",
    ]);
    expect(check("src/web/route.ts", 'import { b } from "./app.tsx";')).toEqual([
      "src/web/route.ts:1: imports src/web/app.tsx",
    ]);
    expect(check("src/web/attic/a.tsx", "")).toEqual([expect.stringContaining("has its place in")]);
  });
});

describe("vocabulary", () => {
  const entries = [{ say: "action", not: ["act", "gone-as"] }];
  const check = (path: string, text: string) => brief(checkVocabulary([sourceOf(path, text)], entries));

  it.each([
    ["src/a.ts", "applyAct(room)", "applyAct"],
    ["src/a.ts", "const MAX_ACT = 1", "MAX_ACT"],
    ["src/a.ts", "GONE_AS[code]", "GONE_AS"],
    ["src/act-queue.ts", "", "act-queue"],
    ["src/act/queue.ts", "", "act"],
  ])("%s: %s", (path, text, name) => {
    expect(check(path, text)).toEqual([`${path}:1: ${name}`]);
  });

  it("leaves alone longer words, comments and texts", () => {
    expect(
      check("src/a.ts", "const action = exact(fact); // an act\n/* act */ say(\"act\", 'act');"),
    ).toEqual([]);
  });
});

it("findings are printed by rule, and not without end", () => {
  const many = Array.from({ length: 17 }, (_, index) => ({ rule: "B", place: `b${index}.ts` }));
  const printed = report([
    { rule: "A", place: "a.ts:1", what: "why" },
    ...many,
    { rule: "A", place: "longer.ts" },
  ]);
  expect(printed).toMatch(
    /^A:\n {2}a\.ts:1 {5}why\n {2}longer\.ts\n\nB:\n {2}b0\.ts\n[\s\S]*\n {2}and 2 more$/,
  );
});
