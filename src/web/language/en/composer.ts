import { numbers } from "../plural.ts";

const n = numbers("en");

export const composer = {
  left: (count: number) => n(count, { one: "# character left", other: "# characters left" }),
  code: (language: string) => (language === "" ? "Code" : `Code (${language})`),
  copyCode: "Copy code",
  copied: "Copied",
  notCopied: "The browser does not let this page copy.",
  tooMany: (count: number) => n(count, { one: "# character too many", other: "# characters too many" }),
};
