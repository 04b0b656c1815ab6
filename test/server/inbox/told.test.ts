import { describe, expect, it } from "vitest";
import { INBOX_FANOUT_MAX } from "../../../src/protocol/limits.ts";
import { catchUp, InboxDigest } from "../../../src/server/room/followers/inbox-digest.ts";
import type { Cursor } from "../../../src/server/room/tables/fan-out.ts";
import { ANN, applyAction, BEN, type MadeRoom, makeRoom, NOW, say, user } from "../room/make-room.ts";
import { conversationsOf, entriesOf, makeInbox } from "./make-inbox.ts";

const START: Cursor = { message_id: 0, change_id: 0 };
const tail = ({ room }: MadeRoom): Cursor => room.state.log.tail;
const tell = ({ room }: MadeRoom, since: Cursor) => new InboxDigest(room.state, since, []).updateFor(ANN);

/** Reactions of many people, which are changes like any other. */
function react(made: MadeRoom, message_id: number, times: number): void {
  for (let count = 0; count < times; count++)
    applyAction(made.room, BEN, { type: "react", message_id, emoji: "👍", on: count % 2 === 0 });
}

const large = () =>
  makeRoom([BEN, ANN, ...Array.from({ length: INBOX_FANOUT_MAX }, (_, index) => user(`p${index}`))]);

/** What an inbox shows of a text, wherever. */
const everything = (inbox: ReturnType<typeof makeInbox>["inbox"]): string =>
  JSON.stringify(inbox.resume(undefined, NOW));

describe("INBOX10: between two reports of a room", () => {
  it.each([577, 1_500])(
    "%i changes may come before a deletion, and the text goes all the same",
    (changes) => {
      const made = makeRoom([BEN, ANN]);
      const { inbox } = makeInbox();
      made.room.commit([say(BEN, "secret", { mentions: [ANN] })], NOW);
      inbox.apply(tell(made, START));
      const told = tail(made);
      expect(everything(inbox)).toContain("secret");
      react(made, 1, changes);
      applyAction(made.room, BEN, { type: "delete", message_id: 1 });
      inbox.apply(tell(made, told));
      expect(everything(inbox)).not.toContain("secret");
    },
  );

  it("hundreds of edits and deletions may lie", () => {
    const made = makeRoom([BEN, ANN]);
    const { inbox } = makeInbox();
    made.room.commit(
      Array.from({ length: 600 }, (_, n) => say(BEN, `secret ${n}`, { mentions: [ANN] })),
      NOW,
    );
    inbox.apply(tell(made, START));
    const told = tail(made);
    for (let message_id = 1; message_id <= 600; message_id++)
      applyAction(
        made.room,
        BEN,
        message_id % 2
          ? { type: "delete", message_id }
          : { type: "edit", message_id, text: "new", mentions: [ANN] },
      );
    inbox.apply(tell(made, told));
    expect(everything(inbox)).not.toContain("secret");
  });
});

describe("INBOX14: an inbox of a large room that hears only of some of what happens", () => {
  /** Ann is told of a message, not of its edit, and of a later message. */
  function missesAnEdit(lost: () => void = () => {}) {
    const made = large();
    const { inbox, reports, wake, reportsTo } = makeInbox();
    made.room.commit([say(BEN, "secret", { mentions: [ANN] })], NOW);
    inbox.apply(tell(made, START));
    applyAction(made.room, BEN, { type: "edit", message_id: 1, text: "said again", mentions: [ANN] });
    lost();
    const later = tail(made);
    made.room.commit([say(BEN, "later", { mentions: [ANN] })], NOW);
    inbox.apply(tell(made, later));
    return { made, inbox, reports, reportsTo, wake };
  }

  it("knows up to where it has been told everything, and asks from there", () => {
    const { made, inbox, reports, reportsTo, wake } = missesAnEdit();
    expect(reports.isBehind(made.room.state.info.room_id)).toBe(true);
    const again = reportsTo(wake());
    const [room] = again.silentRooms().map((each) => again.roomToAsk(each));
    if (!room) throw new Error("asks nobody");
    expect(room.change_id).toBeLessThan(tail(made).change_id);
    const { room_id, ...since } = room;
    const update = catchUp(made.room.state, { asked: () => {} }, ANN, since);
    if (!update) throw new Error("no member");
    inbox.apply(update);
    expect(everything(inbox)).not.toContain("secret");
    expect(reports.isBehind(room_id)).toBe(false);
  });

  it("is not behind once it has been told in one piece, in whatever order reports come", () => {
    const { made, inbox, reports } = missesAnEdit();
    inbox.apply(tell(made, tail(made)));
    expect(reports.isBehind(made.room.state.info.room_id)).toBe(true);
    inbox.apply(tell(made, START));
    expect(reports.isBehind(made.room.state.info.room_id)).toBe(false);
    expect(everything(inbox)).not.toContain("secret");
  });

  it("begins anew with who comes back", () => {
    const { made, inbox, reports } = missesAnEdit();
    const { room_id } = made.room.state.info;
    const update = tell(made, tail(made));
    inbox.apply({ ...update, membership: "left", change_id: update.change_id + 1, head: 0, mentions: [] });
    inbox.apply({
      ...update,
      change_id: update.change_id + 2,
      since: { message_id: 2, change_id: update.change_id + 1 },
    });
    expect(reports.isBehind(room_id)).toBe(false);
  });
});

it("INBOX10: an edited message that mentioned the whole of a large room reaches everyone who was told of it", () => {
  const made = large();
  made.room.commit([say(BEN, "secret", { mention_room: "all" })], NOW);
  const told = tail(made);
  applyAction(made.room, BEN, { type: "edit", message_id: 1, text: "said again", mention_room: "all" });
  const audience = new InboxDigest(made.room.state, told, []).audience({
    wanting: () => [],
    listening: () => [],
  });
  expect(audience.has(ANN)).toBe(true);
  expect(audience.size).toBe(made.room.state.memberCount);
  const { inboxes, members } = made.room.state.tables;
  applyAction(made.room, BEN, { type: "edit", message_id: 1, text: "to nobody" });
  expect(members.all().filter(({ user_id }) => inboxes.get(user_id) === undefined)).toEqual([]);
});

it("an update of a version that does not say where it begins counts as complete", () => {
  const { inbox, reports } = makeInbox();
  const made = makeRoom([BEN, ANN]);
  for (const text of ["one", "two"]) {
    made.room.commit([say(BEN, text)], NOW);
    const { since: _, ...update } = tell(made, tail(made));
    const frames = inbox.apply(update);
    expect(conversationsOf(frames).length + entriesOf(frames).length).toBe(1);
  }
  expect(reports.isBehind(made.room.state.info.room_id)).toBe(false);
});
