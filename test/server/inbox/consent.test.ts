import { describe, expect, it } from "vitest";
import { dmRoomId, type RoomId } from "../../../src/protocol/ids.ts";
import type { Audience } from "../../../src/protocol/inbox.ts";
import {
  DECLINED_WAIT_MS,
  INVITATIONS_BURST,
  INVITATIONS_MAX,
  INVITATIONS_PER_HOUR,
} from "../../../src/protocol/limits.ts";
import type { Inbox } from "../../../src/server/inbox/inbox.ts";
import { ANN, BEN, CAT, channel, group, NOW, user } from "../room/make-room.ts";
import { applyAction, conversationsOf, entriesOf, makeInbox, preview, ROOM, report } from "./make-inbox.ts";

const DM = dmRoomId(ANN, BEN);
const invitation = { by: BEN, at: NOW };
const invited = (more: object = {}) =>
  report({ membership: "left", head: 0, active_at: 0, invitation, ...more });
const asked = (more: object = {}) => report({ room_id: DM, name: "", asked: true, ...more });
const from = (rooms: readonly RoomId[] = []) => ({ user_id: BEN, rooms });
const consent = (inbox: Inbox, rooms: readonly RoomId[] = [], now = NOW) =>
  inbox.people.consentTo(from(rooms), false, now);
const HOUR = 60 * 60 * 1000;

describe("CONSENT2: who is no stranger", () => {
  it("asks for everybody else", () => {
    const { inbox } = makeInbox();
    expect(consent(inbox, [ROOM])).toBe("ask");
  });

  it("whoever is in a group with the user, as long as both are", () => {
    const { inbox } = makeInbox();
    inbox.apply(report());
    expect(consent(inbox, [ROOM])).toBe("yes");
    expect(consent(inbox, [])).toBe("ask");
    inbox.apply(report({ membership: "left", change_id: 2, head: 0 }));
    expect(consent(inbox, [ROOM])).toBe("ask");
  });

  it("not whoever is in the same channel: anyone may come into one", () => {
    const { inbox } = makeInbox();
    inbox.apply(report({ room_id: channel("open") }));
    expect(consent(inbox, [channel("open")])).toBe("ask");
  });

  it("not whoever has invited the user to a group", () => {
    const { inbox } = makeInbox();
    inbox.apply(invited());
    expect(consent(inbox, [ROOM])).toBe("ask");
  });

  it("whoever has a DM with the user that the user has agreed to", () => {
    const { inbox } = makeInbox();
    inbox.apply(asked());
    expect(consent(inbox)).toBe("ask");
    inbox.apply(asked({ asked: false, head: 2, read: 2 }));
    expect(consent(inbox)).toBe("yes");
  });

  it("nobody is one where everyone knows everyone", () => {
    const { inbox } = makeInbox();
    expect(inbox.people.consentTo(from(), true, NOW)).toBe("yes");
  });

  it.each([true, false])(
    "whoever is blocked is one, also where everyone knows everyone: %s",
    (areAllKnown) => {
      const { inbox } = makeInbox();
      inbox.apply(report());
      applyAction(inbox, { type: "block", user_id: BEN, on: true });
      expect(inbox.people.consentTo(from([ROOM]), areAllKnown, NOW)).toBe("blocked");
    },
  );
});

