import { describe, expect, it } from "vitest";
import { millionCosts, minus, NOTHING, perMessage, plus, type Usage } from "./cost.ts";

const use = (some: Partial<Usage>): Usage => ({ ...NOTHING, ...some });

describe("what a million messages cost", () => {
  it("is the list price of each thing that is billed", () => {
    expect(millionCosts(use({ requests: 1 }))).toBeCloseTo(0.15);
    expect(millionCosts(use({ frames: 20 }))).toBeCloseTo(0.15);
    expect(millionCosts(use({ rowsWritten: 1 }))).toBeCloseTo(1);
    expect(millionCosts(use({ rowsRead: 1_000 }))).toBeCloseTo(1);
    expect(millionCosts(NOTHING)).toBe(0);
  });

  it("adds up: a message of two rows and one frame, told to a hundred inboxes, each a call and a row", () => {
    const room = use({ frames: 1, rowsWritten: 2 });
    const inboxes = use({ requests: 100, rowsWritten: 100 });
    expect(millionCosts(plus(room, inboxes))).toBeCloseTo(0.15 / 20 + 2 + 100 * 1.15);
  });

  it("counts an alarm as a row when it is set and a request when it goes off", () => {
    expect(millionCosts(use({ rowsWritten: 1, requests: 1 }))).toBeCloseTo(1.15);
  });

  it("is of what was counted meanwhile, shared among the messages", () => {
    const before = use({ requests: 7, rowsRead: 3 });
    const after = use({ requests: 17, frames: 10, rowsWritten: 25, rowsRead: 8 });
    expect(perMessage(minus(after, before), 10)).toEqual({
      requests: 1,
      frames: 1,
      rowsWritten: 2.5,
      rowsRead: 0.5,
    });
  });
});
