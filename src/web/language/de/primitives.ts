import type { Words } from "../en.ts";
import { numbers } from "../plural.ts";

const n = numbers("de");

export const primitives: Words["primitives"] = {
  copied: "Kopiert",
  cannotCopy: "Der Browser lässt diese Seite nicht kopieren.",
  back: "Zurück",
  close: "Schließen",
  inRoom: (sender, room) => `${sender} in ${room}`,
  others: (count) => n(count, { one: "# weitere", other: "# weitere" }),
  update: { ready: "Eine neue Version ist da", reload: "Neu laden", later: "Später" },
  connection: {
    connecting: "Verbinden …",
    slow: "Langsam verbunden: Nachrichten brauchen etwas länger.",
    offline: "Du bist offline. Was du schreibst, wird gesendet, sobald du zurück bist.",
    waiting: (wait) => `Keine Verbindung. Neuer Versuch in ${wait}.`,
    elsewhere: "Dieser Raum ist aktuell; andere Räume, und wer online ist, vielleicht nicht. Neuer Versuch …",
  },
};