describe("CONSENT3: an invitation", () => {
  it("is no conversation, but waits among the requests, with its name and no preview", () => {
    const { inbox, wake } = makeInbox();
    const frames = inbox.apply(invited());
    expect(conversationsOf(frames)).toMatchObject([{ membership: "left", name: "one", invitation }]);
    for (const each of [inbox, wake()]) {
      expect(each.list()).toEqual([]);
      expect(each.requests()).toMatchObject([{ room_id: ROOM, invitation }]);
      expect(each.requests()[0]).not.toHaveProperty("preview");
    }
  });

  it("comes with a reload and with a resume", () => {
    const { inbox } = makeInbox();
    const { epoch, version } = inbox.position();
    inbox.apply(invited());
    for (const position of [undefined, { epoch, version }])
      expect(conversationsOf(inbox.resume(position, NOW))).toMatchObject([{ invitation }]);
  });

  it("comes again after the user has left, whatever they had read there", () => {
    const { inbox } = makeInbox();
    inbox.apply(report({ head: 100, read: 100 }));
    inbox.apply(report({ membership: "left", change_id: 2, head: 0 }));
    inbox.apply(invited({ change_id: 2 }));
    expect(inbox.requests()).toMatchObject([{ invitation }]);
  });

  it("INBOX2: survives a late report that the user has left", () => {
    const { inbox } = makeInbox();
    inbox.apply(invited({ change_id: 2 }));
    inbox.apply(report({ membership: "left", change_id: 2, head: 0 }));
    inbox.apply(report({ membership: "left", change_id: 1, head: 0 }));
    expect(inbox.requests()).toHaveLength(1);
  });

  it("ends when the room takes it back, and does not come back with a late report", () => {
    const { inbox } = makeInbox();
    inbox.apply(invited());
    inbox.apply(report({ membership: "left", change_id: 2, head: 0 }));
    inbox.apply(invited());
    expect(inbox.requests()).toEqual([]);
  });

  it("becomes a conversation when the user joins", () => {
    const { inbox } = makeInbox();
    inbox.apply(invited());
    const frames = inbox.apply(report({ change_id: 2 }));
    expect(conversationsOf(frames)[0]).not.toHaveProperty("invitation");
    expect([inbox.list().length, inbox.requests().length]).toEqual([1, 0]);
  });

  it("CONSENT6: declined, it is gone for the devices, the room is told, and a repeat changes nothing", () => {
    const { inbox, answers } = makeInbox();
    inbox.apply(invited());
    const decline = { type: "decline_request", room_id: ROOM } as const;
    const frames = applyAction(inbox, decline, NOW + 1);
    expect(conversationsOf(frames as never)).toMatchObject([{ membership: "left" }]);
    expect(conversationsOf(frames as never)[0]).not.toHaveProperty("invitation");
    expect(applyAction(inbox, decline, NOW + 2)).toEqual([]);
    expect(answers).toEqual([{ room_id: ROOM, type: "decline", until: NOW + 1 + DECLINED_WAIT_MS }]);
    inbox.apply(invited());
    inbox.apply(invited({ invitation: { by: CAT, at: NOW + DECLINED_WAIT_MS }, change_id: 3 }));
    expect(inbox.requests()).toEqual([]);
    inbox.apply(invited({ invitation: { by: CAT, at: NOW + 1 + DECLINED_WAIT_MS }, change_id: 3 }));
    expect(inbox.requests()).toMatchObject([{ invitation: { by: CAT } }]);
  });

  it("CONSENT6: whoever was declined does not ask again so soon, into no room", () => {
    const { inbox, wake } = makeInbox();
    inbox.apply(invited());
    applyAction(inbox, { type: "decline_request", room_id: ROOM }, NOW);
    expect(consent(wake(), [], NOW + DECLINED_WAIT_MS - 1)).toBe("no");
    expect(consent(wake(), [], NOW + DECLINED_WAIT_MS)).toBe("ask");
  });

  it("cannot be declined if there is none", () => {
    const { inbox } = makeInbox();
    expect(applyAction(inbox, { type: "decline_request", room_id: group("none") })).toBe("not_a_member");
  });

  it("is not muted, pinned or marked like a room of one's own", () => {
    const { inbox } = makeInbox();
    inbox.apply(invited());
    expect(applyAction(inbox, { type: "pin_conversation", room_id: ROOM, on: true })).toBe("not_a_member");
  });
});

