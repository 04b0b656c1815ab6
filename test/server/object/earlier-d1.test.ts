import { expect, it } from "vitest";
import type { UserId } from "../../../src/protocol/ids.ts";
import { listChannel, searchChannels } from "../../../src/server/directory/channels-d1.ts";
import {
  editPerson,
  findPeople,
  findPeopleByHandle,
  searchPeople,
} from "../../../src/server/directory/people-d1.ts";
import { createAccount, findAccount } from "../../../src/server/identity/accounts-d1.ts";
import { skeletonOf } from "../../../src/server/identity/handle-policy.ts";
import { newUser } from "../../../src/server/identity/new-user.ts";
import { checkPassword } from "../../../src/server/identity/password.ts";
import { nextRefreshToken, sessionOf } from "../../../src/server/identity/refresh-token.ts";
import { judge, rotate, startSession } from "../../../src/server/identity/session.ts";
import { findSession, listSessions, saveRotation } from "../../../src/server/identity/sessions-d1.ts";
import { readForm } from "../../../src/tools/database.ts";
import { asId } from "../../as-id.ts";
import { nodeD1 } from "../node-d1.ts";
import { dump, expected, idOf } from "./left-behind.ts";
import { inTodaysWords } from "./todays-words.ts";

const { now, d1: then } = expected;
/** As a deployment leaves it: all steps come before the code. */
const open = () => nodeD1([dump("d1"), ...readForm().steps.map(({ sql }) => sql)].join("\n")).d1;

const byId = <T extends { readonly user_id: UserId }>(people: readonly T[]): T[] =>
  people.toSorted((a, b) => (a.user_id < b.user_id ? -1 : 1));

it("people of version 0.1.0 are who they were, and found by what they are called", async () => {
  const d1 = open();
  const people = await findPeople(d1, Object.values(expected.people));
  expect(byId(people)).toEqual(inTodaysWords(byId(then.users)));
  for (const [handle, user_id] of Object.entries(then.accounts))
    expect((await findPeopleByHandle(d1, [handle])).map((user) => user.user_id)).toEqual([user_id]);
  for (const [typed, found] of Object.entries(then.people))
    expect([typed, (await searchPeople(d1, typed)).map(({ user_id }) => user_id)]).toEqual([typed, found]);
  await editPerson(d1, idOf("vega"), { name: "Vega of Lyra" });
  expect(await searchPeople(d1, "lyra")).toMatchObject([{ user_id: idOf("vega"), handle: "vega" }]);
});

it("channels of version 0.1.0 are in the directory", async () => {
  const d1 = open();
  for (const [typed, channels] of Object.entries(then.channels))
    expect([typed, await searchChannels(d1, typed)]).toMatchObject([typed, channels]);
  const room_id = expected.rooms["room-channel"].room_id;
  await listChannel(d1, { room_id, name: "Night sky ☄️", topic: "", created_at: 0 });
  expect((await searchChannels(d1, "night")).map(({ name }) => name)).toEqual(["Night sky ☄️"]);
});

it("AUTH11: nobody signs up with a handle that looks like one of version 0.1.0, or is one", async () => {
  const d1 = open();
  const make = (handle: string) => {
    const user = newUser(
      handle,
      undefined,
      new TextEncoder().encode(`${handle} with enough bytes for an id`),
      now,
    );
    const session = startSession(asId(`s_${handle}`), user.user_id, "token", now);
    const device = { client: "", system: "" };
    return createAccount(d1, { user, skeleton: skeletonOf(handle), password_hash: "", session, device });
  };
  expect(await make("n00r")).toBe("handle_misleading");
  expect(await make("noor")).toBe("handle_taken");
  expect(await make("nora")).toBe("made");
  expect(await make("n0ra")).toBe("handle_misleading");
  expect((await findPeopleByHandle(d1, ["n00r", "n0ra", "nora"])).map(({ handle }) => handle)).toEqual([
    "nora",
  ]);
});

it("AUTH4: passwords of version 0.1.0 still open", async () => {
  const account = await findAccount(open(), "noor");
  expect(await checkPassword(then.password, account?.password_hash)).toBe(true);
  expect(await checkPassword("another one", account?.password_hash)).toBe(false);
});

it("AUTH2, AUTH6: sessions of version 0.1.0 are listed, and go on", async () => {
  const d1 = open();
  for (const [name, sessions] of Object.entries(then.sessions))
    expect(await listSessions(d1, idOf(name), now)).toEqual(inTodaysWords(sessions));
  for (const token of Object.values(then.refresh_tokens)) {
    const session = await findSession(d1, sessionOf(token));
    if (!session) throw new Error("no session");
    expect(judge(session, token, false, now)).toBe(session.expires_at > now ? "rotate" : "ended");
    const next = nextRefreshToken(token, then.refresh_key);
    expect(await saveRotation(d1, rotate(session, next, now))).toBe(true);
    const moved = await findSession(d1, sessionOf(next));
    expect(moved && [judge(moved, next, true, now), judge(moved, token, false, now + 1_000)]).toEqual([
      "rotate",
      "repeat",
    ]);
  }
});
