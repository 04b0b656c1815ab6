import type { Words } from "../en.ts";
import { numbers } from "../plural.ts";

const n = numbers("de");

export const rooms: Words["rooms"] = {
  title: "Räume",
  me: (name) => `Profil und Einstellungen von ${name}`,
  loading: "Deine Räume werden geladen …",
  notOnDevice: "Deine Räume sind noch nicht auf diesem Gerät. Sie erscheinen, sobald du verbunden bist.",
  filter: {
    label: "Räume filtern",
    onlyUnread: "Nur ungelesene",
    none: (typed) => `Kein Raum gefunden für „${typed}“.`,
    allRead: "Keine ungelesenen Nachrichten.",
  },
  lists: {
    title: "Alle Räume",
    requests: "Anfragen",
    switcher: "Gehe zu",
    switcherHint: "Zu einem Raum oder einer Person gehen (Strg K)",
    mentions: "Erwähnungen",
    threads: "Threads",
    saved: "Gespeichert",
    newCount: (count) => n(count, { one: "# neue", other: "# neue" }),
  },
  requests: {
    title: "Anfrage",
    hint: "Einladungen und Nachrichten von Personen, die du nicht kennst. Sie erfahren nicht, ob du sie gesehen hast.",
    none: "Keine Anfragen",
    writes: "möchte dir schreiben",
    toGroup: "lädt dich ein in die Gruppe",
    toChannel: "lädt dich ein in den Kanal",
    explain: (name) =>
      `Du kennst ${name} noch nicht. Bis du annimmst oder antwortest, ist für die Person nicht zu sehen, ob du das gelesen hast.`,
    accept: "Annehmen",
    decline: "Ablehnen",
    block: "Blockieren",
  },
  sections: { pinned: "Angeheftet", dms: "Direktnachrichten", rooms: "Gruppen und Kanäle", muted: "Stumm" },
  row: {
    online: "online",
    muted: "stumm",
    mentions: (count) => n(count, { one: "# Erwähnung", other: "# Erwähnungen" }),
    unread: (count) => n(count, { one: "# ungelesene Nachricht", other: "# ungelesene Nachrichten" }),
    you: "Du",
    deleted: "gelöschte Nachricht",
    empty: "Noch keine Nachrichten",
  },
  menu: {
    title: "Benachrichtigungen",
  },
  gettingStarted: {
    title: "Noch keine Räume",
    text: "Beginne deine erste Unterhaltung:",
    person: { label: "Jemanden suchen", text: "Nach Name oder Benutzername suchen und schreiben" },
    browse: { label: "Kanäle ansehen", text: "Sieh nach, worüber andere sprechen" },
    group: { label: "Gruppe erstellen", text: "Privat, mit den Leuten, die du einlädst" },
    invited: "Hast du einen Einladungslink? Öffne ihn einfach.",
  },
  new: {
    open: "Neu",
  },
};
