import { describe, expect, it } from "vitest";
import { dmRoomId, type UserId } from "../../../src/protocol/ids.ts";
import { DECLINED_WAIT_MS, FORMER_PEOPLE_MAX, ROOM_INVITATIONS_MAX } from "../../../src/protocol/limits.ts";
import { InboxDigest } from "../../../src/server/room/followers/inbox-digest.ts";
import { createLink } from "../../../src/server/room/invite-links.ts";
import { deleteRoom, invite, join, leave } from "../../../src/server/room/membership.ts";
import { Room } from "../../../src/server/room/room.ts";
import { RoomTables } from "../../../src/server/room/tables/room-tables.ts";
import { asId } from "../../as-id.ts";
import { nodeSql } from "../node-sql.ts";
import { ANN, applyAction, BEN, CAT, channel, makeRoom, NOW, say, user } from "./make-room.ts";

const NOTHING = { ok: true, value: [] };

/** How the inbox of a user is told of the room. */
const told = (room: Room, user_id: UserId) =>
  new InboxDigest(room.state, { message_id: 0, change_id: 0 }, []).updateFor(user_id);

const bring = (room: Room, by: UserId, user_id: UserId, isStranger = false, now = NOW) =>
  room.change((state) => invite(state, by, [user_id], now, isStranger ? [user_id] : []));

const enter = (room: Room, user_id: UserId, now = NOW) =>
  room.change((state) => {
    const joined = join(state, user_id, now);
    return joined.ok ? { ok: true, value: joined.value.changes } : joined;
  });

const isMember = (room: Room, user_id: UserId) => room.state.member(user_id) !== undefined;

describe("CONSENT1: nobody is put into a room without having agreed", () => {
  it("invites a stranger, who reads nothing, and is a member once they join", () => {
    const { room } = makeRoom();
    expect(bring(room, ANN, CAT, true)).toEqual(NOTHING);
    expect(isMember(room, CAT)).toBe(false);
    expect(room.reader.history(CAT, { limit: 10 }, NOW)).toMatchObject({ code: "not_a_member" });
    expect(enter(room, CAT)).toMatchObject({ value: [{ type: "member_joined", by: ANN, user_id: CAT }] });
    expect(told(room, CAT)).not.toHaveProperty("invitation");
  });

  it("adds whoever is known, beside a stranger", () => {
    const { room } = makeRoom([ANN]);
    room.change((state) => invite(state, ANN, [BEN, CAT], NOW, [CAT]));
    expect([isMember(room, BEN), isMember(room, CAT)]).toEqual([true, false]);
  });

  it("lets nobody else join a group", () => {
    const { room } = makeRoom();
    bring(room, ANN, user("dan"), true);
    expect(enter(room, CAT)).toMatchObject({ code: "not_a_member" });
  });

  it("invites whoever left by themselves, however well they are known, until they are back", () => {
    const { room, wake } = makeRoom([ANN, BEN, CAT]);
    room.change((state) => leave(state, BEN, NOW));
    bring(wake(), CAT, BEN);
    expect(isMember(wake(), BEN)).toBe(false);
    const back = wake();
    enter(back, BEN);
    applyAction(back, ANN, { type: "remove", user_id: BEN });
    bring(back, CAT, BEN);
    expect(isMember(back, BEN)).toBe(true);
  });

  it("founders too: strangers among them are invited", () => {
    const sql = nodeSql();
    const make = {
      room_id: channel("new"),
      name: "new",
      topic: "",
      owner: ANN,
      members: [BEN],
      asked: [CAT],
    };
    const room = Room.create(new RoomTables(sql), make, "epoch", NOW);
    expect([isMember(room, BEN), isMember(room, CAT)]).toEqual([true, false]);
    expect(told(room, CAT)).toMatchObject({ membership: "left", invitation: { by: ANN, at: NOW } });
  });

  it("comes in by an invitation also where admins want to be asked", () => {
    const { room } = makeRoom([ANN, BEN], channel("strict"));
    applyAction(room, ANN, { type: "update_room", settings: { join: "request" } });
    bring(room, BEN, CAT, true);
    expect(enter(room, CAT)).toMatchObject({ value: [{ type: "member_joined", by: BEN }] });
  });

  it("a room that is full stays so", () => {
    const { room } = makeRoom([ANN, BEN], undefined, 2);
    bring(room, ANN, CAT, true);
    expect(enter(room, CAT)).toMatchObject({ code: "room_full" });
  });
});

