import { describe, expect, it } from "vitest";
import type { RoomKind } from "../../src/protocol/ids.ts";
import {
  denialFor,
  type Operation,
  outranks,
  type Rules,
  rules,
  type Standing,
} from "../../src/protocol/policy.ts";
import type { Role } from "../../src/protocol/room.ts";

const NOW = 1_000;
const everyone = { post: "everyone", invite: "everyone", pin: "everyone", mention_room: "everyone" } as const;
const admins = { post: "admins", invite: "admins", pin: "admins", mention_room: "admins" } as const;

const someone = (role?: Role, more: Partial<Standing> = {}): Standing => ({
  role,
  banned: false,
  muted_until: 0,
  blocked: false,
  ...more,
});
const room = (kind: RoomKind, more: Partial<Rules> = {}): Rules => ({
  kind,
  archived: false,
  permissions: everyone,
  ...more,
});

const PEOPLE: Record<string, Standing> = {
  owner: someone("owner"),
  admin: someone("admin"),
  member: someone("member"),
  muted: someone("member", { muted_until: NOW + 1 }),
  stranger: someone(),
  banned: someone(undefined, { banned: true }),
};

/** Who may, in one line an operation: O owner, A admin, M member, m muted member, S stranger, B banned; - for who may not. */
const matrix = (rules_: Rules): Record<string, string> =>
  Object.fromEntries(
    (Object.keys(rules) as Operation[]).map((operation) => [
      operation,
      Object.values(PEOPLE)
        .map((standing, index) => (denialFor(operation, standing, rules_, NOW) ? "-" : "OAMmSB"[index]))
        .join(""),
    ]),
  );

/** Written by hand, so that a change of the table has to be meant. */
const GROUP: Record<Operation, string> = {
  read: "OAMm--",
  send: "OAM---",
  mention_room: "OAM---",
  edit: "OAM---",
  delete_own: "OAMm--",
  delete_other: "OA----",
  react: "OAM---",
  vote: "OAMm--",
  pin: "OAMm--",
  follow: "OAMm--",
  report: "OAMm--",
  typing: "OAM---",
  receipt: "OAMm--",
  join: "------",
  leave: "OAMm--",
  invite: "OAMm--",
  link: "OA----",
  answer_request: "------",
  remove: "OA----",
  ban: "OA----",
  mute: "OA----",
  set_role: "O-----",
  update_room: "OA----",
  archive: "O-----",
  delete_room: "O-----",
  moderate: "OA----",
};
const no = (line: string) => line.replaceAll(/[OAMmSB]/g, "-");
const onlyAdmins = (line: string) => line.replaceAll(/[Mm]/g, "-");

describe("ACTION3: who may do what", () => {
  it("in a private group", () => expect(matrix(room("group"))).toEqual(GROUP));

  it("in a public channel: also join, and answer requests", () =>
    expect(matrix(room("channel"))).toEqual({ ...GROUP, join: "OAMmS-", answer_request: "OA----" }));

  it("where posting, inviting, pinning and calling are for admins", () => {
    const { send, mention_room, typing, invite, pin } = GROUP;
    expect(matrix(room("group", { permissions: admins }))).toEqual({
      ...GROUP,
      send: onlyAdmins(send),
      typing: onlyAdmins(typing),
      mention_room: onlyAdmins(mention_room),
      invite: onlyAdmins(invite),
      pin: onlyAdmins(pin),
    });
  });

  it("in an archived room: read, report, leave, and what its owners and moderators need", () => {
    const alive: readonly Operation[] = ["read", "report", "leave", "archive", "delete_room", "moderate"];
    const expected = Object.entries(GROUP).map(([operation, line]) => [
      operation,
      alive.includes(operation as Operation) ? line : no(line),
    ]);
    expect(matrix(room("group", { archived: true }))).toEqual(Object.fromEntries(expected));
  });

  it("in a DM: both the same, and nothing that rules over the other", () => {
    const both: readonly Operation[] = [
      "read",
      "send",
      "edit",
      "delete_own",
      "react",
      "vote",
      "pin",
      "follow",
      "report",
      "typing",
      "receipt",
    ];
    for (const permissions of [everyone, admins])
      for (const operation of Object.keys(rules) as Operation[])
        expect([
          operation,
          denialFor(operation, someone("member"), room("dm", { permissions }), NOW) === undefined,
        ]).toEqual([operation, both.includes(operation)]);
  });

  it("MEMBER11: in a DM with somebody who blocked them: nothing but read and report", () => {
    const blocked = someone("member", { blocked: true });
    const possible = (Object.keys(rules) as Operation[]).filter(
      (operation) => !denialFor(operation, someone("member"), room("dm"), NOW),
    );
    expect(possible).toEqual(expect.arrayContaining(["pin", "vote", "react", "receipt", "typing"]));
    for (const operation of possible)
      expect(denialFor(operation, blocked, room("dm"), NOW)?.code).toBe(
        operation === "read" || operation === "report" ? undefined : "blocked",
      );
  });

  it("CONSENT5: in a DM they have not answered: tells nothing of what they do without meaning to", () => {
    const silent = someone("member", { silent: true });
    const refused = (Object.keys(rules) as Operation[]).filter(
      (operation) =>
        denialFor(operation, silent, room("dm"), NOW) &&
        !denialFor(operation, someone("member"), room("dm"), NOW),
    );
    expect(refused).toEqual(["typing", "receipt"]);
  });

  it("CONSENT1: whoever is invited may join a group, and nothing else", () => {
    const invited = someone(undefined, { invited: true });
    const may = (Object.keys(rules) as Operation[]).filter(
      (operation) => !denialFor(operation, invited, room("group"), NOW),
    );
    expect(may).toEqual(["join"]);
    expect(denialFor("join", invited, room("group", { archived: true }), NOW)).toMatchObject({
      code: "archived",
    });
    expect(denialFor("join", { ...invited, banned: true }, room("group"), NOW)).toMatchObject({
      code: "banned",
    });
  });

  it("tells why", () => {
    expect(denialFor("send", someone(), room("group"), NOW)).toMatchObject({ code: "not_a_member" });
    expect(denialFor("send", someone("member", { muted_until: 2_000 }), room("group"), NOW)).toMatchObject({
      code: "muted",
    });
    expect(denialFor("send", someone("member", { muted_until: 1_000 }), room("group"), NOW)).toBeUndefined();
    expect(denialFor("send", someone("owner"), room("group", { archived: true }), NOW)).toMatchObject({
      code: "archived",
    });
    expect(denialFor("join", someone(undefined, { banned: true }), room("channel"), NOW)).toMatchObject({
      code: "banned",
    });
  });

  it("MEMBER7: only the higher rules over the lower", () => {
    const pairs = (["owner", "admin", "member"] as const).flatMap((a, _, all) =>
      all.filter((b) => outranks(a, b)).map((b) => `${a} > ${b}`),
    );
    expect(pairs).toEqual(["owner > admin", "owner > member", "admin > member"]);
  });
});
