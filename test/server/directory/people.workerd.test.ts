import { env } from "cloudflare:workers";
import { beforeAll, expect, test } from "vitest";
import { FIND_PAGE } from "../../../src/protocol/limits.ts";
import { expectRefusal, Person } from "../test-api.ts";

let ada: Person;
let grace: Person;

beforeAll(async () => {
  ada = await Person.register("Ada Lovelace", "ada");
  grace = await Person.register("Grace Hopper", "amazing.grace");
  await Person.register("100% Åse_Ødegård", "ase");
});

const names = async (q: string): Promise<string[]> =>
  (await ada.call("people", `/api/people?q=${encodeURIComponent(q)}`)).people.map((user) => user.name).sort();

test.each([
  ["ada", ["Ada Lovelace"]],
  ["ADA LOV", ["Ada Lovelace"]],
  ["lovel", ["Ada Lovelace"]],
  ["gra", ["Grace Hopper"]],
  ["a", ["100% Åse_Ødegård", "Ada Lovelace", "Grace Hopper"]],
  ["100%", ["100% Åse_Ødegård"]],
  ["ase_", ["100% Åse_Ødegård"]],
  ["da", []],
  ["%", []],
  ["_", []],
  ["a_a", []],
  ["*", []],
  ["\\", []],
  ["' OR 1=1 --", []],
])("%j finds %j", async (q, found) => expect(await names(q)).toEqual(found));

test("people are found through an index, however many there are", async () => {
  const { results } = await env.DB.prepare(
    "EXPLAIN QUERY PLAN SELECT name FROM people_words JOIN users USING (user_id) WHERE word >= ? AND word < ? ORDER BY word, user_id LIMIT 5",
  )
    .bind("a", "b")
    .all<{ detail: string }>();
  const plan = results.map((row) => row.detail).join("; ");
  expect(plan).toContain("SEARCH people_words USING PRIMARY KEY");
  expect(plan).not.toMatch(/SCAN|TEMP B-TREE/);
});

test("people are looked up by id; unknown ids are left out", async () => {
  const ids = [ada.id, `u_${"0".repeat(20)}`, grace.id].join(",");
  const { people } = await ada.call("peopleById", `/api/people/by-id?ids=${ids}`);
  expect(people.map((user) => user.user_id).sort()).toEqual([ada.id, grace.id].sort());
  expect(await ada.call("person", `/api/people/${grace.id}`)).toEqual(grace.user);
  await expectRefusal(await ada.send("GET", `/api/people/u_${"0".repeat(20)}`), "not_found");
});

test("a profile is changed in part, and found by its new name only", async () => {
  const person = await Person.register("Before Marriage", "changes");
  const bio = "Line one\n<b>&\"'`; DROP TABLE users; -- 😀 مرحبا";
  expect(await person.call("editMe", "/api/me", { bio, color: "#0b7a5b" })).toEqual({
    ...person.user,
    bio,
    color: "#0b7a5b",
  });
  expect(await person.call("editMe", "/api/me", { name: "After Wedding" })).toMatchObject({
    name: "After Wedding",
    bio,
  });
  expect(await names("wedd")).toEqual(["After Wedding"]);
  expect(await names("marri")).toEqual([]);
  expect(await names("changes")).toEqual(["After Wedding"]);
  expect(await person.call("editMe", "/api/me", {})).toMatchObject({ name: "After Wedding" });
});

test("a page holds at most so many people, and the one who was meant", async () => {
  const insert = env.DB.prepare(
    "INSERT INTO users (user_id, handle, name, color, created_at) VALUES (?1, ?2, ?2, '#000000', 0)",
  );
  const word = env.DB.prepare("INSERT INTO people_words (word, user_id) VALUES (?2, ?1)");
  const crowd = Array.from(
    { length: FIND_PAGE + 5 },
    (_, index) => [`u_${String(index).padStart(20, "0")}`, `crowd${index}`] as const,
  );
  await env.DB.batch(crowd.flatMap((values) => [insert.bind(...values), word.bind(...values)]));
  const { people } = await ada.call("people", "/api/people?q=crowd");
  expect(people).toHaveLength(FIND_PAGE);
  expect((await ada.call("people", "/api/people?q=crowd1")).people[0]?.handle).toBe("crowd1");
});
