import type { Words } from "../en.ts";
import { numbers } from "../plural.ts";

const n = numbers("de");

const seconds = (count: number) => n(count, { one: "# Sekunde", other: "# Sekunden" });
const minutes = (count: number) => n(count, { one: "# Minute", other: "# Minuten" });
const hours = (count: number) => n(count, { one: "# Stunde", other: "# Stunden" });
const days = (count: number) => n(count, { one: "# Tag", other: "# Tage" });
/** The largest unit that a number of seconds has whole. */
const span = (total: number): string => {
  if (total % 86_400 === 0) return days(total / 86_400);
  if (total % 3_600 === 0) return hours(total / 3_600);
  return total % 60 === 0 ? minutes(total / 60) : seconds(total);
};

export const room: Words["room"] = {
  header: {
    unnamed: "Ein Raum",
    toRooms: "Zurück zu den Räumen",
    pins: "Angeheftete Nachrichten",
    members: "Mitglieder",
    about: "Über diesen Raum",
    person: "Über diese Person",
  },
  panel: { back: "Zurück", close: "Seitenleiste schließen" },
  typing: {
    several: "Mehrere schreiben …",
    typing: (who, count) => `${who} ${count === 1 ? "schreibt" : "schreiben"} …`,
  },
  cannotPost: {
    archived: "Dieser Raum ist archiviert: Man kann ihn lesen, mehr nicht.",
    adminsOnly: "Hier schreiben nur Besitzer und Admins.",
    muted: "Du darfst hier vorerst nicht schreiben.",
    mutedUntil: (time) => `Du darfst hier wieder schreiben ab ${time}.`,
  },
  notAMember: {
    back: "Zurück zu deinen Räumen",
    join: "Dem Kanal beitreten",
    channel: {
      title: "Du bist nicht in diesem Kanal",
      text: "Er ist öffentlich: Tritt bei, um zu lesen und zu schreiben.",
    },
    closed: {
      title: "Dieser Raum ist dir nicht offen",
      text: "Vielleicht gibt es ihn nicht, oder du bist kein Mitglied mehr. Wer darin ist, kann dich hereinholen.",
    },
    removed: {
      title: "Du wurdest aus diesem Raum entfernt",
      text: "Was darin gesagt wurde, ist nicht mehr hier. Wer darin ist, kann dich wieder hereinholen.",
    },
    left: {
      title: "Du bist nicht mehr in diesem Raum",
      text: "Du hast ihn verlassen oder wurdest entfernt.",
    },
    banned: {
      title: "Du bist aus diesem Raum ausgeschlossen",
      text: "Seine Admins entscheiden, wann du wiederkommen darfst.",
    },
    deleted: {
      title: "Dieser Raum wurde gelöscht",
      text: "Sein Besitzer hat ihn gelöscht, mit allem, was darin gesagt wurde.",
    },
    requested: {
      title: "Du hast um Einlass gebeten",
      text: "Die Admins entscheiden. Sagen sie ja, steht der Kanal in deiner Liste.",
    },
  },
  about: {
    group: "Private Gruppe",
    channel: "Öffentlicher Kanal",
    archived: "Archiviert",
    copyLink: "Link zu diesem Kanal kopieren",
    block: "Diese Person blockieren",
    unblock: "Nicht mehr blockieren",
    blockHint: "Wer blockiert ist, kann dir nicht schreiben und sieht nicht, ob du online bist.",
    blocked: "Blockiert: kann dir nicht schreiben und sieht nicht, ob du online bist.",
  },
  leave: {
    leave: "Verlassen",
    cancel: "Bleiben",
    confirmGroup: (name) => `${name} verlassen? Zurück kommst du nur mit einer Einladung.`,
    confirmChannel: (name) => `${name} verlassen? Du kannst jederzeit wieder beitreten.`,
  },
  members: {
    title: "Mitglieder",
    count: (count) => n(count, { one: "# Mitglied", other: "# Mitglieder" }),
    invite: "Leute hereinholen",
    find: "Mitglied finden",
    none: (typed) => `Kein Mitglied heißt „${typed}“.`,
    muted: "Darf nicht schreiben",
    roles: { owner: "Besitzer", admin: "Admin", member: "Mitglied" },
    message: (name) => `${name} schreiben`,
    actions: (name) => `Was mit ${name} geschehen soll`,
    choices: {
      make_owner: "Zum Besitzer machen",
      make_admin: "Zum Admin machen",
      make_member: "Zum einfachen Mitglied machen",
      mute_hour: "Eine Stunde stumm schalten",
      mute_day: "Einen Tag stumm schalten",
      mute: "Bis auf Weiteres stumm schalten",
      unmute: "Wieder schreiben lassen",
      remove: "Aus dem Raum entfernen",
      ban: "Aus dem Raum ausschließen",
    },
    cancel: "Lassen",
    confirm: {
      make_owner: (name) => `${name} zum Besitzer machen? Rückgängig machen kann das nur ${name}.`,
      remove: (name) => `${name} entfernen? Man kann ${name} wieder hereinholen.`,
      ban: (name) => `${name} ausschließen? Zurück geht es erst, wenn der Ausschluss aufgehoben ist.`,
    },
  },
  invite: {
    title: (name) => `Leute in ${name} hereinholen`,
    find: "Leute finden",
    submit: (count) =>
      count === 0
        ? "Hereinholen"
        : n(count, { one: "# Person hereinholen", other: "# Personen hereinholen" }),
  },
  pins: {
    title: "Angeheftete Nachrichten",
    none: "Nichts ist angeheftet. Wähle „Anheften“ bei einer Nachricht, die alle wiederfinden sollen.",
    noneYet: "Noch ist nichts angeheftet.",
    unpin: "Lösen",
  },
  thread: {
    title: "Thread",
    follow: "Verfolgen",
    following: "Verfolgt",
    loading: "Antworten werden gelesen …",
    notFound: "Diese Nachricht gibt es in diesem Raum nicht.",
    replies: (count) =>
      count === 0 ? "Noch keine Antworten" : n(count, { one: "# Antwort", other: "# Antworten" }),
    composer: (room) => `den Thread in ${room}`,
  },
  admin: {
    title: "Für Besitzer und Admins",
    adminsOnly: "Das sehen nur Besitzer und Admins.",
    loading: "Wird gelesen …",
    settings: {
      title: "Einstellungen",
      nameMissing: "Der Raum braucht einen Namen.",
      topic: "Thema",
      description: "Beschreibung",
      who: "Wer darf …",
      permissions: {
        post: "… schreiben",
        invite: "… Leute hereinholen",
        pin: "… Nachrichten anheften",
        mention_room: "… alle rufen",
      },
      audiences: { everyone: "Alle", admins: "Besitzer und Admins" },
      slow: "Langsamer Modus",
      slowMode: (each) => (each === 0 ? "Aus" : `Eine Nachricht in ${span(each)}`),
      edit: "Eigene Nachrichten bearbeiten",
      editWindow: (within) => (within === 0 ? "Gar nicht" : `Bis nach ${span(within)}`),
      join: "Wer von selbst kommt",
      joinModes: { open: "Kommt gleich herein", request: "Fragt erst die Admins" },
      save: "Speichern",
      saved: "Gespeichert",
    },
    ownerActions: {
      title: "Für Besitzer",
      cancel: "So lassen",
      handOver: "Jemand anderem übergeben",
      confirmHandOver: (room, name) =>
        `${name} zum Besitzer von ${room} machen? Du wirst Admin, und rückgängig machen kann das nur ${name}.`,
      archive: "Archivieren",
      unarchive: "Aus dem Archiv zurückholen",
      confirmArchive: (name) =>
        `${name} archivieren? Man kann den Raum dann nur noch lesen, bis du ihn zurückholst.`,
      delete: "Löschen",
      confirmDelete: (name) =>
        `${name} mit allem, was darin gesagt wurde, für alle löschen? Das lässt sich nicht rückgängig machen.`,
    },
    links: {
      title: "Einladungslinks",
      none: "Es gibt keine Links. Wer einen hat, kommt herein, solange er gilt.",
      lifetime: "Gilt",
      lifetimeOf: (seconds) => (seconds === null ? "Für immer" : span(seconds)),
      uses: "Lässt ein",
      usesOf: (count) =>
        count === null ? "Beliebig viele" : n(count, { one: "# Person", other: "# Personen" }),
      create: "Link anlegen",
      createdAt: (time) => `Angelegt am ${time}`,
      link: "Der neue Link",
      copy: "Kopieren",
      shownOnce: "Kopiere ihn jetzt: Er wird nur einmal gezeigt.",
      revoke: "Beenden",
      usedUp: "Aufgebraucht",
      expired: "Abgelaufen",
      anyUses: "Beliebig viele",
      usesLeft: (count) => n(count, { one: "# weitere Person", other: "# weitere Personen" }),
      never: "für immer",
      until: (time) => `bis ${time}`,
    },
    requests: {
      title: "Beitrittsanfragen",
      none: "Niemand bittet um Einlass.",
      open: "Alle kommen gleich herein. In den Einstellungen kannst du erst fragen lassen.",
      requested: (time) => `Angefragt: ${time}`,
      admit: "Einlassen",
      decline: "Ablehnen",
    },
    bans: {
      title: "Ausgeschlossene",
      none: "Niemand ist ausgeschlossen.",
      by: (name) => `Ausgeschlossen von ${name}`,
      unban: "Aufheben",
    },
    reports: {
      title: "Meldungen",
      none: "Niemand hat etwas gemeldet.",
      reported: (time) => `Hat eine Nachricht gemeldet: ${time}`,
      view: "Ansehen",
    },
    audit: {
      title: "Protokoll",
      none: "Besitzer und Admins haben noch nichts getan.",
      older: "Ältere zeigen",
      actions: {
        createLink: "hat einen Einladungslink angelegt",
        revokeLink: "hat einen Einladungslink beendet",
        setRole: (name, role) => `hat ${name} die Rolle ${role} gegeben`,
        remove: (name) => `hat ${name} entfernt`,
        ban: (name) => `hat ${name} ausgeschlossen`,
        unban: (name) => `hat den Ausschluss von ${name} aufgehoben`,
        mute: (name) => `hat ${name} stumm geschaltet`,
        unmute: (name) => `lässt ${name} wieder schreiben`,
        admit: (name) => `hat ${name} eingelassen`,
        decline: (name) => `hat ${name} abgelehnt`,
        archive: "hat den Raum archiviert",
        unarchive: "hat den Raum aus dem Archiv zurückgeholt",
        rename: (name) => `hat den Raum in „${name}“ umbenannt`,
        settings: "hat die Einstellungen geändert",
        delete: (message) => `hat Nachricht ${message} gelöscht`,
        pin: (message) => `hat Nachricht ${message} angeheftet`,
        unpin: (message) => `hat Nachricht ${message} gelöst`,
      },
    },
  },
};
