import type { LaterWords } from "../../en-later.ts";

export const files: LaterWords["files"] = {
  tray: {
    label: "Angehängte Dateien",
    remove: (name) => `${name} entfernen`,
    describe: (name) => `${name} beschreiben`,
    description: "Beschreibung",
    descriptionHint: "Was ist zu sehen? Wird allen vorgelesen, die das Bild nicht sehen.",
    original: "Original senden",
    originalHint: "Größer. Wo und wann es aufgenommen wurde, wird trotzdem entfernt.",
    edit: (name) => `Details zu ${name}`,
    alt: "Alt",
    noAlt: "+ Alt",
    done: "Fertig",
  },
  lightbox: {
    label: "Fotoansicht",
    previous: "Voriges Foto",
    next: "Nächstes Foto",
    zoomIn: "Vergrößern",
    zoomOut: "Verkleinern",
    download: "Herunterladen",
    jump: "Im Gespräch zeigen",
    place: (index, count) => `${index} von ${count}`,
  },
};
