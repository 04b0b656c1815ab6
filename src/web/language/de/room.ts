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
  notAMember: {
    back: "Zurück zu deinen Räumen",
    join: "Dem Kanal beitreten",
    channel: {
      title: "Du bist nicht in diesem Kanal",
      text: "Er ist öffentlich: Tritt bei, um zu lesen und zu schreiben.",
    },
    closed: {
      title: "Du kannst diesen Raum nicht öffnen",
      text: "Vielleicht gibt es ihn nicht, oder du bist kein Mitglied. Ein Mitglied kann dich einladen.",
    },
    removed: {
      title: "Du wurdest aus diesem Raum entfernt",
      text: "Seine Nachrichten sind nicht mehr auf diesem Gerät. Ein Mitglied kann dich wieder einladen.",
    },
    left: {
      title: "Du bist nicht mehr in diesem Raum",
      text: "Du hast ihn verlassen oder wurdest entfernt.",
    },
    banned: {
      title: "Du bist für diesen Raum gesperrt",
      text: "Seine Admins entscheiden, wann du wiederkommen darfst.",
    },
    deleted: {
      title: "Dieser Raum wurde gelöscht",
      text: "Sein Besitzer hat ihn mit allen Nachrichten gelöscht.",
    },
    requested: {
      title: "Du hast den Beitritt angefragt",
      text: "Sobald ein Admin zustimmt, erscheint der Kanal in deiner Liste.",
    },
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
