import type { Words } from "../en.ts";

export const markdown: Words["markdown"] = {
  code: (language) => (language === "" ? "Code" : `Code (${language})`),
  copyCode: "Code kopieren",
};
