import type { Words } from "../en.ts";

export const shell: Words["shell"] = {
  skip: "Zur Unterhaltung",
  noFiles: "Dateien lassen sich noch nicht senden.",
  nothingOpen: {
    title: "Nichts geöffnet",
    text: "Wähle links einen Raum, oder drücke Strg K und tippe, wohin.",
  },
  gettingStarted: {
    title: "Mach es dir bequem",
    text: "Finde jemanden, gründe eine Gruppe, oder schau, in welchen Kanälen schon gesprochen wird. Es dauert eine Minute.",
  },
  unknown: {
    title: "Hier ist nichts",
    text: "Diese Adresse führt nirgendwohin. Vielleicht fehlt beim Kopieren ein Stück.",
    home: "Zu deinen Räumen",
  },
  join: {
    loading: "Nachsehen, wohin das führt …",
    invited: "Du bist eingeladen zu",
    already: "Du bist schon in",
    join: "Eintreten",
    open: "Öffnen",
    notNow: "Nicht jetzt",
    invalid: "Dieser Link öffnet nichts",
    retry: "Noch einmal versuchen",
    signInFirst: "Du bist in einen Raum eingeladen. Melde dich an oder lege ein Konto an, um einzutreten.",
  },
  lists: {
    more: "Mehr zeigen",
    mentions: {
      title: "Noch hat dich niemand gerufen",
      text: "Nachrichten mit deinem @Handle kommen hier zusammen.",
    },
    threads: {
      title: "Noch keine Threads",
      text: "Threads, die du beginnst, beantwortest oder verfolgst, kommen hier mit ihrer neuesten Antwort zusammen.",
    },
    saved: {
      title: "Nichts gemerkt",
      text: "Wähle bei einer Nachricht „Für später merken“, und sie wartet hier auf dich.",
      remove: "Nicht länger merken",
      unreadable: "Eine Nachricht, die du nicht mehr lesen kannst",
      deleted: "Diese Nachricht wurde gelöscht",
    },
  },
  switcher: {
    title: "Gehe zu",
    label: "Raum oder Person",
    none: (typed) => `Hier heißt nichts „${typed}“.`,
    empty: "Du bist in keinem anderen Raum. Tippe einen Namen, um jemandem zu schreiben.",
    keys: "↑ ↓ zum Wählen, Enter geht hin, Esc bleibt hier",
    newDm: "neue Unterhaltung",
    kinds: { dm: "Person", group: "Gruppe", channel: "Kanal" },
  },
};
