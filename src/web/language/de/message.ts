import type { Words } from "../en.ts";
import { numbers } from "../plural.ts";

const n = numbers("de");

export const message: Words["message"] = {
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
  earlierMessage: "Eine frühere Nachricht",
  fromBlocked: "Eine Nachricht von jemandem, den du blockiert hast",
  wasDeleted: "Diese Nachricht wurde gelöscht",
  notSent: (why) => `Nicht gesendet. ${why}`,
  tryAgain: "Noch einmal versuchen",
  discard: "Verwerfen",
  marks: {
    pinned: "Angeheftet",
    saved: "Für später gespeichert",
    edited: "bearbeitet",
    sending: "Wird gesendet",
    sent: "Gesendet",
    delivered: "Zugestellt",
    read: "Gelesen",
  },
  poll: {
    title: "Umfrage",
    one: "Wähle eine Antwort",
    several: "Wähle beliebig viele Antworten",
    votes: (count) => n(count, { one: "# Stimme", other: "# Stimmen" }),
  },
  reactions: "Reaktionen",
  react: "Reagieren",
  reactWith: (emoji) => `Mit ${emoji} reagieren`,
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
    save: "Für später speichern",
    unsave: "Aus Gespeicherten entfernen",
    pin: "Anheften",
    unpin: "Lösen",
    unread: "Als ungelesen markieren",
    seen: "Wer sie gesehen hat",
    reactions: "Wer reagiert hat",
    history: "Frühere Fassungen",
    report: "Melden",
    delete: "Löschen",
  },
};
