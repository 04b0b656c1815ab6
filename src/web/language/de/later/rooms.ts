import type { LaterWords } from "../../en-later.ts";

export const rooms: LaterWords["rooms"] = {
  menu: {
    read: "Als gelesen markieren",
    pin: "Oben anheften",
    unpin: "Nicht mehr oben anheften",
    muteHour: "1 Stunde stumm schalten",
    mute: "Stumm schalten",
    unmute: "Stummschaltung aufheben",
    onlyMentions: "Nur Erwähnungen",
  },
  new: {
    name: "Name",
    topic: "Thema (optional)",
    topicExample: "Worum es geht",
    person: { title: "Neue Unterhaltung" },
    group: {
      button: "Neue Gruppe",
      title: "Neue Gruppe",
      hint: "Nur Leute, die du einlädst, können sie sehen.",
      example: "Lesekreis",
      nameMissing: "Gib einen Namen für die Gruppe ein.",
      create: "Gruppe erstellen",
    },
    channel: {
      button: "Neuer Kanal",
      title: "Neuer Kanal",
      hint: "Alle hier können ihn finden, mitlesen und ihm beitreten.",
      example: "garten",
      nameMissing: "Gib einen Namen für den Kanal ein.",
      create: "Kanal erstellen",
    },
    browse: { button: "Ansehen", title: "Kanäle" },
  },
  people: {
    title: "Leute",
    find: "Person suchen",
    found: "Gefundene Leute",
    nameOrHandle: "Name oder Benutzername",
    hint: "Tippe den Anfang eines Namens oder Benutzernamens, um jemandem zu schreiben.",
    none: (typed) => `Niemand gefunden für „${typed}“. Frag nach dem Benutzernamen.`,
    remove: (name) => `${name} entfernen`,
  },
  browse: {
    find: "Kanal suchen",
    empty: "Es gibt noch keine Kanäle. Erstelle den ersten.",
    none: (typed) => `Kein Kanal gefunden für „${typed}“.`,
    noTopic: "Kein Thema",
    open: "Öffnen",
    join: "Beitreten",
    requested: "Angefragt",
  },
};
