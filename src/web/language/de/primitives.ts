import type { Words } from "../en.ts";
import { numbers } from "../plural.ts";

const n = numbers("de");

export const primitives: Words["primitives"] = {
  copied: "Kopiert",
  cannotCopy: "Dein Browser erlaubt hier kein Kopieren.",
  back: "Zurück",
  close: "Schließen",
  inRoom: (sender, room) => `${sender} in ${room}`,
  others: (count) => n(count, { one: "# weitere", other: "# weitere" }),
  update: { ready: "Eine neue Version ist da", reload: "Neu laden", later: "Später" },
  connection: {
    connecting: "Verbinden …",
    slow: "Verbunden ohne WebSockets: Nachrichten brauchen etwas länger.",
    offline: "Du bist offline. Deine Nachrichten werden gesendet, sobald du wieder online bist.",
    waiting: (wait) => `Keine Verbindung. Neuer Versuch in ${wait}.`,
    elsewhere:
      "Dieser Raum ist aktuell. Andere Räume und der Online-Status sind es vielleicht nicht. Neuer Versuch …",
  },
};
