import { expect, test } from "vitest";
import { Action } from "../../src/protocol/actions.ts";
import type { UserId } from "../../src/protocol/ids.ts";
import type { Message } from "../../src/protocol/message.ts";
import type { Receipt } from "../../src/protocol/room-frames.ts";
import { lastSeen } from "../../src/web/language/times.ts";
import { choicesFor, type MenuChoice, type Standing } from "../../src/web/message/choices.ts";
import { votesAfter } from "../../src/web/message/message-actions.ts";
import { quickReactions } from "../../src/web/message/quick-reactions.ts";
import { summarizeReceipts } from "../../src/web/message/receipt-summary.ts";
import { isMuted, shouldNotify } from "../../src/web/notifications/should-notify.ts";
import { hasNoticeText, noticeTexts } from "../../src/web/timeline/notice-text.ts";
import { asId } from "../as-id.ts";

const [ME, ANN, BOB, CEM, DAN, EVE] = ["me", "ann", "bob", "cem", "dan", "eve"].map((name) =>
  asId<UserId>(name),
) as [UserId, UserId, UserId, UserId, UserId, UserId];
const HOUR = 60 * 60_000;
const message = (more: Partial<Message> = {}): Message => ({
  message_id: 7,
  sender: ME,
  client_id: asId("c"),
  time: 0,
  text: "hello",
  ...more,
});
const everyone = { post: "everyone", invite: "everyone", pin: "everyone", mention_room: "everyone" } as const;
const standing = (more: Partial<Standing> = {}): Standing => ({
  me: ME,
  kind: "group",
  room: { permissions: everyone, archived: false },
  role: "member",
  now: HOUR,
  ...more,
});
const plain = { isSaved: false, hasReceipts: true };
const can = (choice: MenuChoice, of: Message, where: Standing) =>
  choicesFor(of, where, plain).includes(choice);

test("one's own message can be edited for a day, and deleted for ever", () => {
  expect(can("edit", message(), standing())).toBe(true);
  expect(can("edit", message(), standing({ now: 25 * HOUR }))).toBe(false);
  const strict = { permissions: everyone, archived: false, edit_window_seconds: 60 };
  expect(can("edit", message(), standing({ room: strict, now: 59_999 }))).toBe(true);
  expect(can("edit", message(), standing({ room: strict, now: 60_000 }))).toBe(false);
  expect(can("delete", message(), standing({ now: 25 * HOUR }))).toBe(true);
  expect(can("unread", message(), standing())).toBe(false);
});

test("of others one edits nothing, and deletes as an admin, but not in a DM", () => {
  const theirs = message({ sender: ANN });
  expect(can("edit", theirs, standing({ role: "owner" }))).toBe(false);
  expect(can("delete", theirs, standing())).toBe(false);
  expect(can("delete", theirs, standing({ role: "admin" }))).toBe(true);
  expect(can("delete", theirs, standing({ role: "admin", kind: "dm" }))).toBe(false);
  expect(can("unread", theirs, standing())).toBe(true);
});

test("what a room leaves to its admins, or to nobody, is not offered", () => {
  const admins = { permissions: { ...everyone, post: "admins", pin: "admins" }, archived: false } as const;
  expect(choicesFor(message(), standing({ room: admins }), plain)).not.toContain("pin");
  expect(choicesFor(message(), standing({ room: admins }), plain)).not.toContain("reply");
  expect(choicesFor(message(), standing({ room: admins, role: "admin" }), plain)).toContain("pin");
  const archived = standing({ room: { permissions: everyone, archived: true } });
  const kept = { isSaved: true, hasReceipts: false };
  expect(choicesFor(message(), archived, kept)).toEqual(["copy", "link", "forward", "unsave"]);
  expect(choicesFor(message({ deleted_at: 1 }), standing(), plain)).toEqual([]);
});

test("what a message or a room does not have is not offered to be looked at", () => {
  const theirs = message({
    sender: ANN,
    edited_at: 2,
    reactions: [{ emoji: "👍", count: 1, users: [ANN] }],
  });
  expect(can("history", theirs, standing())).toBe(false);
  expect(can("history", theirs, standing({ role: "admin" }))).toBe(true);
  expect(can("history", message(), standing({ role: "admin" }))).toBe(false);
  expect([can("reactions", theirs, standing()), can("reactions", message(), standing())]).toEqual([
    true,
    false,
  ]);
  expect(can("seen", message(), standing())).toBe(true);
  expect(choicesFor(message(), standing(), { isSaved: false, hasReceipts: false })).not.toContain("seen");
  expect([can("report", theirs, standing()), can("report", message(), standing())]).toEqual([true, false]);
  expect(can("report", theirs, standing({ kind: "dm" }))).toBe(true);
  // The address of a DM names its two people.
  expect([can("link", theirs, standing()), can("link", theirs, standing({ kind: "dm" }))]).toEqual([
    true,
    false,
  ]);
});

