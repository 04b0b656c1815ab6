import type { Words } from "../en.ts";

export const emoji: Words["emoji"] = {
  picker: "Emoji",
};
