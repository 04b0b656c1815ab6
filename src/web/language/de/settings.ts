import type { Words } from "../en.ts";

export const settings: Words["settings"] = {
  theme: { title: "Farben", system: "Wie das System", light: "Hell", dark: "Dunkel" },
  language: { title: "Sprache" },
};
