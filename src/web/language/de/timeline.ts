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
  noneKept:
    "Die Nachrichten dieses Raums sind noch nicht auf diesem Gerät. Sie kommen, sobald du verbunden bist.",
  loadingEarlier: "Frühere Nachrichten werden geladen …",
  going: "Wird geladen …",
  notKept: "Diese Nachricht ist nicht auf diesem Gerät. Versuche es wieder, wenn du verbunden bist.",
  newMessages: "Neue Nachrichten",
  toLatest: "Zur neuesten",
  fresh: (count) => n(count, { one: "# neue Nachricht", other: "# neue Nachrichten" }),
  unread: (count) => n(count, { one: "# neue Nachricht", other: "# neue Nachrichten" }),
  toFirstUnread: "Zur ersten springen",
  dismiss: "Ausblenden",
  hidden: (count) =>
    n(count, {
      one: "# Nachricht von jemandem, den du blockiert hast",
      other: "# Nachrichten von jemandem, den du blockiert hast",
    }),
  show: "Anzeigen",
  you: "Du",
  forwardedFrom: "Weitergeleitet von",
  replies: (count) => n(count, { one: "# Antwort", other: "# Antworten" }),
  people: (count) => n(count, { one: "# Person", other: "# Personen" }),
  inReplyTo: "Antwort auf",
  earlier: "Eine frühere Nachricht",
  fromBlocked: "Eine Nachricht von jemandem, den du blockiert hast",
  wasDeleted: "Diese Nachricht wurde gelöscht",
  notSent: (why) => `Nicht gesendet. ${why}`,
  tryAgain: "Noch einmal versuchen",
  discard: "Verwerfen",
  marks: {
    pinned: "Angeheftet",
    saved: "Für später gemerkt",
    edited: "bearbeitet",
    sending: "Wird gesendet",
    sent: "Gesendet",
    delivered: "Zugestellt",
    read: "Gelesen",
  },
  poll: {
    title: "Umfrage",
    one: "Wähle eine Antwort",
    several: "Wähle, so viele du willst",
    votes: (count) => n(count, { one: "# Stimme", other: "# Stimmen" }),
  },
  start: {
    dm: (name) => `In dieser Unterhaltung seid nur du und ${name}.`,
    group: "Diese Gruppe ist privat: Hinein kommt nur, wer eingeladen wird.",
    channel: "Hier beginnt ein öffentlicher Kanal. Alle hier können ihn finden und beitreten.",
  },
  reactions: "Reaktionen",
  react: "Reagieren",
  moreEmoji: "Mehr Emojis",
  actions: "Aktionen zur Nachricht",
  more: "Mehr",
  replyTo: (name) => `${name} antworten`,
  choices: {
    reply: "Antworten",
    thread: "Im Thread antworten",
    edit: "Bearbeiten",
    copy: "Text kopieren",
    link: "Link kopieren",
    forward: "Weiterleiten",
    save: "Für später merken",
    unsave: "Nicht mehr merken",
    pin: "Anheften",
    unpin: "Ablösen",
    unread: "Als ungelesen markieren",
    seen: "Wer sie gesehen hat",
    reactions: "Wer reagiert hat",
    history: "Frühere Fassungen",
    report: "Melden",
    delete: "Löschen",
  },
  deleting: { sure: "Diese Nachricht für alle löschen?", keep: "Behalten", go: "Löschen" },
  forwarding: {
    title: "Weiterleiten an",
    find: "Raum oder Person finden",
    none: "So heißt keiner deiner Räume.",
    done: (room) => `Weitergeleitet an ${room}`,
  },
  reporting: {
    title: "Diese Nachricht melden",
    about: "Deine Meldung sehen die Besitzer und Admins dieses Raums, sonst niemand.",
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
    none: "Es gibt keine.",
  },
  tellings: {
    joined: is("beigetreten"),
    left: is("gegangen"),
    removed: became("entfernt"),
    banned: became("ausgeschlossen"),
    owner: becomes("Besitzer"),
    admin: becomes("Admin", "Admins"),
    member: becomes("ein einfaches Mitglied", "einfache Mitglieder"),
    renamed: (name) => has(`den Raum in „${name}“ umbenannt`),
    topicGone: has("das Thema entfernt"),
    topic: (topic) => has(`ein Thema gesetzt: ${topic}`),
  },
};