describe("CONSENT3: what an invitation says, and how it ends", () => {
  it("says who invites, and nothing of what was said", () => {
    const { room } = makeRoom();
    room.commit([say(ANN, "between us")], NOW);
    bring(room, ANN, CAT, true, NOW + 1);
    const update = told(room, CAT);
    expect(update).toMatchObject({ membership: "left", head: 0, invitation: { by: ANN, at: NOW + 1 } });
    expect(JSON.stringify(update)).not.toContain("between us");
  });

  it("stays the first one's if somebody else invites too", () => {
    const { room } = makeRoom();
    bring(room, ANN, CAT, true);
    bring(room, BEN, CAT, true, NOW + 1);
    expect(told(room, CAT)).toMatchObject({ invitation: { by: ANN, at: NOW } });
  });

  const endings: Record<string, (room: Room) => unknown> = {
    "is removed": (room) => applyAction(room, ANN, { type: "remove", user_id: BEN }),
    "is banned": (room) => applyAction(room, ANN, { type: "ban", user_id: BEN, on: true }),
    leaves: (room) => room.change((state) => leave(state, BEN, NOW)),
  };
  it.each(Object.entries(endings))("ROLE1: ends if whoever sent it %s, and the inbox is told", (_, end) => {
    const { room } = makeRoom([ANN, BEN]);
    bring(room, BEN, CAT, true);
    bring(room, ANN, user("dan"), true);
    for (const entry of room.state.tables.inboxes.pending()) room.state.tables.inboxes.acknowledge(entry);
    end(room);
    expect(told(room, CAT)).not.toHaveProperty("invitation");
    expect(told(room, CAT).change_id).toBe(room.state.log.tail.change_id);
    expect(room.state.tables.inboxes.pending().map(({ target }) => target)).toContain(CAT);
    expect(enter(room, CAT)).toMatchObject({ code: "not_a_member" });
    expect(told(room, user("dan"))).toHaveProperty("invitation");
  });

  it("ends with a ban of whoever is invited, and with the room", () => {
    const { room } = makeRoom();
    for (const who of [CAT, user("dan")]) bring(room, ANN, who, true);
    applyAction(room, ANN, { type: "ban", user_id: CAT, on: true });
    expect(told(room, CAT)).not.toHaveProperty("invitation");
    room.change((state) => deleteRoom(state, ANN, NOW));
    expect(told(room, user("dan"))).not.toHaveProperty("invitation");
    expect(enter(room, user("dan"))).toMatchObject({ code: "not_a_member" });
  });

  it("ends when it is declined", () => {
    const { room } = makeRoom();
    bring(room, ANN, CAT, true);
    room.takeAnswer(CAT, { type: "decline", until: NOW + 1 }, NOW);
    expect(enter(room, CAT)).toMatchObject({ code: "not_a_member" });
  });

  it(`CONSENT7: ${ROOM_INVITATIONS_MAX} wait in a room, and no more`, () => {
    const { room } = makeRoom([ANN, BEN, CAT]);
    const crowd = Array.from({ length: ROOM_INVITATIONS_MAX }, (_, index) => user(`p${index}x`));
    room.change((state) => invite(state, ANN, crowd, NOW, crowd));
    expect(bring(room, ANN, user("late"), true)).toMatchObject({ code: "too_many" });
    // Whoever waits already may be invited again, and whoever is known comes in.
    expect(bring(room, BEN, asId(crowd[0] ?? ""), true)).toEqual(NOTHING);
    enter(room, asId(crowd[0] ?? ""));
    expect(bring(room, ANN, user("late"), true)).toEqual(NOTHING);
  });
});

describe("ROLE1: a role that ends takes along what was given by it", () => {
  const link = { link_id: asId<never>("l".repeat(20)), secret: "secret", expires_at: null, uses: null };
  const endings: Record<string, (room: Room) => unknown> = {
    "is an admin no more": (room) =>
      applyAction(room, ANN, { type: "set_role", user_id: BEN, role: "member" }),
    "is removed": (room) => applyAction(room, ANN, { type: "remove", user_id: BEN }),
    "is banned": (room) => applyAction(room, ANN, { type: "ban", user_id: BEN, on: true }),
    leaves: (room) => room.change((state) => leave(state, BEN, NOW)),
  };
  const withLinks = () => {
    const { room } = makeRoom([ANN, BEN]);
    applyAction(room, ANN, { type: "set_role", user_id: BEN, role: "admin" });
    for (const [by, link_id] of [
      [ANN, "a".repeat(20)],
      [BEN, "b".repeat(20)],
    ] as const)
      createLink(room.state, by, { ...link, link_id: asId(link_id) }, NOW);
    return { room, makers: () => room.state.tables.links.all().map(({ by }) => by) };
  };

  it.each(Object.entries(endings))("the links of an admin who %s", (_, end) => {
    const { room, makers } = withLinks();
    end(room);
    expect(makers()).toEqual([ANN]);
  });

  it("but not of one who becomes owner, or stays an admin", () => {
    const { room, makers } = withLinks();
    applyAction(room, ANN, { type: "set_role", user_id: BEN, role: "owner" });
    applyAction(room, ANN, { type: "set_role", user_id: BEN, role: "admin" });
    expect(makers()).toHaveLength(2);
  });
});

