import type { Words } from "../en.ts";
import { numbers } from "../plural.ts";

const n = numbers("de");

type Verb = readonly [one: string, several: string, you: string];
const is = (what: string): Verb => [`ist ${what}`, `sind ${what}`, `bist ${what}`];
const becomes = (what: string, several = what): Verb => [
  `ist jetzt ${what}`,
  `sind jetzt ${several}`,
  `bist jetzt ${what}`,
];
const became = (what: string): Verb => [`wurde ${what}`, `wurden ${what}`, `wurdest ${what}`];
const has = (what: string): Verb => [`hat ${what}`, `haben ${what}`, `hast ${what}`];

export const timeline: Words["timeline"] = {
  messagesIn: (room) => `Nachrichten in ${room}`,
  loading: "Nachrichten werden geladen …",
  notOnDevice:
    "Die Nachrichten dieses Raums sind noch nicht auf diesem Gerät. Sie erscheinen, sobald du verbunden bist.",
  loadingEarlier: "Frühere Nachrichten werden geladen …",
  jumping: "Wird geladen …",
  messageNotOnDevice:
    "Diese Nachricht ist nicht auf diesem Gerät. Versuche es wieder, wenn du verbunden bist.",
  newMessages: "Neue Nachrichten",
  toLatest: "Zur neuesten",
  newCount: (count) => n(count, { one: "# neue Nachricht", other: "# neue Nachrichten" }),
  unread: (count) => n(count, { one: "# neue Nachricht", other: "# neue Nachrichten" }),
  toFirstUnread: "Zur ersten ungelesenen",
  dismiss: "Ausblenden",
  start: {
    dm: (name) => `In dieser Unterhaltung seid nur du und ${name}.`,
    group: "Diese Gruppe ist privat. Beitreten kann man nur mit einer Einladung.",
    channel: "Hier beginnt ein öffentlicher Kanal. Alle können ihn finden und ihm beitreten.",
  },
  notices: {
    joined: is("beigetreten"),
    left: has("den Raum verlassen"),
    removed: became("entfernt"),
    banned: became("gesperrt"),
    owner: becomes("Besitzer"),
    admin: becomes("Admin", "Admins"),
    member: becomes("Mitglied", "Mitglieder"),
    renamed: (name) => has(`den Raum in „${name}“ umbenannt`),
    topicRemoved: has("das Thema entfernt"),
    topic: (topic) => has(`das Thema auf „${topic}“ gesetzt`),
  },
};
