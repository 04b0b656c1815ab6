import { describe, expect, it } from "vitest";
import type { Action } from "../../../src/protocol/actions.ts";
import type { LinkId, UserId } from "../../../src/protocol/ids.ts";
import { LINKS_MAX, REQUESTS_MAX } from "../../../src/protocol/limits.ts";
import { createLink, joinByLink, revokeLink } from "../../../src/server/room/invite-links.ts";
import { invite, join, leave } from "../../../src/server/room/membership.ts";
import type { Room } from "../../../src/server/room/room.ts";
import { asId } from "../../as-id.ts";
import { ANN, applyAction, BEN, CAT, channel, group, makeRoom, NOW, say, sayAll, user } from "./make-room.ts";

const DAN = user("dan");
const roleOf = (room: Room, user_id: UserId) => room.state.member(user_id)?.role;
const comes = (room: Room, user_id: UserId) =>
  room.state.tables.transaction(() => join(room.state, user_id, NOW));

describe("MEMBER7: rank", () => {
  it("owners make owners and admins; nobody else makes anybody anything", () => {
    const { room, wake } = makeRoom([ANN, BEN, CAT]);
    expect(applyAction(room, BEN, { type: "set_role", user_id: BEN, role: "owner" })).toBe("not_allowed");
    expect(applyAction(room, ANN, { type: "set_role", user_id: BEN, role: "admin" })).toMatchObject([
      { type: "role_changed", role: "admin" },
    ]);
    expect(applyAction(room, ANN, { type: "set_role", user_id: BEN, role: "admin" })).toEqual([]);
    expect(roleOf(wake(), BEN)).toBe("admin");
    expect(applyAction(room, ANN, { type: "set_role", user_id: ANN, role: "member" })).toBe("not_allowed");
    applyAction(room, ANN, { type: "set_role", user_id: CAT, role: "owner" });
    expect(applyAction(room, ANN, { type: "set_role", user_id: ANN, role: "member" })).toMatchObject([
      { user_id: ANN, role: "member" },
    ]);
    expect(applyAction(room, CAT, { type: "set_role", user_id: DAN, role: "admin" })).toBe("not_found");
  });

  it("one removes, bans and mutes only below oneself", () => {
    const { room } = makeRoom([ANN, BEN, CAT, DAN]);
    applyAction(room, ANN, { type: "set_role", user_id: BEN, role: "admin" });
    applyAction(room, ANN, { type: "set_role", user_id: CAT, role: "admin" });
    for (const who of [ANN, CAT, BEN]) {
      expect(applyAction(room, BEN, { type: "remove", user_id: who })).toBe("not_allowed");
      expect(applyAction(room, BEN, { type: "ban", user_id: who, on: true })).toBe("not_allowed");
      expect(applyAction(room, BEN, { type: "mute", user_id: who, until: NOW + 1 })).toBe("not_allowed");
    }
    expect(applyAction(room, DAN, { type: "remove", user_id: DAN })).toBe("not_allowed");
    expect(applyAction(room, BEN, { type: "remove", user_id: DAN })).toMatchObject([
      { type: "member_removed", by: BEN, user_id: DAN },
    ]);
    expect(room.commit([say(DAN, "wait")], NOW).outcomes).toMatchObject([{ code: "not_a_member" }]);
  });

  it("a banned person comes back by no way until the ban ends", () => {
    const { room, wake } = makeRoom([ANN, BEN], channel("strict"));
    const [banned] = applyAction(room, ANN, { type: "ban", user_id: BEN, on: true });
    expect(banned).toMatchObject({ type: "member_banned", user_id: BEN });
    expect(banned).not.toHaveProperty("outside");
    const { state } = wake();
    createLink(state, ANN, { link_id: asId("l"), secret: "s", expires_at: null, uses: null }, NOW);
    expect(comes(wake(), BEN)).toMatchObject({ code: "banned" });
    expect(invite(state, ANN, [BEN], NOW)).toMatchObject({ code: "person_banned" });
    expect(joinByLink(state, BEN, asId("l"), "s", NOW)).toMatchObject({ code: "banned" });
    expect(wake().reader.history(BEN, { limit: 1 }, NOW)).toMatchObject({ code: "banned" });
    expect(wake().reader.bans(ANN, NOW)).toMatchObject({ value: [{ user_id: BEN, by: ANN }] });
    applyAction(room, ANN, { type: "ban", user_id: BEN, on: false });
    expect(comes(wake(), BEN)).toMatchObject({ ok: true });
  });

  it("who never was in the room can be banned from it", () => {
    const { room } = makeRoom([ANN], channel("early"));
    expect(applyAction(room, ANN, { type: "ban", user_id: DAN, on: true })).toMatchObject([
      { type: "member_banned", user_id: DAN, outside: true },
    ]);
    expect(comes(room, DAN)).toMatchObject({ code: "banned" });
    expect(room.state.memberCount).toBe(1);
  });

  it("a muted member reads, but posts and reacts only afterwards", () => {
    const { room } = makeRoom();
    sayAll(room, ANN, ["quiet please"]);
    applyAction(room, ANN, { type: "mute", user_id: BEN, until: NOW + 10 });
    expect(room.commit([say(BEN, "but")], NOW).outcomes).toMatchObject([{ code: "muted" }]);
    expect(applyAction(room, BEN, { type: "react", message_id: 1, emoji: "😡", on: true })).toBe("muted");
    expect(room.reader.history(BEN, { limit: 1 }, NOW)).toMatchObject({ ok: true });
    expect(room.commit([say(BEN, "fine")], NOW + 10).outcomes).toMatchObject([{ ok: true }]);
  });

  it("what was refused is taken where it comes again, after what was said meanwhile", () => {
    const { room } = makeRoom();
    applyAction(room, ANN, { type: "mute", user_id: BEN, until: NOW + 10 });
    const [first, second] = [say(BEN, "first"), say(BEN, "second")];
    expect(room.commit([first], NOW).outcomes).toMatchObject([{ code: "muted" }]);
    const { messages } = room.commit([second, first], NOW + 10);
    expect(messages.map(({ text }) => text)).toEqual(["second", "first"]);
  });
});

