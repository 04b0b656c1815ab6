import { describe, expect, it } from "vitest";
import { OFFLINE_AFTER_MS } from "../../../../src/protocol/limits.ts";
import { admit, leave } from "../../../../src/server/room/membership.ts";
import { ANN, applyAction, BEN, CAT, group, say, user } from "../make-room.ts";
import { make } from "./make-fan-out.ts";

/** A small room that everyone has been told of. */
async function small() {
  const made = make([ANN, BEN, CAT], group("small"));
  const awake = made.awake();
  await made.clock.advance(5_000);
  made.heads();
  const told = async (speak: () => void) => {
    speak();
    await made.clock.advance(5_000);
    return made.heads();
  };
  return { ...made, ...awake, told };
}

describe("INBOX16: an inbox that wants to hear no more until it asks", () => {
  it("is told of no message, at the cost of one row for all of them, also after the room has slept", async () => {
    const { wants, told, speak, sql, awake } = await small();
    for (const user_id of [BEN, CAT]) wants.set(user_id, "until_asked");
    expect(await told(() => speak(ANN, "one"))).toEqual(["ann 1/1", "ben 1/0", "cat 1/0"]);
    expect(sql.exec("SELECT count(*) AS n FROM quiet_inboxes")).toEqual([{ n: 1 }]);
    const before = sql.rowsWritten();
    expect(await told(() => speak(ANN, "two"))).toEqual(["ann 2/2"]);
    const again = awake();
    expect(await told(() => again.speak(ANN, "three"))).toEqual(["ann 3/3"]);
    expect(sql.rowsWritten() - before).toBe(4);
  });

  it("hears of a message that mentions its user, with all that it was not told, and of a changed text", async () => {
    const { wants, told, speak, room, fanOut, clock, told: _, ...made } = await small();
    for (const user_id of [BEN, CAT]) wants.set(user_id, "until_asked");
    await told(() => speak(ANN, "one"));
    await told(() => speak(BEN, "two"));
    room.commit([say(ANN, "psst", { mentions: [BEN] })], clock.now());
    fanOut.changed();
    await clock.advance(5_000);
    // Ben's own message is among what he was not told of.
    expect(made.heads()).toEqual(["ann 3/3", "ben 3/2"]);
    applyAction(room, ANN, { type: "edit", message_id: 1, text: "uno" }, clock.now());
    fanOut.changed();
    await clock.advance(5_000);
    expect(made.heads()).toHaveLength(3);
  });

  it("is told again once it has asked, from where it was told before", async () => {
    const { wants, told, speak, ask } = await small();
    wants.set(BEN, "until_asked");
    await told(() => speak(ANN, "one"));
    await told(() => speak(ANN, "two"));
    expect(ask(BEN, { message_id: 1, change_id: 3 })).toMatchObject({ head: 2, since: { message_id: 1 } });
    wants.set(BEN, "all");
    expect(await told(() => speak(ANN, "three"))).toContain("ben 3/0");
    expect(await told(() => speak(ANN, "four"))).toContain("ben 4/0");
  });

  it("is told again if it asks while its answer is under way", async () => {
    const { wants, told, speak, ask, during } = await small();
    wants.set(BEN, "until_asked");
    during(async ({ user_id }) => {
      if (user_id === BEN) ask(BEN, { message_id: 0, change_id: 0 });
    });
    await told(() => speak(ANN, "one"));
    during(async () => {});
    expect(await told(() => speak(ANN, "two"))).toContain("ben 2/0");
  });

  it("begins anew when its user leaves and comes back", async () => {
    const { wants, told, speak, room, fanOut, sql, clock } = await small();
    wants.set(BEN, "until_asked");
    await told(() => speak(ANN, "one"));
    wants.delete(BEN);
    for (const go of [
      () => room.change((state) => leave(state, BEN, clock.now())),
      () => room.change((state) => admit(state, ANN, BEN, clock.now())),
    ])
      await told(() => {
        go();
        fanOut.changed();
      });
    expect(sql.exec("SELECT inboxes FROM quiet_inboxes")).toEqual([{ inboxes: "[]" }]);
    expect(await told(() => speak(ANN, "two"))).toContain("ben 2/1");
  });
});

describe("INBOX16: an inbox whose devices all show the end of the room", () => {
  it("is told of no message while their user is here, at no cost in rows, also after the room has slept", async () => {
    const { wants, told, speak, sockets, sql, awake, clock } = await small();
    wants.set(BEN, "unless_present");
    const socket = sockets.open(BEN, clock.now);
    const before = sql.rowsWritten();
    expect(await told(() => speak(ANN, "one"))).toContain("ben 1/0");
    expect(await told(() => speak(ANN, "two"))).not.toContain("ben 2/0");
    const again = awake();
    expect(await told(() => again.speak(ANN, "three"))).not.toContain("ben 3/0");
    expect(sql.rowsWritten() - before).toBe(6);
    socket.end();
    expect(await told(() => again.speak(ANN, "four"))).toContain("ben 4/0");
  });

  it("is told again when their socket is silent, and if there never was one", async () => {
    const { wants, told, speak, sockets, clock } = await small();
    wants.set(BEN, "unless_present");
    wants.set(CAT, "unless_present");
    const heard = clock.now();
    sockets.open(BEN, () => heard + 10_000);
    await told(() => speak(ANN, "one"));
    expect(await told(() => speak(ANN, "two"))).toEqual(["ann 2/2", "cat 2/0"]);
    await clock.advance(OFFLINE_AFTER_MS + 1);
    expect(await told(() => speak(ANN, "three"))).toContain("ben 3/0");
  });

  it("is told what they may not have seen when their socket ends without a word", async () => {
    const { wants, told, speak, sockets, clock, interest, fanOut } = await small();
    wants.set(BEN, "unless_present");
    const socket = sockets.open(BEN, clock.now);
    await told(() => speak(ANN, "one"));
    await told(() => speak(ANN, "two"));
    const [peer] = sockets.peers();
    if (!peer) throw new Error("nobody is here");
    expect(interest.closed(peer)).toBe(false);
    socket.end();
    expect(interest.closed(peer)).toBe(true);
    expect(await told(() => fanOut.changed())).toEqual(["ben 2/0"]);
  });
});

describe("INBOX16: in a room of more than 64", () => {
  const crowd = Array.from({ length: 70 }, (_, index) => user(`p${index}`));

  it("who shows its end keeps the lease, so that they are told as soon as they are gone", async () => {
    const { clock, awake, heads, wants, sockets } = make([ANN, ...crowd], group("large"));
    const P7 = user("p7");
    wants.set(P7, "unless_present");
    const socket = sockets.open(P7, clock.now);
    const { speak } = awake();
    await clock.advance(60_000);
    heads();
    const told = async (text: string) => {
      speak(ANN, text);
      await clock.advance(20_000);
      return heads();
    };
    expect(await told("one")).toEqual([]);
    socket.end();
    expect(await told("two")).toEqual(["p7z 2/0"]);
  });
});
