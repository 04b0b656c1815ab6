import type { Words } from "../en.ts";
import { numbers } from "../plural.ts";

const n = numbers("de");

export const composer: Words["composer"] = {
  label: (name) => `Nachricht an ${name}`,
  placeholder: "Nachricht schreiben",
  send: "Senden",
  save: "Speichern",
  editing: "Nachricht bearbeiten",
  replyTo: (name) => `Antwort an ${name}`,
  replyToYourself: "Antwort an dich selbst",
  doNotEdit: "Nicht bearbeiten",
  doNotReply: "Nicht antworten",
  more: "Mehr",
  suggestions: "Vorschläge",
  suggested: (count) => n(count, { one: "# Vorschlag", other: "# Vorschläge" }),
  whole: { all: "alle im Raum", here: "alle, die den Raum offen haben" },
  poll: {
    new: "Umfrage",
    question: "Frage",
    options: "Antworten",
    option: (number) => `Antwort ${number}`,
    remove: (number) => `Antwort ${number} entfernen`,
    multiple: "Mehrere Antworten sind möglich",
    ask: "Fragen",
    noQuestion: "Stell eine Frage.",
    noOptions: "Eine Umfrage hat mindestens zwei Antworten.",
    twice: "Zwei Antworten sind gleich.",
  },
  left: (count) => n(count, { one: "noch # Zeichen", other: "noch # Zeichen" }),
  code: (language) => (language === "" ? "Code" : `Code (${language})`),
  copyCode: "Code kopieren",
  tooMany: (count) => n(count, { one: "# Zeichen zu viel", other: "# Zeichen zu viel" }),
};
