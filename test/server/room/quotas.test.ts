import { describe, expect, it } from "vitest";
import type { UserId } from "../../../src/protocol/ids.ts";
import {
  AUDIT_MAX,
  BANS_MAX,
  PAGE_MAX_UNITS,
  REACTORS_PAGE,
  REVISIONS_MAX,
  TEXT_MAX_CHARACTERS,
} from "../../../src/protocol/limits.ts";
import { ANN, applyAction, BEN, makeRoom, NOW, sayAll, user } from "./make-room.ts";

const people = (count: number): UserId[] => Array.from({ length: count }, (_, index) => user(`p${index}`));

describe("EDIT1: the earlier versions of a message", () => {
  const made = makeRoom();
  sayAll(made.room, BEN, ["first"]);
  const pad = "x".repeat(TEXT_MAX_CHARACTERS - 10);
  for (let count = 1; count <= REVISIONS_MAX + 50; count++)
    applyAction(made.room, BEN, { type: "edit", message_id: 1, text: `${count} ${pad}` }, NOW + count);
  const page = (after: number) => {
    const read = made.room.reader.revisions(ANN, 1, after, NOW);
    if (!read.ok) throw new Error(read.code);
    return read.value;
  };

  it("are the first one and the latest, in pages that are no longer than any other", () => {
    const all: { until: number; text: string }[] = [];
    for (let pages = 0; ; pages++) {
      const some = page(all.at(-1)?.until ?? 0);
      if (some.length === 0) break;
      expect(JSON.stringify(some).length).toBeLessThan(PAGE_MAX_UNITS + 10_000);
      all.push(...some);
      expect(pages).toBeLessThan(5);
    }
    expect(all).toHaveLength(REVISIONS_MAX);
    expect(all[0]?.text).toBe("first");
    expect(all[1]?.text.split(" ")[0]).toBe("51");
    expect(all.at(-1)?.text.split(" ")[0]).toBe(`${REVISIONS_MAX + 49}`);
  });
});

it("REACT1: everyone who reacted comes in pages", () => {
  const crowd = people(REACTORS_PAGE + 5);
  const { room } = makeRoom([ANN, BEN]);
  sayAll(room, ANN, ["one"]);
  const { reactions } = room.state.tables.messages;
  for (const [index, user_id] of crowd.entries()) reactions.set(1, "👍", user_id, true, NOW + (index >> 1));
  const first = room.reader.reactors(ANN, 1, "👍", undefined, NOW);
  if (!first.ok) throw new Error(first.code);
  const second = room.reader.reactors(ANN, 1, "👍", first.value.at(-1), NOW);
  if (!second.ok) throw new Error(second.code);
  expect([first.value.length, second.value.length]).toEqual([REACTORS_PAGE, 5]);
  expect(new Set([...first.value, ...second.value])).toEqual(new Set(crowd));
});

it("MEMBER7: a room has so many bans, which fit one page, and who is banned already still is", () => {
  const { room } = makeRoom([ANN, BEN]);
  const crowd = people(BANS_MAX);
  for (const user_id of crowd) room.state.tables.bans.ban({ user_id, by: ANN, at: NOW });
  expect(applyAction(room, ANN, { type: "ban", user_id: BEN, on: true })).toBe("too_many");
  const [known = BEN] = crowd;
  expect(applyAction(room, ANN, { type: "ban", user_id: known, on: true })).toEqual([]);
  expect(JSON.stringify(room.reader.bans(ANN, NOW)).length).toBeLessThan(PAGE_MAX_UNITS);
  applyAction(room, ANN, { type: "ban", user_id: known, on: false });
  expect(applyAction(room, ANN, { type: "ban", user_id: BEN, on: true })).toHaveLength(1);
});

it("AUDIT1: the log keeps the latest entries", () => {
  const { room } = makeRoom();
  const { audit } = room.state.tables;
  for (let count = 0; count < AUDIT_MAX + 7; count++)
    audit.add({ by: ANN, at: NOW + count, action: { type: "pin", message_id: 1, on: true } });
  const all = audit.before(Number.MAX_SAFE_INTEGER, AUDIT_MAX + 10);
  expect([all.length, all.at(-1)?.at]).toEqual([AUDIT_MAX, NOW + 7]);
});
