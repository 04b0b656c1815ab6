import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, it } from "vitest";
import { codes } from "../../../src/protocol/codes.ts";
import type { UserId } from "../../../src/protocol/ids.ts";
import { asId } from "../../as-id.ts";
import { TestSocket } from "../test-socket.ts";

const random = () =>
  crypto
    .randomUUID()
    .replaceAll(/[^0-9a-f]/g, "")
    .slice(0, 20);

it.each([
  ["of another form", { user_id: "somebody", state: "live" }],
  ["missing", null],
])("a socket whose attachment is %s is closed when its object wakes, and no other", async (_, attachment) => {
  const user_id = asId<UserId>(`u_${random()}`);
  const stub = env.INBOX.getByName(user_id);
  const devices = [await TestSocket.to(stub, user_id), await TestSocket.to(stub, user_id)];
  for (const device of devices) await device.hello();
  await runInDurableObject(stub, (_object, ctx) => ctx.getWebSockets()[0]?.serializeAttachment(attachment));
  await evictDurableObject(stub);
  expect((await stub.list()).conversations).toEqual([]); // it wakes
  const closed = devices.map((device) => device.closed);
  expect(await Promise.race(closed)).toMatchObject({ code: codes.internal.close });
  const open = await runInDurableObject(stub, (_object, ctx) =>
    ctx.getWebSockets().filter((ws) => ws.readyState === 1),
  );
  expect(open).toHaveLength(1);
});