describe("CONSENT6: what was declined waits before it may be repeated", () => {
  it("a request to join a channel", () => {
    const { room } = makeRoom([ANN], channel("strict"));
    applyAction(room, ANN, { type: "update_room", settings: { join: "request" } });
    enter(room, CAT);
    applyAction(room, ANN, { type: "answer_request", user_id: CAT, admit: false });
    expect(enter(room, CAT, NOW + DECLINED_WAIT_MS - 1)).toMatchObject({ code: "declined" });
    expect(room.state.tables.requests.all()).toEqual([]);
    expect(enter(room, CAT, NOW + DECLINED_WAIT_MS)).toEqual(NOTHING);
    expect(room.state.tables.requests.all()).toMatchObject([{ user_id: CAT }]);
  });

  it("but whoever is invited after that comes in", () => {
    const { room } = makeRoom([ANN], channel("strict"));
    applyAction(room, ANN, { type: "update_room", settings: { join: "request" } });
    enter(room, CAT);
    applyAction(room, ANN, { type: "answer_request", user_id: CAT, admit: false });
    bring(room, ANN, CAT, true);
    expect(enter(room, CAT)).toMatchObject({ value: [{ type: "member_joined" }] });
  });

  it(`remembers the latest ${FORMER_PEOPLE_MAX} people`, () => {
    const { room } = makeRoom();
    const { consent } = room.state.tables;
    const people = Array.from({ length: FORMER_PEOPLE_MAX + 1 }, (_, index) => user(`p${index}x`));
    const [first = ANN] = people;
    const last = people.at(-2) ?? ANN;
    const seen = () => [
      consent.hasLeft(first),
      consent.hasLeft(last),
      consent.declinedUntil(first) > 0,
      consent.declinedUntil(last) > 0,
    ];
    room.state.tables.transaction(() => {
      for (const [index, user_id] of people.entries()) {
        if (index === FORMER_PEOPLE_MAX) expect(seen()).toEqual([true, true, true, true]);
        consent.leave(user_id, NOW + index);
        consent.decline(user_id, NOW + 1_000_000 + index, NOW);
      }
    });
    expect(seen()).toEqual([false, true, false, true]);
  });
});

describe("CONSENT4: a DM begun by a stranger is a request", () => {
  const dm = () => {
    const sql = nodeSql();
    const make = {
      room_id: dmRoomId(ANN, BEN),
      name: "",
      topic: "",
      owner: ANN,
      members: [BEN],
      asked: [BEN],
    };
    return { room: Room.create(new RoomTables(sql), make, "epoch", NOW), sql, make };
  };
  const wake = (sql: ReturnType<typeof nodeSql>) => {
    const room = Room.wake(new RoomTables(sql));
    if (!room) throw new Error("no room");
    return room;
  };

  it("asks whoever did not begin it, also after the room has slept", () => {
    const { room, sql } = dm();
    room.commit([say(ANN, "hello")], NOW);
    for (const each of [room, wake(sql)]) {
      expect(told(each, BEN)).toMatchObject({ asked: true, head: 1 });
      expect(told(each, ANN)).not.toHaveProperty("asked");
    }
  });

  it("is accepted by writing in it", () => {
    const { room, sql } = dm();
    room.commit([say(ANN, "hello"), say(BEN, "hello yourself")], NOW);
    for (const each of [room, wake(sql)]) expect(told(each, BEN)).not.toHaveProperty("asked");
  });

  it("is accepted by saying so", () => {
    const { room } = dm();
    room.takeAnswer(BEN, { type: "accept" }, NOW);
    expect(told(room, BEN)).not.toHaveProperty("asked");
  });

  it("is accepted by nobody else, and by no message that is refused", () => {
    const { room } = dm();
    room.takeAnswer(ANN, { type: "accept" }, NOW);
    room.commit([say(BEN, "hello", { reply_to: 7 })], NOW);
    expect(told(room, BEN)).toMatchObject({ asked: true });
  });

  it("needs no answer once the two know each other and it is opened again", () => {
    const { room, make } = dm();
    room.reopen(make);
    expect(told(room, BEN)).toMatchObject({ asked: true });
    room.reopen({ ...make, asked: [] });
    expect(told(room, BEN)).not.toHaveProperty("asked");
  });

  it("CONSENT6: declined, it takes nothing more for a while, unless the other one writes", () => {
    const { room } = dm();
    const until = NOW + DECLINED_WAIT_MS;
    const send = (now: number) => room.commit([say(ANN, "hello?", {}, undefined)], now).outcomes[0];
    room.takeAnswer(BEN, { type: "decline", until }, NOW);
    expect(send(until - 1)).toMatchObject({ code: "blocked" });
    expect(applyAction(room, ANN, { type: "pin", message_id: 1, on: true }, until - 1)).toBe("blocked");
    expect(send(until)).toMatchObject({ ok: true });
    room.takeAnswer(BEN, { type: "decline", until: until + DECLINED_WAIT_MS }, until);
    room.commit([say(BEN, "well then")], until);
    expect(send(until + 1)).toMatchObject({ ok: true });
  });

  it("CONSENT6: once accepted it cannot be declined", () => {
    const { room } = dm();
    room.takeAnswer(BEN, { type: "accept" }, NOW);
    room.takeAnswer(BEN, { type: "decline", until: NOW + 1_000 }, NOW);
    expect(room.commit([say(ANN, "hello")], NOW).outcomes).toMatchObject([{ ok: true }]);
  });
});
