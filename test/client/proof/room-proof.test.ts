import { describe, expect, test } from "vitest";
import { RoomProof } from "../../../src/client/proof/room-proof.ts";
import { CHAIN_START } from "../../../src/protocol/chain.ts";
import type { Message } from "../../../src/protocol/message.ts";
import type { History } from "../../../src/protocol/room.ts";
import { chainAfter } from "../../server/object/proof.ts";
import { messages, position } from "../fixtures.ts";

/** A server's log, with the chain as a stranger computes it. */
function serverWith(log: readonly Message[]) {
  const value = (message_id: number) => chainAfter(CHAIN_START, log.slice(0, message_id));
  const head = log.length;
  const page = (from: number, to: number, epoch = position(0).epoch): History => ({
    epoch,
    head,
    messages: log.slice(from - 1, to),
    chain_before: value(from - 1),
    chain_after: value(to),
  });
  return {
    page,
    head: position(head),
    resume(proof: RoomProof, after: number, mode: "resume" | "reload" = "resume") {
      proof.begin(mode, position(head));
      proof.take(log.slice(after));
      const ends = { chain_before: value(after), chain_after: value(head) };
      return proof.complete(position(head), ends);
    },
  };
}

const LOG = messages(1, 40);
const honest = serverWith(LOG);
const altered = (place: number, more: Partial<Message>): Message[] =>
  LOG.map((message) => (message.message_id === place ? { ...message, ...more } : message));
/** A device that has read the last ten of the first thirty messages, was closed, and opened again. */
function later(): RoomProof {
  const before = new RoomProof();
  serverWith(LOG.slice(0, 30)).resume(before, 20, "reload");
  const after = new RoomProof();
  const saved = before.save();
  if (saved) after.remember(saved);
  return after;
}

describe("PROOF3: what has been proved", () => {
  test("is the page of a reload, then what comes live, and older pages that reach it", () => {
    const proof = new RoomProof();
    expect(proof.state).toBeUndefined();
    serverWith(LOG.slice(0, 30)).resume(proof, 20, "reload");
    expect(proof.state).toEqual({ from: 21, to: 30 });
    proof.take(LOG.slice(30, 35));
    expect(proof.state).toEqual({ from: 21, to: 35 });
    proof.page(honest.page(3, 8)); // leaves a hole
    expect(proof.state).toEqual({ from: 21, to: 35 });
    proof.page(honest.page(11, 25));
    proof.page(honest.page(1, 10));
    expect(proof.state).toEqual({ from: 1, to: 35 });
    honest.resume(proof, 35);
    expect(proof.state).toEqual({ from: 1, to: 40 });
  });

  test("goes on from what the device has kept, in a resume and in a reload that reaches it", () => {
    for (const mode of ["resume", "reload"] as const) {
      const proof = later();
      expect(honest.resume(proof, 30, mode)).toBeUndefined();
      expect(proof.state).toEqual({ from: 31, to: 40 });
    }
  });

  test("is not interrupted by a message that was edited or deleted: its digest stands for it", () => {
    const digest = "0".repeat(64);
    const log = altered(35, { text: "edited", edited_at: 99, digest });
    const proof = new RoomProof();
    serverWith(log).resume(proof, 20, "reload");
    expect(proof.state).toEqual({ from: 21, to: 40 });
  });

  test("is the same where frames come twice, and waits where one is missing", () => {
    const proof = new RoomProof();
    proof.begin("reload", honest.head);
    const ends = {
      chain_before: honest.page(21, 40).chain_before,
      chain_after: honest.page(21, 40).chain_after,
    };
    for (const [from, to] of [
      [21, 30],
      [21, 30],
      [35, 40],
    ])
      proof.take(messages(from ?? 0, to ?? 0));
    proof.complete(honest.head, ends);
    expect(proof.state).toBeUndefined();
    proof.begin("reload", honest.head);
    for (const from of [21, 21, 31]) proof.take(messages(from, from + 9));
    proof.complete(honest.head, ends);
    for (const from of [21, 31]) proof.take(messages(from, from + 9));
    expect(proof.state).toEqual({ from: 21, to: 40 });
  });

  test("is nothing as long as the server says nothing of the chain", () => {
    const proof = new RoomProof();
    proof.begin("reload", honest.head);
    proof.take(LOG);
    expect(proof.complete(honest.head, undefined)).toBeUndefined();
    expect([proof.state, proof.save()]).toEqual([undefined, undefined]);
  });

  test("is asked for where a reload leaves a gap after what was seen", () => {
    const proof = later();
    expect(honest.resume(proof, 35, "reload")).toBe(30);
    proof.compared(30, honest.page(31, 31));
    expect(proof.state).toEqual({ from: 36, to: 40 });
  });
});

describe("PROOF3: a log that is not the one that was seen", () => {
  const broken = (message_id: number) => ({ broken: { code: "history_changed", message_id } });

  test.each([
    ["a text", { text: "never said" }],
    ["a sender", { sender: "u_somebody" as never }],
    ["a time", { time: 1 }],
  ])("is noticed where %s of what was seen has changed, though the server's own chain fits", (_, more) => {
    const server = serverWith(altered(25, more));
    const resumed = later();
    server.resume(resumed, 30);
    expect(resumed.state).toMatchObject(broken(40));
    const reloaded = later();
    server.resume(reloaded, 20, "reload");
    expect(reloaded.state).toMatchObject({ broken: { code: "history_changed" } });
    const apart = later();
    expect(server.resume(apart, 35, "reload")).toBe(30);
    apart.compared(30, server.page(31, 31));
    expect(apart.state).toMatchObject(broken(30));
  });

  test("is noticed in a page that does not fit its own ends, or what stands after it", () => {
    for (const page of [
      { ...honest.page(11, 20), messages: altered(15, { text: "other" }).slice(10, 20) },
      { ...honest.page(11, 20), messages: LOG.slice(10, 19) },
      serverWith(altered(15, { text: "other" })).page(11, 20),
    ]) {
      const proof = new RoomProof();
      honest.resume(proof, 20, "reload");
      proof.page(page);
      expect(proof.state).toMatchObject({ from: 21, to: 40, broken: { code: "history_changed" } });
    }
  });

  test("is noticed where it ends before what was seen, or is said to be another log", () => {
    const shorter = later();
    serverWith(LOG.slice(0, 28)).resume(shorter, 20, "reload");
    expect(shorter.state).toMatchObject(broken(29));
    const another = later();
    another.begin("reload", position(5, 0, "second"));
    another.take(messages(1, 5));
    another.complete(position(5, 0, "second"), {
      chain_before: CHAIN_START,
      chain_after: chainAfter(CHAIN_START, messages(1, 5)),
    });
    expect(another.state).toEqual({ from: 1, to: 5, broken: { code: "log_replaced" } });
  });

  test("stays noticed, also when the room is opened again and everything fits", () => {
    const proof = later();
    serverWith(altered(25, { text: "other" })).resume(proof, 30);
    const saved = proof.save();
    const again = new RoomProof();
    if (saved) again.remember(saved);
    honest.resume(again, 30);
    expect(again.state).toMatchObject(broken(40));
  });
});
