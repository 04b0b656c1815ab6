import type { Words } from "../en.ts";

export const rooms: Words["rooms"] = {};
