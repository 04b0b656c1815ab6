import type { LaterWords } from "../../en-later.ts";

export const message: LaterWords["message"] = {
  deleting: { confirm: "Diese Nachricht für alle löschen?", cancel: "Abbrechen", delete: "Löschen" },
  forwarding: {
    title: "Weiterleiten an",
    find: "Raum oder Person suchen",
    none: "Keine Räume gefunden.",
    done: (room) => `Weitergeleitet an ${room}`,
  },
  reporting: {
    title: "Diese Nachricht melden",
    about: "Nur die Besitzer und Admins dieses Raums sehen deine Meldung.",
    reason: "Was stimmt damit nicht?",
    send: "Meldung senden",
    done: "Gemeldet. Danke.",
  },
  seenBy: {
    title: "Wer sie gesehen hat",
    read: "Gelesen",
    delivered: "Zugestellt",
    nobody: "Noch niemand.",
  },
  reactedWith: { title: "Wer reagiert hat" },
  versions: {
    title: "Frühere Fassungen",
    until: (time) => `bis ${time}`,
    none: "Keine früheren Fassungen.",
  },
};
