import type { Words } from "../en.ts";

export const shell: Words["shell"] = {};
