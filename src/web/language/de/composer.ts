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
  cancelEdit: "Bearbeiten abbrechen",
  cancelReply: "Antwort abbrechen",
  more: "Weitere Optionen",
  suggestions: "Vorschläge",
  suggested: (count) => n(count, { one: "# Vorschlag", other: "# Vorschläge" }),
  roomMentions: { all: "alle im Raum", here: "alle, die den Raum offen haben" },
  poll: {
    new: "Umfrage",
  },
  charactersLeft: (count) => n(count, { one: "noch # Zeichen", other: "noch # Zeichen" }),
  charactersTooMany: (count) => n(count, { one: "# Zeichen zu viel", other: "# Zeichen zu viel" }),
};
