import { numbers } from "../plural.ts";

const n = numbers("en");

export const composer = {
  left: (count: number) => n(count, { one: "# character left", other: "# characters left" }),
  tooMany: (count: number) => n(count, { one: "# character too many", other: "# characters too many" }),
};