describe("CONSENT4: a DM begun by a stranger", () => {
  it("waits among the requests, without preview and mentions", () => {
    const { inbox, wake } = makeInbox();
    const frames = inbox.apply(asked({ mentions: [preview(1)] }));
    expect(entriesOf(frames)).toEqual([]);
    for (const each of [inbox, wake()]) {
      expect(each.list()).toEqual([]);
      expect(each.requests()).toMatchObject([{ room_id: DM, request: true, head: 1, membership: "member" }]);
      expect(each.requests()[0]).not.toHaveProperty("preview");
    }
  });

  it("is a conversation once the user has agreed, and the room is told", () => {
    const { inbox, answers } = makeInbox();
    inbox.apply(asked());
    const frames = applyAction(inbox, { type: "accept_request", room_id: DM });
    expect(conversationsOf(frames as never)).toMatchObject([{ membership: "member", preview: preview(1) }]);
    expect(answers).toEqual([{ room_id: DM, type: "accept" }]);
    // What the room reports before it has heard of that changes nothing.
    inbox.apply(asked({ head: 2 }));
    expect(inbox.list()).toMatchObject([{ head: 2 }]);
    expect(inbox.requests()).toEqual([]);
  });

  it("is a conversation once the user has written in it", () => {
    const { inbox } = makeInbox();
    inbox.apply(asked());
    inbox.apply(asked({ asked: false, head: 2, read: 2 }));
    inbox.apply(asked());
    expect(inbox.list()).toHaveLength(1);
  });

  it("CONSENT6: declined, it is gone, and comes again with a message after the wait", () => {
    const { inbox, answers, wake } = makeInbox();
    inbox.apply(asked());
    applyAction(inbox, { type: "decline_request", room_id: DM }, NOW);
    expect(answers).toMatchObject([{ type: "decline", until: NOW + DECLINED_WAIT_MS }]);
    const frames = inbox.apply(asked({ head: 2, active_at: NOW + DECLINED_WAIT_MS - 1 }));
    expect(conversationsOf(frames).every(({ membership }) => membership === "left")).toBe(true);
    expect(wake().requests()).toEqual([]);
    expect(conversationsOf(wake().resume(undefined, NOW))).toEqual([]);
    inbox.apply(asked({ head: 3, active_at: NOW + DECLINED_WAIT_MS }));
    expect(inbox.requests()).toMatchObject([{ head: 3 }]);
  });

  it("may be agreed to after all", () => {
    const { inbox, answers } = makeInbox();
    inbox.apply(asked());
    applyAction(inbox, { type: "decline_request", room_id: DM });
    applyAction(inbox, { type: "accept_request", room_id: DM });
    expect(answers.at(-1)).toMatchObject({ type: "accept" });
    expect(inbox.list()).toHaveLength(1);
    expect(consent(inbox)).toBe("yes");
  });

  it("is none between people who know each other, and cannot be declined", () => {
    const { inbox, answers } = makeInbox();
    inbox.apply(report({ room_id: DM }));
    expect(applyAction(inbox, { type: "decline_request", room_id: DM })).toEqual([]);
    expect(answers).toEqual([]);
    expect(inbox.list()).toHaveLength(1);
  });
});

