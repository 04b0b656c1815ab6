import { describe, expect, test, vi } from "vitest";
import type { UserId } from "../../src/protocol/ids.ts";
import { codeAt, findPeople, partialWordAt, wordEnd } from "../../src/web/composer/completion.ts";
import {
  type Edit,
  type FieldContent,
  linkOver,
  newLine,
  toggleMark,
} from "../../src/web/composer/format.ts";
import { mentionsIn, roomMentionIn, unknownHandlesIn } from "../../src/web/composer/mentions.ts";
import { blocksOf } from "../../src/web/markdown/notation.ts";
import { asId } from "../as-id.ts";

/** A text whose selection stands between two bars; one bar is the cursor. */
function written(barred: string): FieldContent {
  const from = barred.indexOf("|");
  const to = barred.lastIndexOf("|");
  return { text: barred.replaceAll("|", ""), from, to: to === from ? from : to - 1 };
}

function after({ text }: FieldContent, { from, to, insert, select }: Edit): string {
  const changed = text.slice(0, from) + insert + text.slice(to);
  const [start, end] = select;
  const bars = start === end ? "|" : `|${changed.slice(start, end)}|`;
  return changed.slice(0, start) + bars + changed.slice(end);
}

describe("marks", () => {
  test.each([
    ["say |this| now", "strong", "say **|this|** now"],
    ["say **|this|** now", "strong", "say |this| now"],
    ["say |**this**| now", "strong", "say |this| now"],
    ["say |this |now", "emphasis", "say _|this|_ now"],
    ["|", "code", "`|`"],
    ["|a\nb|", "code", "```\n|a\nb|\n```"],
    ["x |a\nb| y", "code", "x \n```\n|a\nb|\n```\n y"],
    ["~~|a|~~", "strike", "|a|"],
  ] as const)("%j, %s: %j", (before, mark, done) => {
    expect(after(written(before), toggleMark(written(before), mark))).toBe(done);
  });
});

test("an address pasted over words makes them a link, and else is pasted as it is", () => {
  const paste = (text: string, address: string) => {
    const edit = linkOver(written(text), address);
    return edit && after(written(text), edit);
  };
  expect(paste("see |this| now", " https://a.b/c ")).toBe("see [this](https://a.b/c)| now");
  expect(paste("|this|", "https://a.b/c_(d")).toBe("[this](https://a.b/c_%28d)|");
  expect(paste("|this", "https://a.b")).toBeUndefined();
  expect(paste("|https://c.d|", "https://a.b")).toBeUndefined();
  expect(paste("|this|", "javascript:alert(1)")).toBeUndefined();
  expect(paste("|this|", "two words")).toBeUndefined();
});

test.each([
  ["mention", "@ai| world", "@aiko ", "@aiko |world"],
  ["mention", "@ai|ko, hello", "@aiko ", "@aiko |, hello"],
  ["mention", "@ai|", "@aiko ", "@aiko |"],
  ["emoji", ":tad|a: yes", "🎉", "🎉| yes"],
] as const)("a %s picked in %j takes the rest of its word with it", (kind, barred, insert, expected) => {
  const { text, from: caret } = written(barred);
  const to = wordEnd(kind, text, caret, insert);
  expect(`${insert}|${text.slice(to)}`).toBe(expected);
});

describe("a new line", () => {
  test.each([
    ["- a|", "- a\n- |"],
    ["  * a|", "  * a\n  * |"],
    ["9. a|", "9. a\n10. |"],
    ["> a|", "> a\n> |"],
    ["> - a|", "> - a\n> - |"],
    ["- a\n- |", "- a\n|"],
    ["1. a\n2. |", "1. a\n|"],
    ["> a\n> |", "> a\n|"],
    ["- a|b", "- a\n- |b"],
    ["    a|", "    a\n    |"],
    ["a|", "a\n|"],
    ["-a|", "-a\n|"],
    ["1234. a|", "1234. a\n|"],
  ])("%j: %j", (before, done) => {
    expect(after(written(before), newLine(written(before)))).toBe(done);
  });
});

test("a name or an emoji is begun by its sign, at the start of a word", () => {
  const begun = (text: string) => {
    const found = partialWordAt(text, text.length);
    return found && `${found.kind} ${found.from} ${found.query}`;
  };
  expect(begun("hi @")).toBe("mention 3 ");
  expect(begun("hi @Mü")).toBe("mention 3 Mü");
  expect(begun("**@a.d-a_1")).toBe("mention 2 a.d-a_1");
  expect(begun("so :ta")).toBe("emoji 3 ta");
  expect(begun(":+1")).toBe("emoji 0 +1");
  for (const text of ["a@b", "@a b", ":", ":t", "10:30", "host:8080", "https://x", "a:b", "::ab"])
    expect(begun(text), text).toBeUndefined();
});

