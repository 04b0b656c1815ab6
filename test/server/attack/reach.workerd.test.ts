import { env } from "cloudflare:workers";
import { v7 as uuidv7 } from "uuid";
import { describe, expect, it } from "vitest";
import type { UserId } from "../../../src/protocol/ids.ts";
import { PRESENCE_SUBSCRIPTIONS_MAX, REACH_BURST } from "../../../src/protocol/limits.ts";
import { asId } from "../../as-id.ts";
import { expectRefusal, Person } from "../test-api.ts";
import { TestSocket } from "../test-socket.ts";

/** One user does the worst they may to make other objects work. What they reach is counted. */

let ids = 0;
/** People whom nobody has asked about yet. */
const strangers = (count: number): UserId[] =>
  Array.from({ length: count }, () => asId<UserId>(`u_${String(++ids).padStart(20, "0")}`));

/** A device of a user, connected to their inbox. */
async function device(user_id: UserId): Promise<TestSocket> {
  const socket = await TestSocket.to(env.INBOX.getByName(user_id), user_id);
  await socket.hello();
  return socket;
}

const action = (action: object) => ({ type: "action", client_id: uuidv7(), action });
/** Waits for this many answers of a type. */
const answers = (socket: TestSocket, ...types: string[]) =>
  socket.until((frames) => frames.some(({ type }) => types.includes(type)));

describe("CONNECT13: the inboxes that one user can make work", () => {
  it("are as many as their allowance, whatever they ask on however many connections", async () => {
    const eve = await Person.register();
    // So that few are left, and the test is quick.
    const left = 50;
    await env.INBOX.getByName(eve.id).spend("reach", REACH_BURST - left);
    let asked = 0;
    let refused = 0;
    for (let connections = 0; connections < 4; connections++) {
      const socket = await device(eve.id);
      for (let frames = 0; frames < 5; frames++) {
        socket.send({ type: "subscribe_presence", user_ids: strangers(PRESENCE_SUBSCRIPTIONS_MAX) });
        await answers(socket, "presence", "error");
        const [answer] = socket.frames.splice(0);
        if (answer?.type === "error") {
          expect(answer).toMatchObject({ code: "rate_limited", retry_after_ms: expect.any(Number) });
          refused++;
        } else asked += answer?.people?.length ?? 0;
      }
      socket.close();
    }
    // The frame that was begun exceeds what was left; some is renewed meanwhile.
    expect(asked).toBeGreaterThanOrEqual(PRESENCE_SUBSCRIPTIONS_MAX);
    expect(asked).toBeLessThanOrEqual(3 * PRESENCE_SUBSCRIPTIONS_MAX);
    expect(refused).toBeGreaterThanOrEqual(17);
    // Nor by another way.
    await expectRefusal(
      await eve.send("POST", "/api/rooms", { body: { kind: "group", name: "more" } }),
      "rate_limited",
    );
    // The device goes on showing whom it has shown, and reading is another matter.
    expect((await eve.send("GET", "/api/rooms")).status).toBe(200);
  });

  it("are not told again and again that the user hides, or has blocked somebody", async () => {
    const eve = await Person.register();
    const inbox = env.INBOX.getByName(eve.id);
    const [watcher, other] = strangers(2) as [UserId, UserId];
    await inbox.subscribePresence(watcher);
    const phone = await device(eve.id);
    const outcome = async (what: object) => {
      phone.send(action(what));
      await answers(phone, "done", "reject");
      const answer = phone.frames.find(({ type }) => type === "done" || type === "reject");
      phone.frames.length = 0;
      return answer?.code ?? answer?.type;
    };
    expect(await outcome({ type: "update_settings", visible: false })).toBe("done");
    await inbox.spend("reach", 100 * REACH_BURST);
    expect(await outcome({ type: "update_settings", visible: true })).toBe("rate_limited");
    expect(await outcome({ type: "block", user_id: other, on: true })).toBe("rate_limited");
    // What nobody else has to be told costs nothing.
    expect(await outcome({ type: "update_settings", visible: false, receipts: false })).toBe("done");
    expect(await outcome({ type: "block", user_id: other, on: false })).toBe("done");
  });

  it("are not woken for people who do not exist", async () => {
    const eve = await Person.register();
    const [nobody] = strangers(1);
    await expectRefusal(await eve.send("GET", `/api/people/${nobody}/presence`), "not_found");
    await expectRefusal(await eve.send("POST", "/api/dms", { body: { user_id: nobody } }), "not_found");
  });

  it("are as many as the rooms and invitations a user may make", async () => {
    const eve = await Person.register();
    const make = (person: Person) =>
      person.send("POST", "/api/rooms", { body: { kind: "channel", name: "one" } });
    expect((await make(eve)).status).toBe(200);
    await env.INBOX.getByName(eve.id).spend("reach", 10 * REACH_BURST);
    await expectRefusal(await make(eve), "rate_limited");
    expect((await make(await Person.register())).status).toBe(200);
  });
});
