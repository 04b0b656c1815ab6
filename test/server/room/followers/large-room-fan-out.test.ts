import { describe, expect, it } from "vitest";
import { invite, leave } from "../../../../src/server/room/membership.ts";
import { ANN, applyAction, CAT, group, say, user } from "../make-room.ts";
import { make } from "./make-fan-out.ts";

describe("INBOX1: a room of more than 64", () => {
  const crowd = Array.from({ length: 100 }, (_, index) => user(`p${index}`));
  const P7 = user("p7");

  async function large() {
    const made = make([ANN, ...crowd], group("large"));
    made.live.add(P7);
    const awake = made.awake();
    await made.clock.advance(60_000);
    made.told.length = 0;
    return { ...made, ...awake };
  }

  it("tells live inboxes, and asks no other inbox twice", async () => {
    const { clock, speak, heads, live } = await large();
    speak(ANN, "one");
    await clock.advance(60_000);
    expect(heads()).toEqual(["p7z 1/0"]);
    live.clear();
    speak(ANN, "two");
    await clock.advance(60_000);
    expect(heads()).toEqual(["p7z 2/0"]);
    speak(ANN, "three");
    await clock.advance(60_000);
    expect(heads()).toEqual([]);
  });

  it("MENTION1: tells those a message mentions, and everyone if it mentions all", async () => {
    const { clock, room, fanOut, told } = await large();
    room.commit([say(ANN, "psst", { mentions: [user("p3"), CAT] })], clock.now());
    fanOut.changed();
    await clock.advance(60_000);
    expect(told.splice(0).map((update) => [update.user_id, update.mentions.length])).toEqual([
      [P7, 0],
      [user("p3"), 1],
    ]);
    room.commit([say(ANN, "everybody", { mention_room: "all" })], clock.now());
    fanOut.changed();
    await clock.advance(60_000);
    expect(told).toHaveLength(101);
    expect(told.filter((update) => update.mentions.length === 0).map((update) => update.user_id)).toEqual([
      ANN,
    ]);
  });

  it("DELETE1: tells everyone about a deleted text", async () => {
    const { clock, room, speak, fanOut, told } = await large();
    speak(ANN, "oops");
    await clock.advance(60_000);
    told.length = 0;
    applyAction(room, ANN, { type: "delete", message_id: 1 }, clock.now());
    fanOut.changed();
    await clock.advance(60_000);
    expect(told).toHaveLength(101);
    expect(told[0]).toMatchObject({
      rewritten: [{ message_id: 1, text: null }],
      preview: { text: "", deleted: true },
    });
  });

  it("tells everyone once when the 65th member makes it large, so that live inboxes can say so", async () => {
    const { clock, awake, told, live } = make([ANN, ...crowd.slice(0, 63)], group("grows"));
    const { room, fanOut, speak } = awake();
    await clock.advance(60_000);
    told.length = 0;
    live.add(P7);
    room.change((state) => invite(state, ANN, [CAT], clock.now()));
    fanOut.changed();
    await clock.advance(60_000);
    expect(told).toHaveLength(65);
    expect(told.every((update) => update.large)).toBe(true);
    told.length = 0;
    speak(ANN, "we are many");
    await clock.advance(60_000);
    expect(told.map((update) => update.user_id)).toEqual([P7]);
  });

  it("INBOX14: a user who leaves and comes back, with the inbox open all the while, is told as before", async () => {
    const { clock, speak, heads, room, fanOut } = await large();
    speak(ANN, "one");
    await clock.advance(60_000);
    for (const go of [
      () => room.change((state) => leave(state, P7, clock.now())),
      () => room.change((state) => invite(state, ANN, [P7], clock.now())),
    ]) {
      go();
      fanOut.changed();
      await clock.advance(60_000);
    }
    heads();
    speak(ANN, "two");
    await clock.advance(60_000);
    expect(heads()).toEqual(["p7z 2/1"]);
  });

  it("the lease of a live inbox is not written again because the room slept", async () => {
    const { clock, awake, speak, heads, sql } = await large();
    speak(ANN, "one");
    await clock.advance(60_000);
    heads();
    const again = awake();
    await clock.advance(60_000);
    const before = sql.rowsWritten();
    again.speak(ANN, "two");
    await clock.advance(60_000);
    expect(heads()).toEqual(["p7z 2/0"]);
    expect(sql.rowsWritten() - before).toBe(2);
  });

  it("a live inbox keeps its lease over a waking, and an old answer does not end a new lease", async () => {
    const { clock, awake, speak, heads, sql } = await large();
    speak(ANN, "one");
    await clock.advance(60_000);
    heads();
    awake().speak(ANN, "two");
    await clock.advance(60_000);
    expect(heads()).toContain("p7z 2/0");
    expect(sql.exec("SELECT user_id FROM lease")).toEqual([{ user_id: P7 }]);
  });

  it("tells no more than 64 inboxes a second on average", async () => {
    const { clock, room, fanOut, told } = await large();
    const callAll = () => {
      room.commit([say(ANN, "again", { mention_room: "all" })], clock.now());
      fanOut.changed();
    };
    callAll();
    await clock.advance(0);
    callAll();
    await clock.advance(1_999);
    expect(told).toHaveLength(101);
    await clock.advance(1);
    expect(told).toHaveLength(202);
  });
});