test("a tick means everybody else, and nothing is claimed of a crowd", () => {
  const receipts = (...all: [UserId, number, number][]): ReadonlyMap<UserId, Receipt> =>
    new Map(all.map(([user_id, delivered, read]) => [user_id, { user_id, delivered, read }]));
  const me = [ME, 9, 9] as [UserId, number, number];
  expect(summarizeReceipts(receipts(me, [ANN, 5, 3]), ME, 2)).toEqual({ delivered: 5, read: 3 });
  expect(summarizeReceipts(receipts(me, [ANN, 5, 3], [BOB, 4, 4]), ME, 3)).toEqual({
    delivered: 4,
    read: 3,
  });
  // Cem has never been here.
  expect(summarizeReceipts(receipts(me, [ANN, 5, 3], [BOB, 4, 4]), ME, 4)).toEqual({
    delivered: 0,
    read: 0,
  });
  expect(summarizeReceipts(receipts(me), ME, 1)).toEqual({ delivered: 0, read: 0 });
  expect(summarizeReceipts(receipts(me, [ANN, 5, 3]), ME, undefined)).toEqual({ delivered: 0, read: 0 });
});

test("a vote is one option, or several where the poll says so; pressed again it is taken back", () => {
  const poll = (multiple: boolean, ...mine: boolean[]) =>
    message({
      poll: { options: ["a", "b", "c"], multiple },
      votes: mine.map((me) => ({ count: me ? 1 : 0, me })),
    });
  expect(votesAfter(poll(false, true, false, false), 2)).toEqual([2]);
  expect(votesAfter(poll(true, false, false, true), 0)).toEqual([0, 2]);
  expect(votesAfter(poll(true, true, false, true), 0)).toEqual([2]);
  expect(votesAfter(poll(false, true, false, false), 0)).toEqual([]);
});

test("changes are told with those to whom the same happened, and the rest is silent", () => {
  const base = { after_message_id: 1, time: 0, by: ANN };
  const joined = (change_id: number, user_id: UserId) =>
    ({ ...base, change_id, type: "member_joined", user_id, role: "member" }) as const;
  const told = noticeTexts([
    joined(1, BOB),
    { ...base, change_id: 2, type: "member_left", user_id: CEM },
    joined(3, DAN),
    { ...base, change_id: 4, type: "role_changed", user_id: BOB, role: "admin" },
    { ...base, change_id: 5, type: "room_changed", settings: { name: "Supper" } },
    { ...base, change_id: 6, type: "member_banned", user_id: EVE },
  ]);
  expect(told.map(({ who, verb }) => [who.join(" "), ...verb])).toEqual([
    ["bob dan", "joined", "joined", "joined"],
    ["cem", "left", "left", "left"],
    ["bob", "is now an admin", "are now admins", "are now an admin"],
    ["ann", ...Array<string>(3).fill("renamed the room to “Supper”")],
    ["eve", "was banned", "were banned", "were banned"],
  ]);
  const silent = [
    { ...base, change_id: 1, type: "member_muted", user_id: BOB, until: 5 },
    { ...base, change_id: 2, type: "member_unbanned", user_id: BOB },
    { ...base, change_id: 3, type: "room_changed", settings: { slow_mode_seconds: 5 } },
  ] as const;
  expect(silent.some(hasNoticeText)).toBe(false);
});

test("a muted room does not call, and one for mentions only calls with those", () => {
  const room = { head: 5, read: 3, mentions: 0, level: "all", muted_until: 0 } as const;
  expect(shouldNotify(room, HOUR)).toBe(true);
  expect(shouldNotify({ ...room, read: 5 }, HOUR)).toBe(false);
  expect(shouldNotify({ ...room, muted_until: HOUR + 1 }, HOUR)).toBe(false);
  expect(isMuted({ ...room, muted_until: HOUR }, HOUR)).toBe(false);
  expect(shouldNotify({ ...room, level: "nothing", mentions: 1 }, HOUR)).toBe(false);
  expect(shouldNotify({ ...room, level: "mentions" }, HOUR)).toBe(false);
  expect(shouldNotify({ ...room, level: "mentions", mentions: 1 }, HOUR)).toBe(true);
});

test("when somebody was last there", () => {
  const noon = new Date(2026, 2, 5, 12, 0).getTime();
  expect(lastSeen(noon - 20_000, noon)).toBe("last seen just now");
  expect(lastSeen(noon - 5 * 60_000, noon)).toBe("last seen 5 min ago");
  expect(lastSeen(noon - 3 * HOUR, noon)).toMatch(/^last seen at /);
  expect(lastSeen(noon - 20 * HOUR, noon)).toMatch(/^last seen yesterday at /);
  expect(lastSeen(noon - 72 * HOUR, noon)).toMatch(/^last seen on \p{L}+$/u);
});

test("the emoji at hand are the usual ones and two of those used last, all of them what a room takes", () => {
  const usual = quickReactions([]);
  expect(quickReactions(["👍", "🦄", "🥨", "🌷"])).toEqual([...usual.slice(0, 4), "🦄", "🥨"]);
  expect(quickReactions(["👍"])).toEqual(usual);
  for (const emoji of usual)
    expect(Action.safeParse({ type: "react", message_id: 1, emoji, on: true }).success, emoji).toBe(true);
});
