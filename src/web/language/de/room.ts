import type { Words } from "../en.ts";

export const room: Words["room"] = {};
