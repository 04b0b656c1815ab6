import { env } from "cloudflare:workers";
import { v7 as uuidv7 } from "uuid";
import { expect, test } from "vitest";
import {
  INBOX_SOCKET_PATH,
  roomSocketPath,
  type Session,
  SUBPROTOCOL,
} from "../../../src/protocol/endpoints.ts";
import { PROOF_MS } from "../../../src/protocol/limits.ts";
import type { Message } from "../../../src/protocol/message.ts";
import type { Room } from "../../../src/protocol/room.ts";
import { StaffMember } from "../staff.ts";
import { expectRefusal, PASSWORD, Person, send, soon } from "../test-api.ts";

const onto = ({ id }: Person) => ({ user_id: id });
const signIn = ({ user }: Person, password = PASSWORD) =>
  send("POST", "/api/auth/sign-in", { body: { handle: user.handle, password } });

/** Resolves to the reason when the socket closes. */
async function closing(person: Person, path: string): Promise<Promise<string>[]> {
  const headers = { ...person.bearer, Upgrade: "websocket", "Sec-WebSocket-Protocol": SUBPROTOCOL };
  const { webSocket } = await send("GET", path, { headers });
  if (!webSocket) throw new Error("not upgraded");
  webSocket.accept();
  // In a list, because an async function would wait for the promise itself.
  return [new Promise((resolve) => webSocket.addEventListener("close", ({ reason }) => resolve(reason)))];
}

/** A DM in which one has reported a message of the other. */
async function reported(): Promise<{ author: Person; reporter: Person; room_id: string; report_id: string }> {
  const [author, reporter] = [await Person.register(), await Person.register()];
  const { room_id }: Room = await author.call("openDm", "/api/dms", { user_id: reporter.id });
  const message: Message = await author.call("post", `/api/rooms/${room_id}/messages`, {
    client_id: uuidv7(),
    text: "something nasty",
  });
  await reporter.call("applyAction", `/api/rooms/${room_id}/actions`, {
    action: { type: "report", message_id: message.message_id, reason: "rude" },
  });
  const report_id = await soon(async () => {
    const row = env.DB.prepare("SELECT report_key FROM reports WHERE sender = ?").bind(author.id);
    const key = await row.first<string>("report_key");
    if (key === null) throw new Error("not there yet");
    return key;
  });
  return { author, reporter, room_id, report_id };
}

test("ADMIN7: a suspended account is signed out everywhere at once, and opens to nobody until that is lifted", async () => {
  const admin = await StaffMember.register("admin");
  const person = await Person.register();
  const { room_id }: Room = await person.call("createRoom", "/api/rooms", { kind: "group", name: "g" });
  const { codes } = await person.call("makeRecoveryCodes", "/api/me/recovery-codes", {});
  const { token } = await admin.call("makeResetLink", onto(person));
  const sockets = [
    ...(await closing(person, INBOX_SOCKET_PATH)),
    ...(await closing(person, roomSocketPath(room_id))),
  ];
  await admin.call("suspend", onto(person), { reason: "spam" });
  expect(await Promise.all(sockets)).toEqual(["session_ended", "session_ended"]);
  await expectRefusal(await person.send("GET", "/api/me"), "session_ended");
  const { refresh_token } = person;
  await expectRefusal(await send("POST", "/api/auth/refresh", { body: { refresh_token } }), "session_ended");

  await expectRefusal(await signIn(person), "suspended");
  await expectRefusal(await signIn(person, "a wrong password"), "wrong_credentials");
  const { handle } = person.user;
  const new_password = "a new and quiet sentence";
  await expectRefusal(
    await send("POST", "/api/auth/recover", { body: { handle, code: codes[0], new_password } }),
    "suspended",
  );
  await expectRefusal(await send("POST", "/api/auth/reset", { body: { token, new_password } }), "suspended");

  const { users } = await admin.call("adminUsers");
  expect(users.find(({ user }) => user.user_id === person.id)).toMatchObject({
    suspended_at: expect.any(Number),
    reason: "spam",
    devices: 0,
    last_used_at: null,
  });
  await admin.call("liftSuspension", onto(person));
  expect((await signIn(person, new_password)).status).toBe(200);
});

