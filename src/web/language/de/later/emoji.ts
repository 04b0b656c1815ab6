import type { LaterWords } from "../../en-later.ts";
import { numbers } from "../../plural.ts";

const n = numbers("de");

export const emoji: LaterWords["emoji"] = {
  find: "Emoji suchen",
  found: (count) => n(count, { one: "# Emoji", other: "# Emojis" }),
  none: "Kein Emoji gefunden.",
  failed: "Die Emojis konnten nicht geladen werden. Versuch es noch einmal, wenn du online bist.",
  recent: "Zuletzt verwendet",
  groups: "Gruppen",
  group: {
    0: "Smileys",
    1: "Menschen",
    3: "Tiere und Natur",
    4: "Essen und Trinken",
    5: "Reisen und Orte",
    6: "Aktivitäten",
    7: "Gegenstände",
    8: "Symbole",
    9: "Flaggen",
  },
  tone: "Hautton",
  tones: ["Standard", "Hell", "Mittelhell", "Mittel", "Mitteldunkel", "Dunkel"],
};
