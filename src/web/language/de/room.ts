import type { Words } from "../en.ts";
import { numbers } from "../plural.ts";

const n = numbers("de");

export const room: Words["room"] = {
  header: {
    unnamed: "Raum ohne Namen",
    toRooms: "Zurück zu den Räumen",
    pins: "Angeheftete Nachrichten",
    members: "Mitglieder",
    about: "Über diesen Raum",
    person: "Über diese Person",
  },
  typing: {
    several: "Mehrere schreiben …",
    typing: (who, count) => `${who} ${count === 1 ? "schreibt" : "schreiben"} …`,
  },
  cannotPost: {
    archived: "Dieser Raum ist archiviert. Du kannst ihn lesen, aber nicht schreiben.",
    adminsOnly: "Hier können nur Besitzer und Admins schreiben.",
    muted: "Du bist in diesem Raum stumm geschaltet.",
    mutedUntil: (time) => `Du bist bis ${time} stumm geschaltet.`,
  },
  proof: {
    whole: "Geprüft: Keine Nachricht fehlt, und keine wurde verändert, außer wo „bearbeitet“ steht.",
    part: (count) =>
      n(count, {
        one: "Geprüft: Die letzte Nachricht wurde nicht verändert, außer wo „bearbeitet“ steht.",
        other:
          "Geprüft: Von den letzten # Nachrichten fehlt keine, und keine wurde verändert, außer wo „bearbeitet“ steht.",
      }),
    history_changed:
      "Der Server zeigt einen anderen Verlauf dieses Raums als früher: Nachrichten fehlen oder wurden verändert.",
    log_replaced: "Der Server hat den Verlauf dieses Raums ersetzt, wie nach dem Einspielen einer Sicherung.",
  },
  memberCount: (count) => n(count, { one: "# Mitglied", other: "# Mitglieder" }),
};
