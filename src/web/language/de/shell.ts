import type { Words } from "../en.ts";

export const shell: Words["shell"] = {
  skip: "Zur Unterhaltung",
  noFiles: "Dateien lassen sich noch nicht senden.",
  nothingOpen: {
    title: "Kein Raum ausgewählt",
    text: "Wähle links einen Raum, oder drücke Strg K, um zu suchen.",
  },
  gettingStarted: {
    title: "Willkommen bei Parlor",
    text: "Finde jemanden, erstelle eine Gruppe oder sieh dir die Kanäle an.",
  },
  unknown: {
    title: "Seite nicht gefunden",
    text: "Unter dieser Adresse gibt es nichts. Vielleicht ist der Link unvollständig.",
    home: "Zu deinen Räumen",
  },
  join: {
    signInFirst: "Du bist in einen Raum eingeladen. Melde dich an oder erstelle ein Konto, um beizutreten.",
  },
};
