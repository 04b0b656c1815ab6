import { describe, expect, test } from "vitest";
import { RosterLog } from "../../../src/client/room/roster-log.ts";
import type { UserId } from "../../../src/protocol/ids.ts";
import type { Change, Member, Role } from "../../../src/protocol/room.ts";
import { asId } from "../../as-id.ts";
import { OTHER } from "../fixtures.ts";

const who = (name: string) => ({ user_id: asId<UserId>(name) });
const member = (user_id: string, role: Role = "member"): Member => ({
  ...who(user_id),
  role,
  joined_at: 1,
  muted_until: 0,
});
const about = { change_id: 1, after_message_id: 0, time: 1, by: OTHER };
const joined = (user_id: string): Change => ({
  ...about,
  type: "member_joined",
  ...who(user_id),
  role: "member",
});
const left = (user_id: string): Change => ({ ...about, type: "member_left", ...who(user_id) });
const promoted = (user_id: string, role: Role): Change => ({
  ...about,
  type: "role_changed",
  ...who(user_id),
  role,
});
const ids = (roster: RosterLog) => roster.members.map(({ user_id }) => user_id);

/** Of which the first page is here: an owner, and the members b to d. */
function begun(): RosterLog {
  const roster = new RosterLog();
  roster.beginReading();
  roster.page([member("x", "owner"), member("b"), member("d")], false);
  return roster;
}

describe("a member list", () => {
  test("is read by pages, and shows owners and admins first", () => {
    const roster = begun();
    expect(roster.last).toBe("d");
    roster.beginReading();
    roster.page([member("e"), member("g", "admin")], true);
    expect(ids(roster)).toEqual(["x", "g", "b", "d", "e"]);
    expect(roster.isComplete).toBe(true);
  });

  test("shows who was known before, until the first page comes, and nobody twice", () => {
    const roster = new RosterLog();
    roster.remember([member("x", "owner"), member("gone")]);
    roster.beginReading();
    roster.endReading();
    expect([ids(roster), roster.last, roster.isComplete]).toEqual([["x", "gone"], undefined, false]);
    roster.beginReading();
    roster.page([member("x", "owner"), member("b")], true);
    roster.remember([member("gone")]);
    expect(ids(roster)).toEqual(["x", "b"]);
  });

  test("follows who comes, goes, rises and is muted", () => {
    const roster = begun();
    roster.take([joined("c"), left("b"), promoted("d", "admin")]);
    expect(ids(roster)).toEqual(["x", "d", "c"]);
    roster.take([{ ...about, type: "member_muted", ...who("c"), until: 9 }, promoted("z", "admin")]);
    expect(ids(roster)).toEqual(["x", "d", "z", "c"]);
    expect(roster.members.at(-1)?.muted_until).toBe(9);
    roster.take([{ ...about, type: "member_banned", ...who("c") }]);
    expect(ids(roster)).toEqual(["x", "d", "z"]);
  });

  test("leaves who comes behind the last page read to a later page", () => {
    const roster = begun();
    roster.take([joined("f")]);
    expect(ids(roster)).toEqual(["x", "b", "d"]);
  });

  test("is not set back by a page that was read before something happened", () => {
    const roster = begun();
    roster.beginReading();
    roster.take([left("e"), promoted("f", "admin")]);
    roster.page([member("e"), member("f")], true);
    expect(ids(roster)).toEqual(["x", "f", "b", "d"]);
  });

  test("read anew, shows what it had until the first page is here", () => {
    const roster = begun();
    roster.restart();
    expect(roster.last).toBeUndefined();
    expect(ids(roster)).toEqual(["x", "b", "d"]);
    roster.beginReading();
    roster.endReading();
    expect(ids(roster)).toEqual(["x", "b", "d"]);
    roster.beginReading();
    roster.page([member("d", "owner")], true);
    expect(ids(roster)).toEqual(["d"]);
  });
});
