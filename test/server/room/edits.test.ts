import { describe, expect, it } from "vitest";
import type { Action } from "../../../src/protocol/actions.ts";
import { ANN, applyAction, BEN, CAT, group, makeRoom, NOW, patched, read, say, sayAll } from "./make-room.ts";

const HOUR = 60 * 60 * 1000;

describe("EDIT1: editing", () => {
  it("changes the text, marks it, and keeps what it said for moderators", () => {
    const { room, wake } = makeRoom();
    sayAll(room, BEN, ["tpyo"]);
    expect(patched(room, BEN, { type: "edit", message_id: 1, text: "typo" }, NOW + 5)).toMatchObject({
      message_id: 1,
      text: "typo",
      edited_at: NOW + 5,
    });
    expect(
      patched(room, BEN, { type: "edit", message_id: 1, text: "no typo", mentions: [ANN] }, NOW + 9),
    ).toMatchObject({ mentions: [ANN] });
    expect(read(wake(), ANN)).toMatchObject([{ text: "no typo", edited_at: NOW + 9, mentions: [ANN] }]);
    expect(wake().reader.revisions(ANN, 1, 0, NOW)).toMatchObject({
      value: [
        { text: "tpyo", until: NOW + 5 },
        { text: "typo", until: NOW + 9 },
      ],
    });
    expect(wake().reader.revisions(BEN, 1, 0, NOW)).toMatchObject({ code: "not_allowed" });
  });

  it("is the sender's alone, for a day, and with a text that could be sent", () => {
    const { room } = makeRoom();
    sayAll(room, BEN, ["mine"]);
    expect(patched(room, ANN, { type: "edit", message_id: 1, text: "yours" })).toBe("not_allowed");
    const forward = { room_id: group("elsewhere"), message_id: 1, sender: ANN, time: NOW };
    room.commit([say(BEN, "Ann's", { forward })], NOW);
    expect(patched(room, BEN, { type: "edit", message_id: 2, text: "not Ann's" })).toBe("not_allowed");
    expect(patched(room, BEN, { type: "edit", message_id: 1, text: "late" }, NOW + 25 * HOUR)).toBe(
      "edit_too_late",
    );
    expect(patched(room, BEN, { type: "edit", message_id: 1, text: " " })).toBe("text_empty");
    expect(patched(room, BEN, { type: "edit", message_id: 3, text: "what" })).toBe("message_unknown");
    expect(read(room, BEN)[0]).toMatchObject({ text: "mine" });
  });

  it("MEMBER8: may be allowed for less long, or not at all, by the room", () => {
    const { room } = makeRoom();
    sayAll(room, BEN, ["mine"]);
    const edit = (text: string, at: number) => patched(room, BEN, { type: "edit", message_id: 1, text }, at);
    const allow = (edit_window_seconds: number) =>
      applyAction(room, ANN, { type: "update_room", settings: { edit_window_seconds } });
    allow(60);
    expect(edit("in time", NOW + 60_000)).toMatchObject({ text: "in time" });
    expect(edit("too late", NOW + 60_001)).toBe("edit_too_late");
    allow(0);
    expect(edit("never", NOW)).toBe("edit_too_late");
    allow(24 * 60 * 60);
    expect(edit("again", NOW + 60_001)).toMatchObject({ text: "again" });
    expect(edit("for ever", NOW + 25 * HOUR)).toBe("edit_too_late");
  });

  it("ACTION1: with the same text and the same mentions changes nothing", () => {
    const { room } = makeRoom([ANN, BEN, CAT]);
    room.commit([say(BEN, "same", { mentions: [ANN, CAT] })], NOW);
    expect(
      applyAction(room, BEN, { type: "edit", message_id: 1, text: "same", mentions: [CAT, ANN] }),
    ).toEqual([]);
    expect(read(room, BEN)[0]).not.toHaveProperty("edited_at");
  });

  it("ACTION5: made earlier than the last one changes nothing, and is said to be of when it was made", () => {
    const { room, wake } = makeRoom();
    sayAll(room, BEN, ["one"]);
    const edit = (text: string, second: number, age: number) =>
      room.applyAction(BEN, { type: "edit", message_id: 1, text }, NOW + second * 1_000, age * 1_000);
    edit("newer", 2, 0);
    expect(edit("older", 4, 4)).toEqual({ ok: true, value: [] });
    expect(read(wake(), ANN)).toMatchObject([{ text: "newer", edited_at: NOW + 2_000 }]);
    // Made at 6 and at 5, and arriving in the other order.
    edit("six", 8, 2);
    edit("five", 9, 4);
    expect(read(wake(), ANN)).toMatchObject([{ text: "six", edited_at: NOW + 6_000 }]);
    edit("before it was said", 10, 1_000);
    expect(read(wake(), ANN)).toMatchObject([{ text: "six" }]);
  });

  it("mentions the room, or no longer does, and asks who may", () => {
    const { room, wake } = makeRoom([ANN, BEN, CAT]);
    room.commit([say(BEN, "hey @all", { mention_room: "all" })], NOW);
    const edit = (text: string, mention_room?: "all" | "here") =>
      patched(room, BEN, { type: "edit", message_id: 1, text, ...(mention_room && { mention_room }) });
    expect(edit("hey, @all", "all")).toMatchObject({ mention_room: "all" });
    expect(edit("hey")).not.toHaveProperty("mention_room");
    expect(read(wake(), ANN)[0]).not.toHaveProperty("mention_room");
    applyAction(room, ANN, {
      type: "update_room",
      settings: {
        permissions: { post: "everyone", invite: "everyone", pin: "everyone", mention_room: "admins" },
      },
    });
    expect(edit("hey @here", "here")).toBe("not_allowed");
  });

  it("may change only whom the message calls on; of the text there is no earlier version then", () => {
    const { room, wake } = makeRoom([ANN, BEN, CAT]);
    room.commit([say(BEN, "hey you", { mentions: [ANN] })], NOW);
    const retarget: Action = { type: "edit", message_id: 1, text: "hey you", mentions: [CAT] };
    expect(patched(room, BEN, retarget, NOW + 5)).toMatchObject({ mentions: [CAT], edited_at: NOW + 5 });
    expect(read(wake(), ANN)).toMatchObject([{ text: "hey you", mentions: [CAT], edited_at: NOW + 5 }]);
    expect(wake().reader.revisions(ANN, 1, 0, NOW)).toMatchObject({ value: [] });
    expect(patched(room, BEN, { type: "edit", message_id: 1, text: "hey you" })).toMatchObject({
      mentions: [],
    });
  });
});
