import { expect, it, vi } from "vitest";
import { onlySeed, run, runHalf } from "./runs.ts";
import { simulate } from "./world.ts";

vi.mock("cloudflare:workers", () => import("./workers-module.ts"));

if (onlySeed !== undefined) it(`seed ${onlySeed}`, () => run(onlySeed as number));
else {
  it("a seed runs the same each time", async () => {
    expect(await simulate(1)).toEqual(await simulate(1));
  });
  runHalf(0);
}
