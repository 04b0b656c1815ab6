import type { Words } from "../en.ts";

export const entrance: Words["entrance"] = {};