test("an admin signs all devices of a user out, and makes a link that opens the account once", async () => {
  const admin = await StaffMember.register("admin");
  const person = await Person.register();
  await signIn(person);
  expect(await admin.call("signUserOut", onto(person))).toEqual({ ended: 2 });
  await expectRefusal(await person.send("GET", "/api/me"), "session_ended");
  const { token } = await admin.call("makeResetLink", onto(person));
  const reset = () =>
    send("POST", "/api/auth/reset", { body: { token, new_password: "a new and quiet sentence" } });
  expect((await (await reset()).json<Session>()).user.user_id).toBe(person.id);
  await expectRefusal(await reset(), "reset_invalid");
});

test("ADMIN3: nobody acts on themselves, and an admin on none who has a role", async () => {
  const [owner, admin, other] = [
    await StaffMember.register("owner"),
    await StaffMember.register("admin"),
    await StaffMember.register("admin"),
  ];
  for (const name of ["suspend", "liftSuspension", "signUserOut", "makeResetLink"] as const) {
    await expectRefusal(await admin.ask(name, onto(other.person)), "not_allowed");
    await expectRefusal(await admin.ask(name, onto(owner.person)), "not_allowed");
    await expectRefusal(await admin.ask(name, onto(admin.person)), "not_allowed");
    await expectRefusal(await owner.ask(name, onto(owner.person)), "not_allowed");
  }
  await expectRefusal(await owner.ask("setStaffRole", onto(owner.person), { role: null }), "not_allowed");
  await owner.call("suspend", onto(other.person));
});

test("ADMIN3: of two owners who demote each other at the same moment, one stays", async () => {
  const [one, other] = [await StaffMember.register("owner"), await StaffMember.register("owner")];
  await Promise.all([
    one.ask("setStaffRole", onto(other.person), { role: null }),
    other.ask("setStaffRole", onto(one.person), { role: null }),
  ]);
  const left = await env.DB.prepare(
    "SELECT count(*) AS n FROM staff WHERE role = 'owner' AND user_id IN (?, ?)",
  )
    .bind(one.person.id, other.person.id)
    .first("n");
  expect(left).toBe(1);
});

test("ADMIN2, ADMIN3: a role counts from the moment it is given or taken, and takes a proof", async () => {
  const owner = await StaffMember.register("owner");
  const person = await StaffMember.register();
  await owner.call("setStaffRole", onto(person.person), { role: "admin" });
  expect(await person.call("standing")).toMatchObject({ role: "admin" });
  await person.call("adminUsers");
  await owner.call("setStaffRole", onto(person.person), { role: null });
  await expectRefusal(await person.ask("adminUsers"), "not_allowed");

  await env.DB.prepare("UPDATE sessions SET proved_at = proved_at - ?").bind(PROOF_MS).run();
  await expectRefusal(
    await owner.ask("setStaffRole", onto(person.person), { role: "admin" }),
    "proof_needed",
  );
  await expectRefusal(await owner.ask("makeResetLink", onto(person.person)), "proof_needed");
});

test("users are listed with the newest first, page by page, and found by how they are called", async () => {
  const admin = await StaffMember.register("admin");
  const person = await Person.register("Xenia Quill");
  const { users } = await admin.call("adminUsers");
  expect(users[0]).toMatchObject({
    user: { user_id: person.id },
    role: null,
    devices: 1,
    suspended_at: null,
  });
  const older = await (await admin.person.send("GET", `/api/admin/users?before=${person.id}`)).json();
  expect(older).toEqual({ users: users.slice(1) });
  const found = await (await admin.person.send("GET", "/api/admin/users?q=quil")).json<typeof users>();
  expect(found).toEqual({ users: [users[0]] });
});

