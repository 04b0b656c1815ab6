import { describe, expect, it } from "vitest";
import type { InboxAction } from "../../../src/protocol/actions.ts";
import type { UserId } from "../../../src/protocol/ids.ts";
import { type Conversation, unread } from "../../../src/protocol/inbox.ts";
import { DELETED_RUNS_MAX, LAST_SET_MAX } from "../../../src/protocol/limits.ts";
import type { Inbox } from "../../../src/server/inbox/inbox.ts";
import { BEN, NOW } from "../room/make-room.ts";
import { applyAction, conversationsOf, entriesOf, makeInbox, preview, ROOM, report } from "./make-inbox.ts";

const star = (message_id: number, on = true) => ({ type: "save", room_id: ROOM, message_id, on }) as const;
const draft = (text: string) => ({ type: "draft", room_id: ROOM, text }) as const;
const block = (user_id: UserId, on = true) => ({ type: "block", user_id, on }) as const;
const stored = ({ sql }: ReturnType<typeof makeInbox>) =>
  JSON.stringify([sql.exec("SELECT body FROM entry"), sql.exec("SELECT preview FROM conversation")]);

describe("INBOX10: edits and deletions", () => {
  it("reach the preview, mentions and threads", () => {
    const made = makeInbox();
    const { inbox } = made;
    inbox.apply(
      report({ head: 2, mentions: [preview(2)], threads: [{ root: 1, last: preview(2), read: 0 }] }),
    );
    const edited = { message_id: 2, text: "corrected" };
    inbox.apply(report({ head: 2, change_id: 2, preview: preview(2, edited), rewritten: [edited] }));
    expect(stored(made).match(/corrected/g)).toHaveLength(3);
    const frames = inbox.apply(
      report({
        head: 2,
        change_id: 3,
        preview: preview(2, { text: "", deleted: true }),
        rewritten: [{ message_id: 2, text: null }],
      }),
    );
    expect(stored(made)).not.toMatch(/corrected|text 2/);
    expect(entriesOf(frames)).toMatchObject([
      { key: `mention ${ROOM} 2`, entry: null },
      { entry: { last: { deleted: true, text: "" } } },
    ]);
    expect(conversationsOf(frames)).toMatchObject([{ mentions: 0, preview: { deleted: true } }]);
  });

  it("are not undone by a report that comes late: of that, only what was deleted counts", () => {
    const made = makeInbox();
    const { inbox } = made;
    const late = report({ head: 2, mentions: [preview(1), preview(2)], rewritten: [] });
    inbox.apply(report({ head: 2, mentions: [preview(1)] }));
    inbox.apply(
      report({
        head: 2,
        change_id: 2,
        preview: preview(2, { text: "", deleted: true }),
        rewritten: [
          { message_id: 1, text: null },
          { message_id: 2, text: null },
        ],
      }),
    );
    inbox.apply(late);
    expect(stored(made)).not.toMatch(/text \d/);
    expect(inbox.entries("mention")).toEqual([]);
    inbox.apply(report({ head: 3, change_id: 3, mentions: [preview(3)] }));
    inbox.apply(report({ head: 3, change_id: 2, rewritten: [{ message_id: 3, text: "older" }] }));
    expect(inbox.entries("mention")).toMatchObject([{ entry: { message: preview(3) } }]);
    inbox.apply(report({ head: 3, change_id: 2, rewritten: [{ message_id: 3, text: null }] }));
    expect(inbox.entries("mention")).toEqual([]);
  });

  it("INBOX8: an edit that no longer mentions the user takes the mention away, and one that does again brings it back", () => {
    const { inbox } = makeInbox();
    inbox.apply(report({ head: 2, mentions: [preview(1), preview(2)] }));
    const edited = (change_id: number, mentions: number[], more: { no_mention?: true } = {}) =>
      inbox.apply(
        report({
          head: 2,
          change_id,
          mentions: mentions.map((id) => preview(id, { text: "new" })),
          rewritten: [{ message_id: 2, text: "new", ...more }],
        }),
      );
    const out = edited(2, [], { no_mention: true });
    expect(entriesOf(out)).toMatchObject([{ key: `mention ${ROOM} 2`, entry: null }]);
    expect(conversationsOf(out)).toMatchObject([{ mentions: 1 }]);
    expect(conversationsOf(edited(3, [2]))).toMatchObject([{ mentions: 2 }]);
    // `here` named those who were there at the time: that they are not there now takes nothing away.
    expect(conversationsOf(edited(4, []))).toMatchObject([]);
    expect(inbox.entries("mention")).toHaveLength(2);
  });

  it("INBOX3: deleted messages are not unread, whoever deleted them, and however late that is told", () => {
    const { inbox, wake } = makeInbox();
    const gone = (...ids: number[]) => ids.map((message_id) => ({ message_id, text: null }));
    const state = () => wake().list()[0];
    const count = () => unread(state() as Conversation);
    inbox.apply(report({ head: 1, read: 1 }));
    inbox.apply(report({ head: 2, change_id: 2, rewritten: gone(2) }));
    expect([count(), state()?.deleted]).toEqual([0, [{ from: 2, to: 2 }]]);
    inbox.apply(report({ head: 8, change_id: 4, rewritten: gone(4, 5, 7) }));
    expect(count()).toBe(3);
    // A report that was overtaken.
    inbox.apply(report({ head: 6, change_id: 3, rewritten: gone(6) }));
    expect([count(), state()?.deleted]).toEqual([
      2,
      [
        { from: 2, to: 2 },
        { from: 4, to: 7 },
      ],
    ]);
    inbox.read(ROOM, 5);
    expect([count(), state()?.deleted]).toEqual([1, [{ from: 4, to: 7 }]]);
    inbox.read(ROOM, 8);
    expect([count(), state()?.deleted]).toEqual([0, undefined]);
    applyAction(inbox, { type: "mark_unread", room_id: ROOM, message_id: 3 });
    expect(count()).toBe(2);
    inbox.apply(report({ head: 0, change_id: 5, membership: "left" }));
    inbox.apply(report({ head: 9, change_id: 6, read: 2 }));
    expect(state()?.deleted).toBeUndefined();
  });

  it("INBOX3: an inbox remembers the newest 200 runs of deleted messages", () => {
    const { inbox } = makeInbox();
    const every = (step: number) =>
      Array.from({ length: DELETED_RUNS_MAX + 1 }, (_, at) => ({ message_id: step * (at + 1), text: null }));
    inbox.apply(report({ head: 1_000, rewritten: every(2) }));
    expect(unread(inbox.list()[0] as Conversation)).toBe(1_000 - DELETED_RUNS_MAX);
    inbox.apply(report({ head: 1_000, change_id: 2, rewritten: every(1) }));
    expect(inbox.list()[0]?.deleted).toHaveLength(DELETED_RUNS_MAX - 99);
  });

  it("nothing of a room's texts is left after leaving it", () => {
    const made = makeInbox();
    const { inbox } = made;
    inbox.apply(
      report({ head: 2, mentions: [preview(2)], threads: [{ root: 1, last: preview(2), read: 0 }] }),
    );
    applyAction(inbox, draft("text of mine"));
    applyAction(inbox, { ...draft("text for a few"), thread: 1 });
    applyAction(inbox, star(2));
    inbox.apply(report({ head: 0, change_id: 2, membership: "left" }));
    inbox.apply(report({ head: 2, mentions: [preview(2)] }));
    expect(stored(made)).not.toContain("text");
    expect(inbox.entries("saved")).toHaveLength(1);
  });
});