describe("MEMBER8: settings", () => {
  it("are told as what changed, and not told where nothing did", () => {
    const { room, wake } = makeRoom();
    expect(
      applyAction(room, ANN, { type: "update_room", settings: { name: "new", topic: "" } }),
    ).toMatchObject([{ type: "room_changed", settings: { name: "new" } }]);
    expect(applyAction(room, ANN, { type: "update_room", settings: { name: "new" } })).toEqual([]);
    expect(wake().state.view()).toMatchObject({ name: "new", slow_mode_seconds: 0 });
    expect(applyAction(room, BEN, { type: "update_room", settings: { name: "mine" } })).toBe("not_allowed");
  });

  it("slow mode says how long to wait, survives waking, and spares admins", () => {
    const { room, wake } = makeRoom([ANN, BEN, CAT]);
    applyAction(room, ANN, { type: "update_room", settings: { slow_mode_seconds: 30 } });
    const { outcomes } = room.commit(
      [say(BEN, "one"), say(BEN, "two"), say(CAT, "three"), say(ANN, "a"), say(ANN, "b")],
      NOW,
    );
    expect(outcomes.map((outcome) => (outcome.ok ? "ok" : outcome.code))).toEqual([
      "ok",
      "slow_mode",
      "ok",
      "ok",
      "ok",
    ]);
    expect(wake().commit([say(BEN, "two")], NOW + 20_000).outcomes).toMatchObject([
      { code: "slow_mode", retry_after_ms: 10_000 },
    ]);
    expect(wake().commit([say(BEN, "two")], NOW + 30_000).outcomes).toMatchObject([{ ok: true }]);
  });

  it("MENTION1: who may post, pin and call on the room", () => {
    const { room } = makeRoom();
    applyAction(room, ANN, {
      type: "update_room",
      settings: {
        permissions: { post: "everyone", invite: "admins", pin: "admins", mention_room: "admins" },
      },
    });
    const codes = room.commit(
      [say(BEN, "hey", { mention_room: "all" }), say(BEN, "hey"), say(ANN, "hey", { mention_room: "all" })],
      NOW,
    ).outcomes;
    expect(codes.map((outcome) => (outcome.ok ? "ok" : outcome.code))).toEqual(["not_allowed", "ok", "ok"]);
    expect(applyAction(room, BEN, { type: "pin", message_id: 1, on: true })).toBe("not_allowed");
    expect(invite(room.state, BEN, [DAN], NOW)).toMatchObject({ code: "not_allowed" });
  });

  it("an archived room is read, left and brought back by its owner, nothing else", () => {
    const { room, wake } = makeRoom([ANN, BEN, CAT]);
    applyAction(room, ANN, { type: "set_role", user_id: BEN, role: "admin" });
    expect(applyAction(room, BEN, { type: "update_room", settings: { archived: true } })).toBe("not_allowed");
    applyAction(room, ANN, { type: "update_room", settings: { archived: true } });
    expect(wake().commit([say(ANN, "echo")], NOW).outcomes).toMatchObject([{ code: "archived" }]);
    expect(applyAction(room, ANN, { type: "update_room", settings: { name: "x" } })).toBe("archived");
    expect(wake().reader.history(CAT, { limit: 1 }, NOW)).toMatchObject({ ok: true });
    expect(leave(wake().state, CAT, NOW)).toMatchObject({ ok: true });
    expect(applyAction(wake(), ANN, { type: "update_room", settings: { archived: false } })).toMatchObject([
      { settings: { archived: false } },
    ]);
    expect(wake().commit([say(ANN, "back")], NOW).outcomes).toMatchObject([{ ok: true }]);
  });
});

