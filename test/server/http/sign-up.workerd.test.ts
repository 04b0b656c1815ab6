import { env } from "cloudflare:workers";
import { afterEach, expect, test } from "vitest";
import type { SignUp } from "../../../src/protocol/endpoints.ts";
import type { Room } from "../../../src/protocol/room.ts";
import { StaffMember } from "../staff.ts";
import { expectRefusal, PASSWORD, Person, send } from "../test-api.ts";

const set = (settings: object, owner: StaffMember) => owner.call("changeDeployment", {}, settings);
const signUp = (handle: string, invitation?: string) =>
  send("POST", "/api/auth/register", { body: { handle, password: PASSWORD, invitation } });
const shown = async () => (await send("GET", "/api/auth/deployment")).json();

afterEach(async () => {
  await env.DB.prepare("UPDATE deployment SET name = '', sign_up = 'open', default_channels = '[]'").run();
});

test("ADMIN1: the first account is the owner, and no other", async () => {
  expect((await env.DB.prepare("SELECT count(*) AS n FROM users").first("n")) ?? 0).toBe(0);
  const first = await Person.register();
  const second = await Person.register();
  const standing = async (person: Person) => (await person.send("GET", "/api/admin/standing")).json();
  expect(await standing(first)).toEqual({ role: "owner", open_reports: 0 });
  expect(await standing(second)).toEqual({ role: null, open_reports: 0 });
  // Nor is it where somebody was here before there were roles.
  await env.DB.prepare("DELETE FROM staff").run();
  expect(await standing(await Person.register())).toEqual({ role: null, open_reports: 0 });
});

const refused: [SignUp, string | undefined, "sign_up_closed" | "invitation_needed" | "invitation_invalid"][] =
  [
    ["closed", undefined, "sign_up_closed"],
    ["closed", "something", "sign_up_closed"],
    ["invitation", undefined, "invitation_needed"],
    ["invitation", "something", "invitation_invalid"],
  ];

test.each(refused)(
  "ADMIN4: where sign-up is %s, %s as an invitation is refused with %s",
  async (mode, invitation, code) => {
    const owner = await StaffMember.register("owner");
    await set({ sign_up: mode, name: "The Lab" }, owner);
    expect(await shown()).toEqual({ name: "The Lab", sign_up: mode });
    await expectRefusal(await signUp("somebody.new", invitation), code);
    const forPasskey = { body: { handle: "somebody.new", invitation } };
    await expectRefusal(await send("POST", "/api/auth/passkey/creation", forPasskey), code);
    expect(await env.DB.prepare("SELECT 1 FROM users WHERE handle = 'somebody.new'").first()).toBeNull();
  },
);

test("ADMIN5: a link lets in as many as it says, also if many try at once, and nobody after its end", async () => {
  const owner = await StaffMember.register("owner");
  await set({ sign_up: "invitation" }, owner);
  const { token, link } = await owner.call("makeSignUpLink", {}, { uses: 2 });
  const answers = await Promise.all(
    ["ada", "bert", "carl", "dora"].map((name) => signUp(`${name}.l`, token)),
  );
  expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 200, 404, 404]);
  expect((await owner.call("signUpLinks")).links).toEqual([]);
  await expectRefusal(await owner.ask("revokeSignUpLink", { link_id: link.link_id }), "not_found");

  const revoked = await owner.call("makeSignUpLink", {}, { uses: 2, expires_in_seconds: null });
  expect((await owner.call("signUpLinks")).links).toEqual([revoked.link]);
  await owner.call("revokeSignUpLink", { link_id: revoked.link.link_id });
  await expectRefusal(await signUp("emil.l", revoked.token), "invitation_invalid");

  const old = await owner.call("makeSignUpLink", {}, { uses: 2 });
  await env.DB.prepare("UPDATE sign_up_links SET expires_at = 1 WHERE link_id = ?")
    .bind(old.link.link_id)
    .run();
  await expectRefusal(await signUp("emil.l", old.token), "invitation_invalid");
});

test("ADMIN5: an account that is not made uses nothing up, nor does one that needs no link", async () => {
  const owner = await StaffMember.register("owner");
  await set({ sign_up: "invitation" }, owner);
  const { token } = await owner.call("makeSignUpLink");
  await expectRefusal(await signUp(owner.person.user.handle, token), "handle_taken");
  await set({ sign_up: "open" }, owner);
  expect((await signUp("free.of.charge", token)).status).toBe(200);
  expect((await owner.call("signUpLinks")).links).toMatchObject([{ uses_left: 1 }]);
  const made = await owner.call("adminLog");
  expect(JSON.stringify(made)).not.toContain(token);
});

test("ADMIN6: new people land in the default channels that can be joined", async () => {
  const owner = await StaffMember.register("owner");
  const make = (name: string) =>
    owner.person.call("createRoom", "/api/rooms", { kind: "channel", name }) as Promise<Room>;
  const [welcome, gone] = [await make("welcome"), await make("gone")];
  await set({ default_channels: [welcome.room_id, gone.room_id, welcome.room_id] }, owner);
  const { default_channels } = await owner.call("deploymentSettings");
  expect(default_channels.map(({ name }) => name)).toEqual(["gone", "welcome"]);
  await owner.person.call("deleteRoom", `/api/rooms/${gone.room_id}`);
  const person = await Person.register();
  const seen = await person.call("room", `/api/rooms/${welcome.room_id}`);
  expect(seen).toMatchObject({ role: "member", room: { name: "welcome" } });
  const nowhere = { default_channels: [`c_${"0".repeat(20)}`] };
  await expectRefusal(await owner.ask("changeDeployment", {}, nowhere), "not_found");
});

test("ADMIN10: where not everybody can sign up, nobody is a stranger, unless a variable says otherwise", async () => {
  const owner = await StaffMember.register("owner");
  const pairs = await Promise.all(
    Array.from({ length: 4 }, async () => [await Person.register(), await Person.register()] as const),
  );
  /** How many are in a group at once that somebody makes with a person they share nothing with. */
  const members = async (STRANGERS: string): Promise<number> => {
    const [one, other] = pairs.pop() ?? [];
    if (!one || !other) throw new Error("nobody is left");
    const body = { kind: "group", name: "g", members: [other.id] };
    const made = await one.send("POST", "/api/rooms", { body, vars: { STRANGERS } });
    return (await made.json<Room>()).member_count;
  };
  expect([await members(""), await members("everyone")]).toEqual([1, 2]);
  await set({ sign_up: "closed" }, owner);
  expect([await members(""), await members("ask")]).toEqual([2, 1]);
});