describe("ACTION5: what was done without a connection", () => {
  const level = (level: "all" | "nothing") =>
    ({ type: "set_level", room_id: ROOM, level, muted_until: 0 }) as const;
  /** Does something at a second, made so many seconds before. */
  const at = (inbox: Inbox, second: number, what: InboxAction, age = 0) =>
    inbox.applyAction(what, NOW + second * 1_000, age * 1_000);
  const drafts = (inbox: Inbox) =>
    inbox.entries("draft").map(({ entry }) => entry?.kind === "draft" && entry.text);

  it("replaces no draft that was typed later, and is itself replaced by none that was typed earlier", () => {
    const { inbox, wake } = makeInbox();
    inbox.apply(report());
    at(inbox, 3, draft("new and long"));
    expect(at(inbox, 5, draft("old"), 5)).toEqual({ ok: true, value: [] });
    expect(drafts(inbox)).toEqual(["new and long"]);
    // Typed at 6, although it arrives after what was typed at 7.
    at(inbox, 9, draft("seven"), 2);
    at(inbox, 10, draft("six"), 4);
    expect(drafts(wake())).toEqual(["seven"]);
    at(inbox, 11, draft("ten"), 1);
    expect(drafts(inbox)).toEqual(["ten"]);
  });

  it("brings no draft back that has been sent since", () => {
    const { inbox, wake } = makeInbox();
    inbox.apply(report());
    at(inbox, 3, draft("newer"));
    at(inbox, 4, draft(""));
    at(inbox, 5, draft("older"), 5);
    expect(drafts(inbox)).toEqual([]);
    at(wake(), 6, draft("older"), 5);
    expect(drafts(inbox)).toEqual([]);
  });

  it("undoes no level, pin, block, saved message or setting that is newer", () => {
    const { inbox, wake } = makeInbox();
    inbox.apply(report());
    const pin = (on: boolean) => ({ type: "pin_conversation", room_id: ROOM, on }) as const;
    for (const what of [level("nothing"), pin(true), star(1), block(BEN)]) at(inbox, 3, what);
    at(inbox, 3, { type: "update_settings", receipts: false });
    const older = [level("all"), pin(false), star(1, false), block(BEN, false)];
    for (const what of older) expect(at(wake(), 5, what, 4)).toEqual({ ok: true, value: [] });
    // One setting is late, and the other is not.
    at(inbox, 5, { type: "update_settings", receipts: true, visible: false }, 4);
    expect(wake().list()).toMatchObject([{ level: "nothing", pinned: true }]);
    expect(wake().settings()).toMatchObject({ receipts: false, visible: false });
    expect([wake().isBlocked(BEN), wake().entries("saved").length]).toEqual([true, 1]);
    for (const what of older) at(inbox, 6, what, 2);
    expect(wake().list()).toMatchObject([{ level: "all" }]);
    expect([wake().isBlocked(BEN), wake().entries("saved").length]).toEqual([false, 0]);
  });

  it("counts if it is done now, even if the server's clock went back", () => {
    const { inbox } = makeInbox();
    inbox.apply(report());
    at(inbox, 3, level("nothing"));
    at(inbox, 1, level("all"));
    expect(inbox.list()).toMatchObject([{ level: "all" }]);
  });

  it("is remembered for a bounded number of things", () => {
    const { inbox, sql } = makeInbox();
    for (let thread = 1; thread <= LAST_SET_MAX + 1; thread++) at(inbox, 3, { ...draft(""), thread });
    expect(sql.exec<{ n: number }>("SELECT count(*) AS n FROM last_set")[0]?.n).toBe(LAST_SET_MAX / 2);
  });
});
