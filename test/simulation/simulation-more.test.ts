import { it, vi } from "vitest";
import { onlySeed, runHalf } from "./runs.ts";

vi.mock("cloudflare:workers", () => import("./workers-module.ts"));

if (onlySeed === undefined) runHalf(1);
else it("runs when no seed is given", () => {});
