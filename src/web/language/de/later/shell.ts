import type { LaterWords } from "../../en-later.ts";

export const shell: LaterWords["shell"] = {
  join: {
    loading: "Einladung wird geprüft …",
    invited: "Du bist eingeladen in",
    already: "Du bist schon Mitglied von",
    join: "Beitreten",
    open: "Öffnen",
    notNow: "Nicht jetzt",
    invalid: "Dieser Einladungslink funktioniert nicht",
    retry: "Noch einmal versuchen",
  },
  lists: {
    more: "Mehr anzeigen",
    mentions: {
      title: "Noch keine Erwähnungen",
      text: "Hier erscheinen Nachrichten, die dich erwähnen.",
    },
    threads: {
      title: "Noch keine Threads",
      text: "Hier erscheinen Threads, die du beginnst, beantwortest oder denen du folgst.",
    },
    saved: {
      title: "Keine gespeicherten Nachrichten",
      text: "Wähle im Menü einer Nachricht „Für später speichern“, um sie hier zu behalten.",
      remove: "Aus Gespeicherten entfernen",
      unreadable: "Diese Nachricht ist für dich nicht mehr verfügbar",
      deleted: "Diese Nachricht wurde gelöscht",
    },
  },
  switcher: {
    title: "Gehe zu",
    label: "Raum oder Person",
    none: (typed) => `Nichts gefunden für „${typed}“.`,
    empty: "Keine anderen Räume. Tippe einen Namen, um jemanden zu finden.",
    keys: "↑ ↓ wählt aus, Enter öffnet, Esc schließt",
    newDm: "neue Unterhaltung",
    kinds: { dm: "Person", group: "Gruppe", channel: "Kanal" },
  },
};
