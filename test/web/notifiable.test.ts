import { expect, test } from "vitest";
import type { RoomId, UserId } from "../../src/protocol/ids.ts";
import type { Conversation } from "../../src/protocol/inbox.ts";
import { conversationsToNotify, headsOf } from "../../src/web/notifications/notifiable.ts";
import { asId } from "../as-id.ts";

const ME = asId<UserId>("u_me");
const BOB = asId<UserId>("u_bob");
const NOW = 1_000_000;

const conversation = (name: string, more: Partial<Conversation> = {}): Conversation => ({
  room_id: asId(name),
  kind: "group",
  name,
  membership: "member",
  head: 2,
  read: 1,
  mentions: 0,
  preview: { message_id: 2, sender: BOB, time: NOW, text: "Hello" },
  level: "all",
  muted_until: 0,
  active_at: NOW,
  version: 1,
  ...more,
});
const before = new Map([[asId<RoomId>("a"), 1]]);
const told = (more: Partial<Conversation>, blocked: readonly UserId[] = []) =>
  conversationsToNotify(before, [conversation("a", more)], { me: ME, blocked: new Set(blocked), now: NOW })
    .length === 1;

test("what somebody has said since is news; what was there before is none", () => {
  expect(told({})).toBe(true);
  expect(told({ head: 1 })).toBe(false);
  const all = [conversation("a"), conversation("b"), conversation("c", { head: 0, read: 0 })];
  const heads = headsOf(all);
  expect(conversationsToNotify(heads, all, { me: ME, blocked: new Set(), now: NOW })).toEqual([]);
  expect(
    conversationsToNotify(new Map(), all, { me: ME, blocked: new Set(), now: NOW }).map(
      (each) => each.room_id,
    ),
  ).toEqual(["b", "a"]);
});

test("one's own, what was read elsewhere, what was deleted and what blocked people say calls nobody", () => {
  const by = (sender: UserId, deleted?: true) => ({
    preview: { message_id: 2, sender, time: NOW, text: "", ...(deleted && { deleted }) },
  });
  expect(told(by(ME))).toBe(false);
  expect(told({ read: 2 })).toBe(false);
  expect(told(by(BOB, true))).toBe(false);
  expect(told({}, [BOB])).toBe(false);
});

test("a room calls for what its level says", () => {
  expect(told({ level: "nothing", mentions: 1 })).toBe(false);
  expect(told({ level: "mentions" })).toBe(false);
  expect(told({ level: "mentions", mentions: 1 })).toBe(true);
  expect(told({ muted_until: NOW + 1 })).toBe(false);
  expect(told({ muted_until: NOW })).toBe(true);
});
