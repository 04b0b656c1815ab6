import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { unread } from "../../../src/protocol/inbox.ts";
import { Inbox } from "../../../src/server/inbox/inbox.ts";
import { InboxSql } from "../../../src/server/inbox/inbox-sql.ts";
import type { RoomUpdate } from "../../../src/server/inbox/room-update.ts";
import { nodeSql } from "../node-sql.ts";
import { ANN, BEN, group, NOW } from "../room/make-room.ts";

function makeInbox() {
  const sql = nodeSql();
  const wake = () => new Inbox(new InboxSql(sql), "epoch");
  return { inbox: wake(), wake };
}

const report = (more: Partial<RoomUpdate> = {}): RoomUpdate => {
  const head = more.head ?? 1;
  return {
    user_id: ANN,
    room_id: group("one"),
    change_id: 1,
    name: "one",
    membership: "member",
    head,
    ...(head > 0 && { preview: { message_id: head, sender: BEN, time: NOW + head, text: `text ${head}` } }),
    read: 0,
    active_at: NOW + head,
    ...more,
  };
};

describe("INBOX3: unread", () => {
  it("is head − read, never below 0", () => {
    expect(unread({ head: 5, read: 2 })).toBe(3);
    expect(unread({ head: 5, read: 9 })).toBe(0);
  });

  it("read only moves forward, over wakings too, and may run ahead of the head", () => {
    const { inbox, wake } = makeInbox();
    inbox.apply(report({ head: 5 }));
    expect(inbox.read(group("one"), 4)).toMatchObject({ read: 4 });
    expect(inbox.read(group("one"), 2)).toBeUndefined();
    expect(wake().read(group("one"), 7)).toMatchObject({ read: 7, head: 5 });
    expect(wake().apply(report({ head: 7 }))).toMatchObject({ head: 7, read: 7 });
    expect(inbox.read(group("unknown"), 7)).toBeUndefined();
  });
});

describe("INBOX2: reports", () => {
  it("in any order and any number of times come to the same", () => {
    const reports = [
      report({ head: 1 }),
      report({ head: 2, read: 2 }),
      report({ head: 3, change_id: 2, name: "renamed" }),
      report({ head: 9, change_id: 3, name: "renamed again", membership: "admin", read: 1 }),
    ];
    const outcome = (order: readonly RoomUpdate[]) => {
      const { inbox } = makeInbox();
      for (const update of order) inbox.apply(update);
      return inbox.list().map(({ version: _, ...conversation }) => conversation);
    };
    const expected = outcome(reports);
    expect(expected).toMatchObject([
      { head: 9, read: 2, name: "renamed again", membership: "admin", preview: { text: "text 9" } },
    ]);
    const shuffles = fc.shuffledSubarray([...reports, ...reports], { minLength: 8, maxLength: 8 });
    fc.assert(
      fc.property(shuffles, (order) => {
        expect(outcome(order)).toEqual(expected);
      }),
    );
  });

  it("a repeat changes nothing and is not told", () => {
    const { inbox } = makeInbox();
    expect(inbox.apply(report())).toMatchObject({ version: 1 });
    expect(inbox.apply(report())).toBeUndefined();
    expect(inbox.position()).toEqual({ epoch: "epoch", version: 1 });
  });

  it("a room that was left is no longer listed, and is again after coming back", () => {
    const { inbox } = makeInbox();
    inbox.apply(report({ head: 3 }));
    expect(inbox.apply(report({ change_id: 2, membership: "left", head: 0 }))).toMatchObject({
      membership: "left",
      head: 3,
    });
    expect(inbox.list()).toEqual([]);
    inbox.apply(report({ change_id: 3, membership: "member", head: 8, read: 8 }));
    expect(inbox.list()).toMatchObject([{ head: 8, read: 8, membership: "member" }]);
  });
});

describe("INBOX4: resuming", () => {
  it("gives each changed conversation once, as it is now", () => {
    const { inbox, wake } = makeInbox();
    for (const name of ["one", "two", "three"]) inbox.apply(report({ room_id: group(name), name }));
    const position = inbox.position();
    for (const head of [2, 3, 4]) inbox.apply(report({ room_id: group("two"), name: "two", head }));
    const frames = wake().resume(position, NOW);
    expect(frames.map((frame) => frame.type)).toEqual(["welcome", "conversations", "current"]);
    expect(frames).toMatchObject([
      { mode: "resume" },
      { conversations: [{ room_id: group("two"), head: 4 }] },
      { position: inbox.position() },
    ]);
  });

  it("a device that was away learns that a room was left", () => {
    const { inbox } = makeInbox();
    inbox.apply(report());
    const position = inbox.position();
    inbox.apply(report({ change_id: 2, membership: "left", head: 0 }));
    expect(inbox.resume(position, NOW)[1]).toMatchObject({ conversations: [{ membership: "left" }] });
  });

  it.each([undefined, { epoch: "other", version: 1 }, { epoch: "epoch", version: 251 }])(
    "reloads for %o",
    (position) => {
      const { inbox } = makeInbox();
      for (let count = 0; count < 250; count++) inbox.apply(report({ room_id: group(`r${count}`) }));
      const frames = inbox.resume(position, NOW);
      expect(frames[0]).toMatchObject({ mode: "reload" });
      const sizes = frames.flatMap((frame) =>
        frame.type === "conversations" ? [frame.conversations.length] : [],
      );
      expect(sizes).toEqual([100, 100, 50]);
    },
  );
});
