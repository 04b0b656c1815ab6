import { describe, expect, it } from "vitest";
import type { RoomId } from "../../../src/protocol/ids.ts";
import type { EntryKind } from "../../../src/protocol/inbox.ts";
import { asId } from "../../as-id.ts";
import { applyAction, conversationsOf, entriesOf, makeInbox, report } from "../inbox/make-inbox.ts";
import { dump, expected, idOf } from "./left-behind.ts";
import { inTodaysWords, todaysName } from "./todays-words.ts";

const { now, inbox: then } = expected;
const LATER = now + 60_000;
const me = then.user_id;
const GROUP = expected.rooms["room-group"].room_id;

const open = () => makeInbox(dump("inbox"));

const withoutVersions = (frames: unknown): unknown =>
  (frames as readonly Record<string, unknown>[]).map(({ protocol: _, min_protocol: __, ...frame }) => frame);

describe("an inbox of version 0.1.0", () => {
  it("is read as it was", () => {
    const { inbox, reports } = open();
    expect(inbox.user_id).toBe(me);
    expect(inbox.position()).toEqual(then.position);
    expect(inbox.list()).toEqual(inTodaysWords(then.list));
    for (const [kind, entries] of Object.entries(then.entries))
      expect(inbox.entries(todaysName(kind) as EntryKind)).toEqual(inTodaysWords(entries));
    expect(inbox.settings()).toEqual(inTodaysWords(then.settings));
    expect(reports.silentRooms().map((room_id) => reports.roomToAsk(room_id))).toEqual(
      inTodaysWords(then.large_rooms),
    );
    expect(then.blocked.map((user_id) => inbox.isBlocked(user_id))).toEqual([true, true]);
    expect(withoutVersions(inbox.resume(undefined, now))).toEqual(
      withoutVersions(inTodaysWords(then.reload)),
    );
  });

  it("INBOX4: brings a device of then up to date, also about what is gone", () => {
    const { inbox } = open();
    const frames = inbox.resume(then.resume.from, now);
    expect(withoutVersions(frames)).toEqual(withoutVersions(inTodaysWords(then.resume.frames)));
    expect(entriesOf(frames).some(({ entry }) => entry === null)).toBe(true);
  });

  it("goes on: rooms report, the user reads, keeps and mutes, and a device of then gets just that", () => {
    const { inbox, wake } = open();
    const [known] = inbox.list().filter(({ room_id }) => room_id === GROUP);
    const late = report({
      user_id: me,
      room_id: GROUP,
      head: 3,
      change_id: 20,
      membership: "owner",
      read: 1,
      active_at: 0,
    });
    expect(inbox.apply(late)).toEqual([]);
    const mention = { message_id: 26, sender: idOf("lena"), time: LATER, text: "@mira look" };
    inbox.apply(
      report({
        user_id: me,
        room_id: GROUP,
        name: "Lake house 🏡",
        membership: "owner",
        head: 26,
        change_id: 60,
        preview: mention,
        mentions: [mention],
        active_at: LATER,
      }),
    );
    applyAction(inbox, { type: "draft", room_id: GROUP, text: "I could bring the big pot" }, LATER);
    inbox.read(GROUP, 25);
    const frames = wake().resume(then.position, LATER);
    expect(conversationsOf(frames)).toMatchObject([{ room_id: GROUP, head: 26, read: 25, mentions: 1 }]);
    expect(conversationsOf(frames)[0]).toMatchObject({ pinned: known?.pinned, level: known?.level });
    expect(entriesOf(frames).map(({ entry }) => entry)).toMatchObject([
      { kind: "mention", message: mention },
      { kind: "draft", text: "I could bring the big pot" },
    ]);
    expect(wake().position().version).toBeGreaterThan(then.position.version);
  });

  it("MEMBER14: a room made under 0.1.0 counts", () => {
    const { inbox, wake } = open();
    const make = (number: number) =>
      wake().makeRoom(asId<RoomId>(`g_${String(number).padStart(20, "0")}`), then.made_room_at);
    expect(inbox.makeRoom(GROUP, LATER)).toEqual({ ok: true, value: {} });
    const made = Array.from({ length: 50 }, (_, number) => make(number).ok);
    expect(made.filter((ok) => ok)).toHaveLength(49);
  });
});
