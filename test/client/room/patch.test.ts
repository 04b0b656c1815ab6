import { describe, expect, test } from "vitest";
import { withPending } from "../../../src/client/room/optimistic.ts";
import { type MessageChange, patched, reopenedAll } from "../../../src/client/room/patch.ts";
import type { Action } from "../../../src/protocol/actions.ts";
import type { UserId } from "../../../src/protocol/ids.ts";
import type { Message, MessagePatch } from "../../../src/protocol/message.ts";
import { asId } from "../../as-id.ts";
import { ME, message, OTHER } from "../fixtures.ts";

const changed = (patch: Partial<MessagePatch>, by = OTHER): MessageChange => ({
  change_id: 1,
  after_message_id: 1,
  time: 5,
  by,
  type: "message_changed",
  patch: { message_id: 1, ...patch },
});
const patchedWith = (before: Partial<Message>, patch: Partial<MessagePatch>, by = OTHER): Message =>
  patched(message(1, before), changed(patch, by), ME);
const thumbs = (users: UserId[], me?: boolean) => [
  { emoji: "👍", count: users.length, users, ...(me !== undefined && { me }) },
];

describe("ACTION2: a patch", () => {
  test("replaces the parts it has, and no others", () => {
    const before = { mentions: [ME], pinned: true };
    expect(patchedWith(before, { text: "new", mentions: [OTHER], edited_at: 5 })).toEqual(
      message(1, { text: "new", mentions: [OTHER], edited_at: 5, pinned: true }),
    );
  });

  test("that empties a part takes it away, as history has it", () => {
    const before = { mentions: [ME], pinned: true, reactions: thumbs([ME], true) };
    expect(patchedWith(before, { mentions: [], pinned: false, reactions: [] })).toEqual(message(1));
  });

  test("says by `actor_state` what its doer did, and to everyone else nothing of themselves", () => {
    const did = { emoji: "👍", on: true };
    expect(patchedWith({}, { reactions: thumbs([ME]), actor_state: did }, ME).reactions).toEqual(
      thumbs([ME], true),
    );
    expect(patchedWith({}, { reactions: thumbs([OTHER]), actor_state: did }, OTHER).reactions).toEqual(
      thumbs([OTHER], false),
    );
    const own = { reactions: thumbs([ME], true) };
    expect(patchedWith(own, { reactions: thumbs([ME, OTHER]), actor_state: did }, OTHER).reactions).toEqual(
      thumbs([ME, OTHER], true),
    );
  });

  test("keeps one's own vote through those of others, and takes it from `did`", () => {
    const before = {
      votes: [
        { count: 1, me: true },
        { count: 0, me: false },
      ],
    };
    const votes = [{ count: 1 }, { count: 1 }];
    expect(patchedWith(before, { votes, actor_state: { votes: [1] } }, OTHER).votes).toEqual([
      { count: 1, me: true },
      { count: 1, me: false },
    ]);
    expect(
      patchedWith(before, { votes: [{ count: 0 }, { count: 1 }], actor_state: { votes: [1] } }, ME).votes,
    ).toEqual([
      { count: 0, me: false },
      { count: 1, me: true },
    ]);
  });

  test("of a resume says `me` itself", () => {
    const own = { reactions: thumbs([ME], true) };
    expect(patchedWith(own, { reactions: thumbs([OTHER], false) }).reactions).toEqual(thumbs([OTHER], false));
  });

  test("DELETE1: of a deletion leaves number, sender, time and place", () => {
    const more = { mentions: [ME], pinned: true, edited_at: 3, mention_room: "all" as const };
    const before = { ...more, reply_to: 1, thread: 1 };
    const gone = {
      text: "",
      mentions: [],
      deleted_at: 5,
      digest: "d",
      reactions: [],
      pinned: false,
      votes: [],
    };
    expect(patchedWith(before, gone)).toEqual(
      message(1, { text: "", reply_to: 1, thread: 1, deleted_at: 5, digest: "d" }),
    );
  });
});

describe("what an action will come to", () => {
  const seen = (action: Action, before: Partial<Message> = {}) =>
    withPending([message(1, before), message(2)], [{ client_id: asId(""), action, created_at: 9 }], ME)[0];
  const about = { message_id: 1 };

  test("shows edits, deletions and pins", () => {
    expect(seen({ type: "edit", ...about, text: "new" })).toEqual(message(1, { text: "new", edited_at: 9 }));
    expect(seen({ type: "delete", ...about })).toEqual(message(1, { text: "", deleted_at: 9 }));
    expect(seen({ type: "pin", ...about, on: true })).toEqual(message(1, { pinned: true }));
  });

  test("counts a reaction once, and takes it back", () => {
    const react = (on: boolean): Action => ({ type: "react", ...about, emoji: "👍", on });
    expect(seen(react(true))?.reactions).toEqual(thumbs([ME], true));
    expect(seen(react(true), { reactions: thumbs([ME], true) })?.reactions).toEqual(thumbs([ME], true));
    expect(seen(react(true), { reactions: thumbs([OTHER], false) })?.reactions).toEqual(
      thumbs([OTHER, ME], true),
    );
    expect(seen(react(false), { reactions: thumbs([OTHER, ME], true) })?.reactions).toEqual(
      thumbs([OTHER], false),
    );
    expect(seen(react(false), { reactions: thumbs([ME], true) })).toEqual(message(1));
  });

  test("POLL1: moves a vote", () => {
    const votes = [
      { count: 2, me: true },
      { count: 0, me: false },
    ];
    expect(seen({ type: "vote", ...about, options: [1] }, { votes })?.votes).toEqual([
      { count: 1, me: false },
      { count: 1, me: true },
    ]);
  });

  test("changes nothing of a deleted message, and leaves the others as they are", () => {
    const deleted = { text: "", deleted_at: 3 };
    expect(seen({ type: "edit", ...about, text: "new" }, deleted)).toEqual(message(1, deleted));
    const list = [message(1)];
    expect(
      withPending(
        list,
        [{ client_id: asId(""), action: { type: "remove", user_id: OTHER }, created_at: 9 }],
        ME,
      ),
    ).toBe(list);
  });
});

describe("a message that is opened late", () => {
  const was = { ...message(1, { text: "sealed" }), unreadable: "unavailable" } as const;
  const now = message(1, { text: "open", mentions: [ME] });

  test("says what it says, and keeps what has happened to it since", () => {
    const reacted = patched(was, changed({ reactions: [{ emoji: "👍", count: 1, users: [OTHER] }] }), ME);
    const [message] = reopenedAll([reacted], new Map([[1, { was, now }]]));
    expect(message).toEqual({ ...now, reactions: [{ emoji: "👍", count: 1, users: [OTHER], me: false }] });
  });

  test("is not opened by what was another text of it, and stays marked while it cannot be read", () => {
    const edited = patched(was, changed({ text: "edited" }), ME);
    expect(edited).not.toHaveProperty("unreadable");
    const sealedAgain = { ...edited, unreadable: "unavailable" } as const;
    expect(reopenedAll([sealedAgain], new Map([[1, { was, now }]]))).toEqual([sealedAgain]);
    const still = { ...was, unreadable: "not_found" } as const;
    expect(reopenedAll([was], new Map([[1, { was, now: still }]]))).toEqual([still]);
  });
});
