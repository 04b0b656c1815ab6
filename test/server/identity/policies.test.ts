import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import { PASSWORD_MIN } from "../../../src/protocol/limits.ts";
import { posesAsStaff, skeletonOf } from "../../../src/server/identity/handle-policy.ts";
import { isWeakPassword } from "../../../src/server/identity/password-policy.ts";
import { readForm } from "../../../src/tools/database.ts";

test.each([
  ...[
    "password",
    "12345678",
    "iloveyou",
    "qwertyuiop",
    "baseball",
    "superman",
    "trustno1",
    "1qaz2wsx",
    "asdfasdf",
  ],
  ...[
    "PASSWORD",
    "PassWord1",
    "Liverpool",
    "elizabeth",
    "sunshine",
    "michelle",
    "starwars",
    "1q2w3e4r",
    "87654321",
  ],
  ...[
    "letmein1",
    "computer",
    "princess",
    "corvette",
    "football",
    "maverick",
    "changeme",
    "q1w2e3r4",
    "11223344",
  ],
  ...["        ", "\u3000".repeat(8), "\t \t \t \t ", "????????", "aaaaaaaaaaaaaaaaaaaa", "😀😀😀😀😀😀😀😀"],
])("AUTH10: %j is too easy to guess for anybody", (password) => {
  expect(isWeakPassword(password, "somebody")).toBe(true);
});

test.each([
  ["ada.lovelace", "ada.lovelace"],
  ["ada.lovelace", "Ada Lovelace"],
  ["ada.lovelace", "AdaLovelace!"],
  ["grace", "gracegrace"],
  ["grace", "Grace-Grace-Grace"],
  ["x-9", "x9x9x9x9"],
])("AUTH10: the handle %s is no password, as %j either", (handle, password) => {
  expect(isWeakPassword(password, handle)).toBe(true);
});

test("other passwords are good enough", () => {
  const good = [
    "a long and quiet sentence",
    "correct horse battery",
    "Tr0ub4dor&3x",
    "наш секретный дом",
    "ひみつのことばです",
  ];
  for (const password of good)
    expect([password, isWeakPassword(password, "grace")]).toEqual([password, false]);
  const guessed = Array.from({ length: 20_000 }, (_, index) => `${(index * 7_919).toString(36)}-w${index}`);
  expect(guessed.filter((text) => text.length >= PASSWORD_MIN && isWeakPassword(text, "grace"))).toEqual([]);
});

test.each([
  ...[
    "admin",
    "admin1",
    "the-admin",
    "ad.min",
    "adm1n",
    "adrnin",
    "administrator",
    "4dmin",
    "moderator",
    "m0derator",
  ],
  ...[
    "support",
    "parlor-support",
    "supp0rt",
    "5upport",
    "parlor",
    "par1or",
    "pariorteam.parlor",
    "system",
    "sys-tem",
  ],
  ...[
    "root",
    "r00t",
    "official.ada",
    "staff",
    "security-team",
    "mod",
    "help",
    "no.reply",
    "everyone",
    "007.admin",
  ],
])("AUTH11: %s is nobody's handle", (handle) => {
  expect(posesAsStaff(handle)).toBe(true);
});

test.each([
  "ada",
  "badminton",
  "modesty",
  "rooted",
  "helpful",
  "team-rocket",
  "mod.ern",
  "systems.ada",
  "person12",
  "bot-lover",
])("%s poses as nobody", (handle) => {
  expect(posesAsStaff(handle)).toBe(false);
});

test("AUTH11: D1 computes the same skeletons", () => {
  const sqlite = new DatabaseSync(":memory:");
  sqlite.exec(readForm().schema);
  const handles = ["ada", "m0d", "0o0", "l1l", "rnrn", "mmm", "a_b-c.d", "10m01"];
  const insert = sqlite.prepare("INSERT INTO users VALUES (?, ?, '', '', '', 0)");
  for (const handle of handles) insert.run(handle, handle);
  const rows = sqlite.prepare("SELECT handle, skeleton FROM users").all() as {
    handle: string;
    skeleton: string;
  }[];
  expect(rows).toHaveLength(handles.length);
  for (const { handle, skeleton } of rows) expect([handle, skeleton]).toEqual([handle, skeletonOf(handle)]);
});