test("ADMIN8: a report shows message, author and reporter, and is decided once", async () => {
  const admin = await StaffMember.register("admin");
  const { author, reporter, room_id, report_id } = await reported();
  const { reports } = await admin.call("deploymentReports");
  const report = reports.find((each) => each.report_id === report_id);
  expect(report).toMatchObject({
    by: reporter.id,
    reason: "rude",
    message: { sender: author.id, text: "something nasty" },
    message_id: 1,
    reports_of_author: 1,
  });
  expect((await admin.call("standing")).open_reports).toBe(reports.length);
  // Also where the author could not delete it, having been blocked.
  await reporter.call("applyInboxAction", "/api/inbox/actions", {
    action: { type: "block", user_id: author.id, on: true },
  });
  await admin.call("decideReport", { report_id }, { decision: "delete_message" });
  const { messages } = await reporter.call("history", `/api/rooms/${room_id}/messages`);
  expect(messages[0]).toMatchObject({ text: "", deleted_at: expect.any(Number) });
  const { open_reports } = await admin.call("standing");
  expect(open_reports).toBe(reports.length - 1);
  await expectRefusal(await admin.ask("decideReport", { report_id }, { decision: "dismiss" }), "not_found");
});

test("ADMIN8: the author of a reported message is suspended with it, and one that is dismissed stays", async () => {
  const admin = await StaffMember.register("admin");
  const suspended = await reported();
  await admin.call("decideReport", { report_id: suspended.report_id }, { decision: "suspend_author" });
  await expectRefusal(await signIn(suspended.author), "suspended");
  const dismissed = await reported();
  await admin.call("decideReport", { report_id: dismissed.report_id }, { decision: "dismiss" });
  const { messages } = await dismissed.author.call("history", `/api/rooms/${dismissed.room_id}/messages`);
  expect(messages).toMatchObject([{ text: "something nasty" }]);
  // One of before says not where its message is.
  const old = await reported();
  await env.DB.prepare("UPDATE reports SET message_id = NULL WHERE report_key = ?").bind(old.report_id).run();
  const about = { report_id: old.report_id };
  await expectRefusal(
    await admin.ask("decideReport", about, { decision: "delete_message" }),
    "message_unknown",
  );
  await admin.call("decideReport", about, { decision: "suspend_author" });
});

test("ADMIN8: an admin cannot suspend an author who has a role by a report, and its message stays", async () => {
  const admin = await StaffMember.register("admin");
  const { author, room_id, report_id } = await reported();
  await env.DB.prepare("INSERT INTO staff VALUES (?, 'owner', 0)").bind(author.id).run();
  await expectRefusal(
    await admin.ask("decideReport", { report_id }, { decision: "suspend_author" }),
    "not_allowed",
  );
  const { messages } = await author.call("history", `/api/rooms/${room_id}/messages`);
  expect(messages).toMatchObject([{ text: "something nasty" }]);
});

test("ADMIN9: what was done is in the log, without a message or a token", async () => {
  const owner = await StaffMember.register("owner");
  const { author, report_id } = await reported();
  const { token } = await owner.call("makeResetLink", onto(author));
  const { token: link } = await owner.call("makeSignUpLink", {}, { uses: 3 });
  await owner.call("decideReport", { report_id }, { decision: "suspend_author" });
  await owner.call("liftSuspension", onto(author));
  await owner.call("signUserOut", onto(author));
  await owner.call("setStaffRole", onto(author), { role: "admin" });
  await owner.call("changeDeployment", {}, { name: "Lab" });
  const { entries } = await owner.call("adminLog");
  const own = entries.filter(({ by }) => by === owner.person.id);
  expect(own.map(({ what, detail }) => [what, detail])).toEqual([
    ["change_settings", '{"name":"Lab"}'],
    ["set_role", "admin"],
    ["sign_out", ""],
    ["lift_suspension", ""],
    ["decide_report", "suspend_author"],
    ["suspend", "rude"],
    ["make_sign_up_link", "3"],
    ["make_reset_link", ""],
  ]);
  for (const secret of [token, link, "nasty"]) expect(JSON.stringify(entries)).not.toContain(secret);
  const before = await owner.person.send("GET", `/api/admin/log?before=${own[1]?.entry_id}`);
  expect(await before.json<typeof entries>()).toMatchObject({ entries: entries.slice(2) });
});

test("the numbers count what there is", async () => {
  const admin = await StaffMember.register("admin");
  const before = await admin.call("deploymentNumbers");
  const person = await Person.register();
  await admin.call("suspend", onto(person));
  expect(await admin.call("deploymentNumbers")).toEqual({
    ...before,
    users: before.users + 1,
    new_users: before.new_users + 1,
    suspended: before.suspended + 1,
  });
});