describe("MEMBER9: invite links", () => {
  const link = { link_id: asId<LinkId>("link"), secret: "secret", expires_at: NOW + 100, uses: 2 };

  it("let in until used up, expired or revoked", () => {
    const { room } = makeRoom([ANN], group("links"));
    const { state } = room;
    expect(createLink(state, BEN, link, NOW)).toMatchObject({ code: "not_a_member" });
    expect(createLink(state, ANN, link, NOW)).toMatchObject({ ok: true, value: { uses_left: 2 } });
    expect(joinByLink(state, BEN, asId("link"), "wrong", NOW)).toMatchObject({ code: "link_invalid" });
    expect(joinByLink(state, BEN, asId("other"), "secret", NOW)).toMatchObject({ code: "link_invalid" });
    expect(joinByLink(state, BEN, asId("link"), "secret", NOW + 101)).toMatchObject({ code: "link_invalid" });
    expect(joinByLink(state, BEN, asId("link"), "secret", NOW)).toMatchObject({
      value: [{ type: "member_joined", by: ANN, user_id: BEN }],
    });
    expect(joinByLink(state, BEN, asId("link"), "secret", NOW)).toEqual({ ok: true, value: [] });
    expect(room.reader.links(ANN, NOW)).toMatchObject({ value: [{ uses_left: 1 }] });
    expect(joinByLink(state, CAT, asId("link"), "secret", NOW)).toMatchObject({ ok: true });
    expect(joinByLink(state, DAN, asId("link"), "secret", NOW)).toMatchObject({ code: "link_invalid" });
    createLink(state, ANN, { ...link, link_id: asId("second"), uses: null }, NOW);
    expect(revokeLink(state, BEN, asId("second"), NOW)).toMatchObject({ code: "not_allowed" });
    expect(revokeLink(state, ANN, asId("second"), NOW)).toMatchObject({ ok: true });
    expect(joinByLink(state, DAN, asId("second"), "secret", NOW)).toMatchObject({ code: "link_invalid" });
  });

  it("do not show their secret, nor store it", () => {
    const { room, sql } = makeRoom([ANN], group("secrets"));
    createLink(room.state, ANN, link, NOW);
    expect(JSON.stringify(room.reader.links(ANN, NOW))).not.toContain("digest");
    expect(JSON.stringify(sql.exec("SELECT * FROM link"))).not.toContain('"secret"');
  });
});

describe("MEMBER10: join requests", () => {
  it("wait for an admin, who admits or declines", () => {
    const { room } = makeRoom([ANN, BEN], channel("asks"));
    applyAction(room, ANN, { type: "update_room", settings: { join: "request" } });
    for (const who of [CAT, DAN, CAT])
      expect(comes(room, who)).toMatchObject({ value: { state: "requested", changes: [] } });
    expect(room.reader.requests(BEN, NOW)).toMatchObject({ code: "not_allowed" });
    expect(room.reader.requests(ANN, NOW)).toMatchObject({ value: [{ user_id: CAT }, { user_id: DAN }] });
    expect(applyAction(room, BEN, { type: "answer_request", user_id: CAT, admit: true })).toBe("not_allowed");
    expect(applyAction(room, ANN, { type: "answer_request", user_id: CAT, admit: true })).toMatchObject([
      { type: "member_joined", user_id: CAT },
    ]);
    expect(applyAction(room, ANN, { type: "answer_request", user_id: DAN, admit: false })).toEqual([]);
    expect(room.reader.requests(ANN, NOW)).toMatchObject({ value: [] });
    expect(room.state.member(DAN)).toBeUndefined();
  });
});

