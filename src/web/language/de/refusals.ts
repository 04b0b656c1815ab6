import type { Words } from "../en.ts";
import { numbers } from "../plural.ts";

const n = numbers("de");

export const refusals: Words["refusals"] = {
  tooOften: (wait) => `Zu viele Versuche. Bitte versuche es in ${wait} noch einmal.`,
  seconds: (count) => n(count, { one: "# Sekunde", other: "# Sekunden" }),
  unknown: "Das hat nicht geklappt. Bitte versuche es noch einmal.",
  byCode: {
    bad_request: "Der Server versteht diese Anfrage nicht.",
    too_many_frames: "Zu viele Nachrichten in zu kurzer Zeit.",
    silent: "Diese Verbindung war zu lange still.",
    too_many_sockets: "Zu viele Verbindungen sind offen.",
    protocol_too_old: "Diese App ist zu alt für den Server. Bitte aktualisiere sie.",
    text_empty: "Eine Nachricht braucht etwas Text.",
    text_too_long: "Die Nachricht ist zu lang.",
    text_malformed: "Der Text enthält Zeichen, die sich nicht speichern lassen.",
    client_id_expired: "Diese Nachricht hat zu lange gewartet. Bitte sende sie neu.",
    reply_unknown: "Die Nachricht, auf die du antwortest, gibt es nicht.",
    message_unknown: "Diese Nachricht gibt es nicht mehr.",
    edit_too_late: "Zum Ändern ist es zu spät.",
    not_a_poll: "Diese Antwort steht nicht zur Wahl.",
    too_many: "Die höchste Anzahl ist erreicht.",
    muted: "Du bist in diesem Raum stumm geschaltet.",
    slow_mode: "In diesem Raum gilt der langsame Modus. Bitte warte etwas bis zur nächsten Nachricht.",
    archived: "Dieser Raum ist archiviert.",
    banned: "Du bist aus diesem Raum gesperrt.",
    blocked: "Dieser Person kannst du nicht schreiben.",
    declined: "Deine Anfrage wurde abgelehnt. Eine Woche danach kannst du wieder fragen.",
    link_invalid: "Dieser Einladungslink ist abgelaufen oder aufgebraucht.",
    rate_limited: "Das war zu schnell. Bitte warte einen Moment.",
    room_busy: "Hier ist gerade sehr viel los. Bitte versuche es gleich noch einmal.",
    unauthenticated: "Bitte melde dich an.",
    session_ended: "Diese Sitzung ist beendet. Bitte melde dich neu an.",
    wrong_credentials: "Benutzername oder Passwort ist falsch.",
    handle_taken: "Dieser Benutzername ist schon vergeben. Nimm einen anderen.",
    not_a_member: "Du bist nicht in diesem Raum.",
    room_deleted: "Dieser Raum wurde gelöscht.",
    not_allowed: "Dazu bist du hier nicht berechtigt.",
    not_found: "Nicht gefunden.",
    room_full: "Der Raum ist voll.",
    unavailable: "Der Server ist nicht zu erreichen. Prüfe deine Verbindung und versuche es noch einmal.",
    newer_version:
      "Der Server ist im Moment älter als das, was er hier gespeichert hat. Bitte versuche es später noch einmal.",
    internal: "Bei uns ist etwas schiefgegangen. Bitte versuche es noch einmal.",
    last_owner: "Du bist der letzte Besitzer. Mach jemand anderen zum Besitzer, bevor du den Raum verlässt.",
  },
};
