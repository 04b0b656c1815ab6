import type { Words } from "../en.ts";
import { numbers } from "../plural.ts";

const n = numbers("de");

export const composer: Words["composer"] = {
  left: (count) => n(count, { one: "noch # Zeichen", other: "noch # Zeichen" }),
  code: (language) => (language === "" ? "Code" : `Code (${language})`),
  copyCode: "Code kopieren",
  copied: "Kopiert",
  notCopied: "Der Browser lässt diese Seite nichts kopieren.",
  tooMany: (count) => n(count, { one: "# Zeichen zu viel", other: "# Zeichen zu viel" }),
};
