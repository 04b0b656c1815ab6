import { describe, expect, test } from "vitest";
import { PresenceSubscriptions } from "../../../src/client/inbox/presence-subscriptions.ts";
import type { UserId } from "../../../src/protocol/ids.ts";
import type { InboxUp } from "../../../src/protocol/inbox-frames.ts";
import { PRESENCE_SUBSCRIPTIONS_MAX } from "../../../src/protocol/limits.ts";
import { asId } from "../../as-id.ts";
import { ME, OTHER } from "../fixtures.ts";
import { VirtualClock } from "../virtual-clock.ts";

function subscribed() {
  const clock = new VirtualClock();
  const presenceSubscriptions = new PresenceSubscriptions(clock);
  const frames: string[][] = [];
  const send = (frame: InboxUp) => frame.type === "subscribe_presence" && frames.push([...frame.user_ids]);
  const connect = () => presenceSubscriptions.connected((frame) => void send(frame));
  return { clock, presenceSubscriptions, frames, connect };
}
const look = (presenceSubscriptions: PresenceSubscriptions, user_id: UserId) =>
  presenceSubscriptions.of(user_id).subscribe(() => {});
const person = (index: number) => asId<UserId>(`u_${String(index).padStart(20, "0")}`);

describe("PRESENCE5: subscriptions", () => {
  test("says whom this device shows, all of them, while somebody looks", async () => {
    const { clock, presenceSubscriptions, frames, connect } = subscribed();
    connect();
    const [first, again] = [look(presenceSubscriptions, OTHER), look(presenceSubscriptions, OTHER)];
    const me = look(presenceSubscriptions, ME);
    await clock.advance(100);
    expect(frames).toEqual([[OTHER, ME]]);
    first();
    first();
    look(presenceSubscriptions, person(1))(); // came and went before anybody was told
    await clock.advance(2_000);
    expect(frames).toHaveLength(1);
    again();
    await clock.advance(100);
    expect(frames.at(-1)).toEqual([ME]);
    me();
    await clock.advance(2_000);
    expect(frames.at(-1)).toEqual([]);
  });

  test("who goes out of view and comes back before the inbox is told is still known", async () => {
    const { clock, presenceSubscriptions, frames, connect } = subscribed();
    connect();
    const leave = look(presenceSubscriptions, OTHER);
    await clock.advance(100);
    presenceSubscriptions.receive({ type: "presence", people: [{ user_id: OTHER, online: true }] });
    leave();
    await clock.advance(40);
    const leaveAgain = look(presenceSubscriptions, OTHER);
    await clock.advance(2_000);
    expect(presenceSubscriptions.of(OTHER).get()).toMatchObject({ online: true });
    expect(frames).toEqual([[OTHER]]);
    leaveAgain();
    await clock.advance(100);
    expect(presenceSubscriptions.of(OTHER).get()).toBeUndefined();
    expect(frames.at(-1)).toEqual([]);
  });

  test("without a connection, who goes out of view is forgotten at once", async () => {
    const { clock, presenceSubscriptions, connect } = subscribed();
    connect();
    const leave = [look(presenceSubscriptions, OTHER), look(presenceSubscriptions, ME)];
    await clock.advance(100);
    presenceSubscriptions.receive({
      type: "presence",
      people: [OTHER, ME].map((user_id) => ({ user_id, online: true })),
    });
    leave[0]?.();
    presenceSubscriptions.disconnected();
    leave[1]?.();
    expect([OTHER, ME].map((user_id) => presenceSubscriptions.of(user_id).get())).toEqual([
      undefined,
      undefined,
    ]);
  });

  test("says so again on each connection, once", async () => {
    const { clock, presenceSubscriptions, frames, connect } = subscribed();
    look(presenceSubscriptions, OTHER);
    await clock.advance(5_000);
    expect(frames).toEqual([]);
    for (let times = 1; times <= 2; times++) {
      connect();
      await clock.advance(60_000);
      expect(frames).toHaveLength(times);
      presenceSubscriptions.disconnected();
    }
  });

  test("sends one frame a second at most, and waits as long as it is told", async () => {
    const { clock, presenceSubscriptions, frames, connect } = subscribed();
    connect();
    for (let index = 0; index < 40; index++) {
      look(presenceSubscriptions, person(index));
      await clock.advance(50);
    }
    expect(frames.length).toBeLessThanOrEqual(3);
    await clock.advance(1_000);
    const before = frames.length;
    presenceSubscriptions.receive({
      type: "error",
      code: "rate_limited",
      message: "",
      retry_after_ms: 3_000,
    });
    await clock.advance(2_999);
    expect(frames).toHaveLength(before);
    await clock.advance(1);
    expect(frames).toHaveLength(before + 1);
    expect(frames.at(-1)).toHaveLength(40);
  });

  test("is of 200 people at most: those who came into view last", async () => {
    const { clock, presenceSubscriptions, frames, connect } = subscribed();
    for (let index = 0; index < PRESENCE_SUBSCRIPTIONS_MAX + 5; index++)
      look(presenceSubscriptions, person(index));
    connect();
    await clock.advance(100);
    expect(frames[0]).toHaveLength(PRESENCE_SUBSCRIPTIONS_MAX);
    expect(frames[0]?.at(-1)).toBe(person(PRESENCE_SUBSCRIPTIONS_MAX + 4));
  });
});

test("a presence is what was heard last, and unknown where nothing can be heard", async () => {
  const { clock, presenceSubscriptions, connect } = subscribed();
  connect();
  const other = presenceSubscriptions.of(OTHER);
  let told = 0;
  other.subscribe(() => told++);
  presenceSubscriptions.receive({ type: "presence", people: [{ user_id: OTHER, online: true }] });
  await clock.advance(0);
  expect([other.get(), told]).toEqual([{ user_id: OTHER, online: true }, 1]);
  presenceSubscriptions.unknown();
  expect(other.get()).toBeUndefined();
});
