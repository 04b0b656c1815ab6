import { beforeAll, describe, expect, it } from "vitest";
import type { ErrorBody } from "../../../src/protocol/codes.ts";
import { type AdminEndpointName, adminEndpoints } from "../../../src/protocol/endpoints/admin-endpoints.ts";
import type { Endpoint } from "../../../src/protocol/endpoints.ts";
import { StaffMember } from "../staff.ts";
import { expectRefusal, send } from "../test-api.ts";

/**
 * Who may call what of the endpoints for those who run the deployment: each of the table, asked by each who may stand
 * before it. What is asked is about nobody, so whoever is let in is told that, and nothing changes.
 */

const NOBODY = {
  user_id: `u_${"0".repeat(20)}`,
  link_id: "0".repeat(20),
  report_id: "0".repeat(64),
};

const bodies: Partial<Record<AdminEndpointName, object>> = {
  setStaffRole: { role: null },
  decideReport: { decision: "dismiss" },
};

let people: Record<"owner" | "admin" | "user", StaffMember>;

beforeAll(async () => {
  people = {
    owner: await StaffMember.register("owner"),
    admin: await StaffMember.register("admin"),
    user: await StaffMember.register(),
  };
});

const mayCall = { user: ["owner", "admin", "user"], admin: ["owner", "admin"], owner: ["owner"] } as const;

describe.each(Object.entries(adminEndpoints) as [AdminEndpointName, Endpoint][])("%s", (name, endpoint) => {
  it("ADMIN2: is for whom the table says, and nobody else", async () => {
    if (endpoint.auth === "none") throw new Error("open to everybody");
    const allowed: readonly string[] = mayCall[endpoint.auth];
    for (const [who, person] of Object.entries(people)) {
      const response = await person.ask(name, NOBODY, bodies[name]);
      const code = response.status === 200 ? "ok" : ((await response.json()) as ErrorBody).error.code;
      const about = endpoint.path.includes(":") ? "not_found" : "ok";
      expect([name, who, code]).toEqual([name, who, allowed.includes(who) ? about : "not_allowed"]);
      if (code !== "ok") expect(endpoint.refusals).toContain(code);
    }
  });

  it("ADMIN2: is for nobody who is not signed in", async () => {
    const path = endpoint.path.replace(/:(\w+)/g, (_, field: keyof typeof NOBODY) => NOBODY[field]);
    await expectRefusal(await send(endpoint.method, path, { body: bodies[name] }), "unauthenticated");
  });
});

it("ADMIN2: a role is looked up before the input is read, so nobody else learns what it takes", async () => {
  await expectRefusal(await people.user.ask("setStaffRole", NOBODY, { role: "king" }), "not_allowed");
  await expectRefusal(await people.owner.ask("setStaffRole", NOBODY, { role: "king" }), "bad_request");
});