test("a closed short code is one", () => {
  expect(codeAt("so :TADA:", 9)).toEqual({ from: 3, code: "tada" });
  expect(codeAt("so :tada: x", 11)).toBeUndefined();
  expect(codeAt("so tada:", 8)).toBeUndefined();
});

test("a short code inside a word, an address or code stays as it was typed", () => {
  const kept = [
    "00:1b:ab:",
    "2001:18:100:",
    "at 10:100:",
    "std::on:",
    "`puts x:ok:",
    "x:ok:",
    "a/:ok:",
    "=:ok:",
  ];
  const inCode = ["`a :ok:", "`` a ` :ok:", "```\n\n:ok:", "```js\na `b` :ok:"];
  for (const text of [...kept, ...inCode]) expect(codeAt(text, text.length), text).toBeUndefined();
  const replaced = [
    "hi :tada:",
    "(:ok:",
    "wow!:ok:",
    "🎉:ok:",
    "👍🏽:ok:",
    "你好:ok:",
    "`a` :ok:",
    "a `\n\n:ok:",
    "\\` :ok:",
  ];
  for (const text of replaced) expect(codeAt(text, text.length), text).toBeDefined();
  // Nobody is looked for in code either.
  expect(partialWordAt("`@bo", 4)).toBeUndefined();
});

test("people are found by handle first, then by a word of their name, whatever its accents", () => {
  const person = (handle: string, name: string) => ({
    user_id: asId<UserId>(handle),
    handle,
    name,
    bio: "",
    color: "#123456",
    created_at: 0,
  });
  const people = [person("zoe", "Ann Li"), person("anna", "Zed"), person("bob", "Léa-Änne Bo")];
  const found = (query: string) => findPeople(people, query, 8).map(({ handle }) => handle);
  expect(found("an")).toEqual(["anna", "zoe", "bob"]);
  expect(found("lea")).toEqual(["bob"]);
  expect(found("")).toHaveLength(3);
  expect(found("nn")).toEqual([]);
});

test("who is called on, and whether everybody is", () => {
  const people = [
    { handle: "ada", user_id: asId<UserId>("u_1") },
    { handle: "ada.l", user_id: asId<UserId>("u_2") },
  ];
  expect(mentionsIn("@Ada and @ada.l. x@ada", people)).toEqual(["u_1", "u_2"]);
  expect(mentionsIn("ada", people)).toEqual([]);
  expect(unknownHandlesIn("@Ada, @Eve and @eve, @all of you", people)).toEqual(["eve"]);
  expect(unknownHandlesIn("mail@eve.org", people)).toEqual([]);
  expect(roomMentionIn("hi @all and @here")).toBe("all");
  expect(roomMentionIn("hi @here")).toBe("here");
  expect(roomMentionIn("all of you, mail@all.org")).toBeUndefined();
});

test("MENTION3: code, quotes and addresses mention nobody; words without spaces around them do", async () => {
  await vi.waitUntil(
    () => blocksOf("`a`")[0]?.kind === "text" && JSON.stringify(blocksOf("`a`")).includes("code"),
  );
  const people = [{ handle: "bob", user_id: asId<UserId>("u_1") }];
  const texts = [
    "`@bob`",
    "```\n@bob\n```",
    "`@all`",
    "> @bob said so",
    "https://a.b/@bob",
    "[@bob](https://a.b)",
  ];
  for (const text of [
    ...texts,
    "``@bob `@all` ``",
    "- `@bob`",
    "@bobé",
    "x@bob",
    "é@bob",
    "@bob_é",
    "~~~\n@bob",
    "@@bob",
  ]) {
    expect(mentionsIn(text, people), text).toEqual([]);
    expect(roomMentionIn(text), text).toBeUndefined();
    expect(
      unknownHandlesIn(text, []).filter((handle) => handle === "bob"),
      text,
    ).toEqual([]);
  }
  for (const text of [
    "`x` @bob",
    "> a\n@bob",
    "**@bob**",
    "- @BOB!",
    "你好@bob说",
    "\\`@bob\\`",
    "(@bob)",
    "@bob, @bob_",
  ])
    expect(mentionsIn(text, people), text).toEqual(["u_1"]);
});
