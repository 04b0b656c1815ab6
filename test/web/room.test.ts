import { beforeAll, describe, expect, test } from "vitest";
import type { RosterMember } from "../../src/client/index.ts";
import { Action } from "../../src/protocol/actions.ts";
import type { RoomId, UserId } from "../../src/protocol/ids.ts";
import type { Message } from "../../src/protocol/message.ts";
import type { Role, Room } from "../../src/protocol/room.ts";
import { loadLaterWords } from "../../src/web/language/language.ts";
import { auditText } from "../../src/web/room/admin/audit-text.ts";
import { changedSettings } from "../../src/web/room/admin/changed-settings.ts";
import { memberAction, memberChoices } from "../../src/web/room/members/member-choices.ts";
import { threadRows } from "../../src/web/room/thread/thread-rows.ts";
import { rightsIn } from "../../src/web/state/rights.ts";
import { asId } from "../as-id.ts";

const NOW = 1_000;
const ADA = asId<UserId>("ada");
const BOB = asId<UserId>("bob");
const room: Room = {
  room_id: asId<RoomId>(`g_${"0".repeat(20)}`),
  kind: "group",
  name: "Attic",
  topic: "",
  description: "",
  permissions: { post: "everyone", invite: "admins", pin: "everyone", mention_room: "admins" },
  slow_mode_seconds: 0,
  join: "open",
  archived: false,
  created_at: 0,
  member_count: 2,
};

describe("what somebody may do in a room", () => {
  test("follows its settings, their role, and whether it is archived", () => {
    expect(rightsIn("group", room, "member")).toEqual({
      isOwner: false,
      isAdmin: false,
      post: true,
      pin: true,
      invite: false,
      mentionRoom: false,
    });
    expect(rightsIn("group", room, "admin")).toMatchObject({ isAdmin: true, isOwner: false, invite: true });
    expect(rightsIn("group", { ...room, archived: true }, "owner")).toEqual({
      isOwner: true,
      isAdmin: true,
      post: false,
      pin: false,
      invite: false,
      mentionRoom: false,
    });
    expect(rightsIn("group", undefined, undefined)).toMatchObject({ isAdmin: false, post: false });
  });

  test("is the same for both people of a DM", () => {
    const strict = { ...room.permissions, post: "admins", pin: "admins" } as const;
    expect(rightsIn("dm", { permissions: strict, archived: false }, "member")).toEqual({
      isOwner: false,
      isAdmin: false,
      post: true,
      pin: true,
      invite: false,
      mentionRoom: false,
    });
  });
});

describe("what may be done about a member", () => {
  const member = (role: Role, muted_until = 0): RosterMember => ({ user_id: BOB, role, muted_until });
  const by = (role: Role, more = {}) => ({ me: ADA, role, archived: false, now: NOW, ...more });

  test("is up to the rank of who does it", () => {
    expect(memberChoices(member("member"), by("owner"))).toEqual([
      "make_owner",
      "make_admin",
      "mute_hour",
      "mute_day",
      "mute",
      "remove",
      "ban",
    ]);
    expect(memberChoices(member("admin"), by("owner"))).toContain("make_member");
    expect(memberChoices(member("owner"), by("owner"))).toEqual(["make_admin", "make_member"]);
    expect(memberChoices(member("member"), by("admin"))).not.toContain("make_admin");
    expect(memberChoices(member("admin"), by("admin"))).toEqual([]);
    expect(memberChoices(member("member"), by("member"))).toEqual([]);
  });

  test("is nothing about oneself, and nothing in an archived room; who is muted can be let write", () => {
    expect(memberChoices(member("member"), by("owner", { me: BOB }))).toEqual([]);
    expect(memberChoices(member("member"), by("owner", { archived: true }))).toEqual([]);
    expect(memberChoices(member("member", NOW + 1), by("admin"))).toEqual(["unmute", "remove", "ban"]);
  });

  test("is an action the room takes", () => {
    const bob = asId<UserId>(`u_${"b".repeat(20)}`);
    for (const choice of memberChoices(member("member"), by("owner")))
      expect(Action.safeParse(memberAction(choice, bob, NOW)).success, choice).toBe(true);
    expect(memberAction("mute_hour", bob, NOW)).toEqual({
      type: "mute",
      user_id: bob,
      until: NOW + 3_600_000,
    });
    expect(memberAction("unmute", bob, NOW)).toMatchObject({ until: 0 });
  });
});

describe("the settings of a room", () => {
  test("are sent as far as they were changed", () => {
    expect(changedSettings(room, room)).toBeUndefined();
    expect(changedSettings(room, { ...room, name: " Attic ", topic: "dust" })).toEqual({ topic: "dust" });
    const permissions = { ...room.permissions, post: "admins" } as const;
    expect(changedSettings(room, { ...room, permissions, slow_mode_seconds: 30 })).toEqual({
      permissions,
      slow_mode_seconds: 30,
    });
  });
});

describe("the audit log", () => {
  beforeAll(loadLaterWords);

  test("says of each action of an admin what it was", () => {
    const user_id = asId<UserId>(`u_${"b".repeat(20)}`);
    expect(auditText({ type: "set_role", user_id, role: "admin" }, "Bob")).toBe(
      "changed the role of Bob to Admin",
    );
    expect(auditText({ type: "ban", user_id, on: false }, "Bob")).toBe("unbanned Bob");
    expect(auditText({ type: "mute", user_id, until: 0 }, "Bob")).toBe("unmuted Bob");
    expect(auditText({ type: "update_room", settings: { archived: true } }, "")).toBe("archived the room");
    expect(auditText({ type: "update_room", settings: { topic: "x" } }, "")).toBe("changed the settings");
    expect(auditText({ type: "delete", message_id: 7 }, "")).toBe("deleted message 7");
  });
});

describe("a thread", () => {
  const message = (message_id: number, more: Partial<Message> = {}): Message => ({
    message_id,
    sender: BOB,
    client_id: asId(`c${message_id}`),
    time: message_id,
    text: `text ${message_id}`,
    ...more,
  });

  test("draws its first message and the replies, without saying at each that it is one", () => {
    const messages = [
      message(3, { replies: { count: 2, last_message_id: 9, users: [BOB] } }),
      message(5, { thread: 3 }),
      message(9, { thread: 3, reply_to: 5 }),
    ];
    const state = { messages, pending: [], loading: false, complete: true, following: true };
    const rows = threadRows(3, state, ADA);
    expect(rows.map(({ isRoot }) => isRoot)).toEqual([true, false, false]);
    expect(rows.map(({ content }) => content.thread)).toEqual([undefined, undefined, undefined]);
    expect(rows[0]?.delivery).not.toHaveProperty("message.replies");
    // What answers one reply among others still says so.
    expect(rows[2]?.answers?.message_id).toBe(5);
  });
});
