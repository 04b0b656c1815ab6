import { env } from "cloudflare:workers";
import type { StaffRole } from "../../src/protocol/deployment.ts";
import { type AdminEndpointName, adminEndpoints } from "../../src/protocol/endpoints/admin-endpoints.ts";
import type { OutputOf } from "../../src/protocol/endpoints.ts";
import { Person, type Sent } from "./test-api.ts";

/** Somebody who runs the deployment, and calls its endpoints by name. */
export class StaffMember {
  readonly person: Person;

  private constructor(person: Person) {
    this.person = person;
  }

  static async register(role?: StaffRole): Promise<StaffMember> {
    const person = await Person.register();
    // In each file the first account is an owner.
    await env.DB.prepare("DELETE FROM staff WHERE user_id = ?").bind(person.id).run();
    if (role)
      await env.DB.prepare("INSERT INTO staff (user_id, role, since) VALUES (?, ?, 0)")
        .bind(person.id, role)
        .run();
    return new StaffMember(person);
  }

  ask(
    name: AdminEndpointName,
    about: Readonly<Record<string, string>> = {},
    body?: unknown,
    sent: Sent = {},
  ) {
    const { method, path } = adminEndpoints[name];
    const filled = path.replace(/:(\w+)/g, (_, field: string) => about[field] ?? "");
    const isBody = method === "POST" || method === "PATCH";
    return this.person.send(method, filled, { ...sent, ...(isBody && { body: body ?? {} }) });
  }

  /** Expects success, in the form that the table promises. */
  async call<N extends AdminEndpointName>(
    name: N,
    about?: Readonly<Record<string, string>>,
    body?: unknown,
  ): Promise<OutputOf<(typeof adminEndpoints)[N]>> {
    const response = await this.ask(name, about, body);
    const answer: unknown = await response.json();
    if (response.status !== 200) throw new Error(JSON.stringify(answer));
    return adminEndpoints[name].response.parse(answer) as OutputOf<(typeof adminEndpoints)[N]>;
  }
}