describe("CONSENT7: limits", () => {
  it(`${INVITATIONS_BURST} strangers at once, then ${INVITATIONS_PER_HOUR} an hour, also across a sleep`, () => {
    const { inbox, wake } = makeInbox();
    expect(inbox.people.askStrangers(INVITATIONS_BURST - 1, NOW)).toMatchObject({ ok: true });
    expect(inbox.people.askStrangers(2, NOW)).toMatchObject({ code: "rate_limited" });
    expect(wake().people.askStrangers(1, NOW)).toMatchObject({ ok: true });
    const wait = HOUR / INVITATIONS_PER_HOUR;
    expect(wake().people.askStrangers(1, NOW)).toMatchObject({ code: "rate_limited", retry_after_ms: wait });
    expect(wake().people.askStrangers(1, NOW + wait)).toMatchObject({ ok: true });
  });

  it("a DM with a stranger counts, once", () => {
    const { inbox } = makeInbox();
    inbox.people.askStrangers(INVITATIONS_BURST - 1, NOW);
    expect(inbox.makeRoom(DM, NOW, 1)).toMatchObject({ ok: true });
    expect(inbox.makeRoom(dmRoomId(ANN, CAT), NOW, 1)).toMatchObject({ code: "rate_limited" });
    inbox.apply(report({ room_id: DM }));
    expect(inbox.makeRoom(DM, NOW, 1)).toMatchObject({ ok: true });
  });

  it(`${INVITATIONS_MAX} requests wait for a user, who gets no more until some are answered`, () => {
    const { inbox } = makeInbox();
    for (let index = 0; index < INVITATIONS_MAX; index++) {
      expect(inbox.people.consentTo({ user_id: CAT, rooms: [] }, false, NOW)).toBe("ask");
      inbox.apply(invited({ room_id: group(`g${index}x`) }));
    }
    expect(inbox.people.consentTo({ user_id: CAT, rooms: [] }, false, NOW)).toBe("no");
    applyAction(inbox, { type: "decline_request", room_id: group("g0x") }, NOW);
    expect(inbox.people.consentTo({ user_id: CAT, rooms: [] }, false, NOW)).toBe("ask");
  });
});

describe("CONSENT8: the user's settings", () => {
  const cases: [Audience, Record<"stranger" | "channel" | "group" | "contact", string>][] = [
    ["everyone", { stranger: "ask", channel: "ask", group: "yes", contact: "yes" }],
    ["shared_room", { stranger: "no", channel: "ask", group: "yes", contact: "yes" }],
    ["contacts", { stranger: "no", channel: "no", group: "no", contact: "yes" }],
  ];
  const withContact = () => {
    const made = makeInbox();
    made.inbox.apply(report());
    made.inbox.apply(report({ room_id: channel("open") }));
    made.inbox.apply(asked({ room_id: dmRoomId(ANN, CAT) }));
    applyAction(made.inbox, { type: "accept_request", room_id: dmRoomId(ANN, CAT) });
    return made;
  };
  const people = {
    stranger: { user_id: BEN, rooms: [] },
    channel: { user_id: BEN, rooms: [channel("open")] },
    group: { user_id: BEN, rooms: [ROOM] },
    contact: { user_id: CAT, rooms: [] },
  };

  it.each(cases)("writers: %s", (writers, answers) => {
    const { inbox } = withContact();
    applyAction(inbox, { type: "update_settings", writers });
    for (const [who, answer] of Object.entries(answers))
      expect(inbox.people.consentTo(people[who as keyof typeof people], false, NOW), who).toBe(answer);
  });

  it("PRESENCE7: presence_audience", () => {
    const { inbox } = withContact();
    const seen = () =>
      Object.values(people).map(({ user_id, rooms }) =>
        inbox.people.isSeenBy(user_id, () => inbox.people.sharesRoomWith(rooms)),
      );
    expect(seen()).toEqual([true, true, true, true]);
    applyAction(inbox, { type: "update_settings", presence_audience: "shared_room" });
    expect(seen()).toEqual([false, true, true, true]);
    applyAction(inbox, { type: "update_settings", presence_audience: "contacts" });
    expect(seen()).toEqual([false, false, false, true]);
    applyAction(inbox, { type: "block", user_id: CAT, on: true });
    expect(seen()).toEqual([false, false, false, false]);
  });

  it("names the groups and channels the user is in, but no DM", () => {
    const { inbox } = withContact();
    inbox.apply(invited({ room_id: group("other") }));
    inbox.apply(report({ room_id: group("left"), membership: "left", head: 0 }));
    expect(inbox.people.sharedRooms().sort()).toEqual([channel("open"), ROOM].sort());
  });

  it("is not told apart from somebody nobody knows", () => {
    const { inbox } = makeInbox();
    expect(inbox.people.consentTo({ user_id: user("zoe"), rooms: [ROOM] }, false, NOW)).toBe("ask");
  });
});
