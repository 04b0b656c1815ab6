import { describe, expect, test } from "vitest";
import { dmRoomId, type RoomId, type UserId } from "../../src/protocol/ids.ts";
import type { Conversation } from "../../src/protocol/inbox.ts";
import type { User } from "../../src/protocol/user.ts";
import { matchScore, startsWord } from "../../src/web/people/match.ts";
import { sectionsOf, staysShown } from "../../src/web/rooms/sections.ts";
import { switcherResults } from "../../src/web/shell/switcher/results.ts";
import { asId } from "../as-id.ts";

const NOW = 1_000;
const conversation = (name: string, more: Partial<Conversation> = {}): Conversation => ({
  room_id: asId(name),
  kind: "group",
  name,
  membership: "member",
  head: 0,
  read: 0,
  mentions: 0,
  level: "all",
  muted_until: 0,
  active_at: 0,
  version: 1,
  ...more,
});

describe("the list of rooms", () => {
  const all = [
    conversation("quiet", { level: "nothing" }),
    conversation("dm", { kind: "dm" }),
    conversation("later", { muted_until: NOW + 1 }),
    conversation("top", { pinned: true, level: "nothing" }),
    conversation("channel", { kind: "channel", muted_until: NOW }),
  ];

  test("has a heading for what is pinned, people, rooms and what is muted, and none for nothing", () => {
    const shown = sectionsOf(all, NOW).map(({ name, conversations }) => [
      name,
      ...conversations.map(({ room_id }) => room_id),
    ]);
    expect(shown).toEqual([
      ["pinned", "top"],
      ["dms", "dm"],
      ["rooms", "channel"],
      ["muted", "quiet", "later"],
    ]);
    expect(sectionsOf([], NOW)).toEqual([]);
  });

  test("keeps what waits, and where one is, under a heading that is folded", () => {
    expect(staysShown(conversation("a"), false)).toBe(false);
    expect(staysShown(conversation("a"), true)).toBe(true);
    expect(staysShown(conversation("a", { head: 1 }), false)).toBe(true);
  });
});

describe("a name", () => {
  test("is found by the start of any of its words, whatever its case and accents", () => {
    expect(startsWord("Zoë van der Berg", "zoe")).toBe(true);
    expect(startsWord("Zoë van der Berg", "BER")).toBe(true);
    expect(startsWord("Zoë van der Berg", "erg")).toBe(false);
  });

  test("is the closer the more of it was typed as it is", () => {
    const scores = ["gard", "club", "arde", "gdn", "ngd", "x"].map((typed) =>
      matchScore("Gardening club", typed),
    );
    expect(scores).toEqual([4, 3, 2, 1, 0, 0]);
  });
});

describe("the switcher", () => {
  const me = asId<UserId>(`u_${"a".repeat(20)}`);
  const person = (letter: string, name: string): User => ({
    user_id: asId(`u_${letter.repeat(20)}`),
    handle: name.toLowerCase(),
    name,
    bio: "",
    color: "#000000",
    created_at: 0,
  });
  const bob = person("b", "Bob");
  const dm = dmRoomId(me, bob.user_id);
  const rooms = [
    conversation("Old garden", { active_at: 1 }),
    conversation(dm, { kind: "dm", active_at: 2 }),
    conversation("Garden", { active_at: 3 }),
    conversation("Gala", { active_at: 4 }),
  ];
  const results = (typed: string, people: readonly User[] = [], here?: RoomId) =>
    switcherResults({
      conversations: rooms,
      nameOf: (room_id) => (room_id === dm ? "Bob bob" : room_id),
      people,
      me,
      typed,
      here,
    }).map((result) => (result.kind === "room" ? result.room_id : `new ${result.person.name}`));

  test("offers the most recent rooms first, and never the one that is open", () => {
    expect(results("")).toEqual(["Gala", "Garden", dm, "Old garden"]);
    expect(results("", [], asId("Gala"))).toEqual(["Garden", dm, "Old garden"]);
  });

  test("puts the closest name first, then the more recent, then people not talked to yet", () => {
    expect(results("ga")).toEqual(["Gala", "Garden", "Old garden"]);
    expect(results("gard")).toEqual(["Garden", "Old garden"]);
    expect(results("@bo", [bob, person("c", "Bodo")])).toEqual([dm, "new Bodo"]);
    expect(results("nothing")).toEqual([]);
  });
});
