import { numbers } from "../../plural.ts";

const n = numbers("en");

export const emoji = {
  find: "Find an emoji",
  found: (count: number) => n(count, { one: "# emoji", other: "# emoji" }),
  none: "No emoji found.",
  failed: "The emoji could not be loaded. Try again when you are online.",
  recent: "Recently used",
  groups: "Groups",
  group: {
    0: "Smileys",
    1: "People",
    3: "Animals and nature",
    4: "Food and drink",
    5: "Travel and places",
    6: "Activities",
    7: "Objects",
    8: "Symbols",
    9: "Flags",
  },
  tone: "Skin tone",
  tones: ["Default", "Light", "Medium-light", "Medium", "Medium-dark", "Dark"],
};
