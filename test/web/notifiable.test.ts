import { expect, test } from "vitest";
import type { RoomId, UserId } from "../../src/protocol/ids.ts";
import type { Conversation, Preview } from "../../src/protocol/inbox.ts";
import { asItIsNow, NOTHING_SEEN, newsIn, seenIn } from "../../src/web/notifications/notifiable.ts";
import { asId } from "../as-id.ts";

const ME = asId<UserId>("u_me");
const BOB = asId<UserId>("u_bob");
const ROOM = asId<RoomId>("a");
const NOW = 1_000_000;

const preview = (message_id: number, more: Partial<Preview> = {}): Preview => ({
  message_id,
  sender: BOB,
  time: NOW,
  text: `text ${message_id}`,
  ...more,
});
const conversation = (name: string, more: Partial<Conversation> = {}): Conversation => ({
  room_id: asId(name),
  kind: "group",
  name,
  membership: "member",
  head: 2,
  read: 1,
  mentions: 0,
  preview: preview(2),
  level: "all",
  muted_until: 0,
  active_at: NOW,
  version: 1,
  ...more,
});
const mention = (message: Preview, room_id = ROOM) => ({ kind: "mention", room_id, message }) as const;
const inbox = (conversations: readonly Conversation[], ...mentions: ReturnType<typeof mention>[]) => ({
  conversations,
  mentions,
});
const reader = { me: ME, blocked: new Set<UserId>(), now: NOW };
const before = { heads: new Map([[ROOM, 1]]), mentions: new Set<string>() };
const told = (more: Partial<Conversation>, blocked: readonly UserId[] = []) =>
  newsIn(before, inbox([conversation("a", more)]), { ...reader, blocked: new Set(blocked) }).length === 1;

test("what somebody has said since is news; what was there before is none", () => {
  expect(told({})).toBe(true);
  expect(told({ head: 1 })).toBe(false);
  const { preview: _, ...empty } = conversation("c", { head: 0, read: 0 });
  const all = inbox([conversation("a"), conversation("b"), empty]);
  expect(newsIn(seenIn(all), all, reader)).toEqual([]);
  expect(newsIn(NOTHING_SEEN, all, reader).map((each) => each.conversation.room_id)).toEqual(["b", "a"]);
});

test("one's own, what was read elsewhere, what was deleted and what blocked people say calls nobody", () => {
  expect(told({ preview: preview(2, { sender: ME }) })).toBe(false);
  expect(told({ read: 2 })).toBe(false);
  expect(told({ preview: preview(2, { deleted: true }) })).toBe(false);
  expect(told({}, [BOB])).toBe(false);
});

test("a room calls for what its level says", () => {
  expect(told({ level: "nothing", mentions: 1 })).toBe(false);
  expect(told({ level: "mentions" })).toBe(false);
  expect(told({ muted_until: NOW + 1 })).toBe(false);
  expect(told({ muted_until: NOW })).toBe(true);
});

test("a room of mentions calls once for each, and not for what comes after", () => {
  const level = { level: "mentions", read: 0 } as const;
  const steps = [
    inbox([conversation("a", { ...level, head: 1, preview: preview(1) })]),
    // The mention may come before its room says that there is a new message.
    inbox(
      [conversation("a", { ...level, head: 1, preview: preview(1) })],
      mention(preview(2, { text: "@me" })),
    ),
    inbox([conversation("a", { ...level, head: 2, mentions: 1 })], mention(preview(2, { text: "@me" }))),
    inbox([conversation("a", { ...level, head: 3, mentions: 1, preview: preview(3) })], mention(preview(2))),
    inbox([conversation("a", { ...level, head: 4, mentions: 1, preview: preview(4) })], mention(preview(2))),
    // Plain talk and another mention in one go: it is about the mention.
    inbox(
      [conversation("a", { ...level, head: 6, mentions: 2, preview: preview(6) })],
      mention(preview(5)),
      mention(preview(2)),
    ),
  ];
  let seen = NOTHING_SEEN;
  const notified = steps.map((step) => {
    const news = newsIn(seen, step, reader).map(({ message }) => message.message_id);
    seen = seenIn(step);
    return news;
  });
  expect(notified).toEqual([[], [2], [], [], [], [5]]);
});

test("an edit that mentions somebody calls them", () => {
  const seen = seenIn(inbox([conversation("a")]));
  expect(newsIn(seen, inbox([conversation("a")], mention(preview(2))), reader)).toMatchObject([
    { message: { message_id: 2 } },
  ]);
});

test("a notification follows an edit, and goes when its message is read or deleted", () => {
  const shown = preview(2);
  const now = (more: Partial<Conversation>, ...mentions: ReturnType<typeof mention>[]) =>
    asItIsNow(inbox([conversation("a", more)], ...mentions), ROOM, shown)?.text;
  expect(now({})).toBe("text 2");
  expect(now({ preview: preview(2, { text: "better" }) })).toBe("better");
  expect(now({ preview: preview(2, { text: "", deleted: true }) })).toBeUndefined();
  expect(now({ read: 2 })).toBeUndefined();
  expect(asItIsNow(inbox([]), ROOM, shown)).toBeUndefined();
  // Others have come after it.
  const later = { head: 4, preview: preview(4) };
  expect(now(later)).toBe("text 2");
  expect(now({ ...later, deleted: [{ from: 2, to: 3 }] })).toBeUndefined();
  expect(now(later, mention(preview(2, { text: "@me, better" })))).toBe("@me, better");
  expect(now({ ...later, read: 3 })).toBeUndefined();
});
