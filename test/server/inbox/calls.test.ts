import { describe, expect, it } from "vitest";
import { askEach } from "../../../src/server/inbox/calls.ts";

describe("INBOX14: asking many", () => {
  it("leaves out who cannot be asked or has no answer, and asks 50 at once", async () => {
    let [underWay, most] = [0, 0];
    const ids = Array.from({ length: 120 }, (_, index) => index);
    const answers = await askEach(ids, async (id) => {
      most = Math.max(most, ++underWay);
      await Promise.resolve();
      underWay--;
      if (id === 7) throw new Error("down");
      return id === 8 ? undefined : id;
    });
    expect(answers).toEqual(ids.filter((id) => id !== 7 && id !== 8));
    expect(most).toBe(50);
  });
});