describe("AUDIT1: the books", () => {
  it("show what admins did to others, and not what everyone does", () => {
    const { room, wake } = makeRoom([ANN, BEN, CAT]);
    room.commit([say(BEN, "rude"), say(ANN, "mine")], NOW);
    applyAction(room, CAT, { type: "report", message_id: 1, reason: "rude" });
    applyAction(room, ANN, { type: "delete", message_id: 1 });
    applyAction(room, ANN, { type: "delete", message_id: 2 });
    applyAction(room, ANN, { type: "mute", user_id: BEN, until: NOW + 1 });
    applyAction(room, BEN, { type: "ban", user_id: ANN, on: true });
    applyAction(room, ANN, { type: "react", message_id: 2, emoji: "👍", on: true });
    const audit = wake().reader.audit(ANN, undefined, NOW);
    expect(audit.ok && audit.value.map((entry) => entry.action)).toEqual([
      { type: "mute", user_id: BEN, until: NOW + 1 },
      { type: "delete", message_id: 1 },
    ]);
    expect(wake().reader.reports(ANN, NOW)).toMatchObject({
      value: [{ message_id: 1, by: CAT, reason: "rude" }],
    });
    for (const answer of [wake().reader.audit(BEN, undefined, NOW), wake().reader.reports(BEN, NOW)])
      expect(answer).toMatchObject({ code: "not_allowed" });
  });

  it("show each thing that was done to a member, to the room, to a request and to a link, and who did it", () => {
    const { room, wake } = makeRoom([ANN, BEN, CAT], channel("books"));
    applyAction(room, ANN, { type: "update_room", settings: { join: "request" } });
    for (const who of [DAN, user("eve")]) comes(room, who);
    const done: Action[] = [
      { type: "set_role", user_id: BEN, role: "admin" },
      { type: "answer_request", user_id: DAN, admit: true },
      { type: "answer_request", user_id: user("eve"), admit: false },
      { type: "remove", user_id: CAT },
      { type: "ban", user_id: CAT, on: true },
      { type: "ban", user_id: CAT, on: false },
      { type: "mute", user_id: DAN, until: NOW + 5 },
      { type: "update_room", settings: { topic: "quiet" } },
    ];
    for (const action of done) applyAction(room, ANN, action, NOW + 7);
    const made = { link_id: asId<LinkId>("book"), secret: "s", expires_at: null, uses: null };
    createLink(room.state, BEN, made, NOW + 8);
    revokeLink(room.state, BEN, made.link_id, NOW + 9);
    const audit = wake().reader.audit(BEN, undefined, NOW);
    const entries = audit.ok ? audit.value.toReversed().map(({ audit_id: _, ...entry }) => entry) : [];
    expect(entries).toEqual([
      { by: ANN, at: NOW, action: { type: "update_room", settings: { join: "request" } } },
      ...done.map((action) => ({ by: ANN, at: NOW + 7, action })),
      { by: BEN, at: NOW + 8, action: { type: "create_link", link_id: made.link_id } },
      { by: BEN, at: NOW + 9, action: { type: "revoke_link", link_id: made.link_id } },
    ]);
  });

  it("do not show what changed nothing or was refused", () => {
    const { room } = makeRoom([ANN, BEN], group("idle"));
    const idle: Action[] = [
      { type: "set_role", user_id: BEN, role: "member" },
      { type: "remove", user_id: DAN },
      { type: "ban", user_id: DAN, on: false },
      { type: "mute", user_id: BEN, until: 0 },
      { type: "update_room", settings: { topic: "" } },
      { type: "set_role", user_id: DAN, role: "admin" },
    ];
    for (const action of idle) applyAction(room, ANN, action);
    revokeLink(room.state, ANN, asId("none"), NOW);
    expect(room.reader.audit(ANN, undefined, NOW)).toEqual({ ok: true, value: [] });
  });
});

describe("bounds of a room", () => {
  it("MEMBER9: it takes LINKS_MAX links, and one more once one is revoked", () => {
    const { room } = makeRoom([ANN]);
    const make = (index: number) =>
      createLink(
        room.state,
        ANN,
        { link_id: asId(`l${index}`), secret: "s", expires_at: null, uses: null },
        NOW,
      );
    for (let index = 0; index < LINKS_MAX; index++) expect(make(index).ok).toBe(true);
    expect(make(LINKS_MAX)).toMatchObject({ code: "too_many" });
    revokeLink(room.state, ANN, asId("l0"), NOW);
    expect(make(LINKS_MAX).ok).toBe(true);
  });

  it("MEMBER10: it takes REQUESTS_MAX requests", () => {
    const { room } = makeRoom([ANN], channel("many"));
    applyAction(room, ANN, { type: "update_room", settings: { join: "request" } });
    for (let index = 0; index < REQUESTS_MAX; index++)
      expect(comes(room, user(`r${index}`))).toMatchObject({ value: { state: "requested" } });
    expect(comes(room, DAN)).toMatchObject({ code: "too_many" });
  });
});
