import type { LaterWords } from "../../en-later.ts";
import { numbers } from "../../plural.ts";

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

export const room: LaterWords["room"] = {
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
  panel: { back: "Zurück", close: "Seitenleiste schließen" },
  about: {
    group: "Private Gruppe",
    channel: "Öffentlicher Kanal",
    archived: "Archiviert",
    copyLink: "Link zu diesem Kanal kopieren",
    block: "Blockieren",
    unblock: "Nicht mehr blockieren",
    blockHint: "Blockierte Personen können dir nicht schreiben und sehen nicht, ob du online bist.",
    blocked: "Blockiert: Diese Person kann dir nicht schreiben und sieht nicht, ob du online bist.",
  },
  leave: {
    leave: "Verlassen",
    cancel: "Abbrechen",
    confirmGroup: (name) => `${name} verlassen? Zurück kommst du nur mit einer Einladung.`,
    confirmChannel: (name) => `${name} verlassen? Du kannst jederzeit wieder beitreten.`,
  },
  members: {
    title: "Mitglieder",
    invite: "Leute einladen",
    find: "Mitglied suchen",
    none: (typed) => `Kein Mitglied gefunden für „${typed}“.`,
    muted: "Stumm geschaltet",
    roles: { owner: "Besitzer", admin: "Admin", member: "Mitglied" },
    message: (name) => `${name} schreiben`,
    actions: (name) => `Aktionen für ${name}`,
    choices: {
      make_owner: "Zum Besitzer machen",
      make_admin: "Zum Admin machen",
      make_member: "Zum Mitglied machen",
      mute_hour: "1 Stunde stumm schalten",
      mute_day: "1 Tag stumm schalten",
      mute: "Bis auf Weiteres stumm schalten",
      unmute: "Stummschaltung aufheben",
      remove: "Aus dem Raum entfernen",
      ban: "Für den Raum sperren",
    },
    cancel: "Abbrechen",
    confirm: {
      make_owner: (name) => `${name} zum Besitzer machen? Rückgängig machen kann das nur ${name}.`,
      remove: (name) => `${name} entfernen? Man kann ${name} wieder einladen.`,
      ban: (name) => `${name} sperren? Zurückkommen geht erst, wenn die Sperre aufgehoben ist.`,
    },
  },
  invite: {
    title: (name) => `Leute in ${name} einladen`,
    find: "Leute suchen",
    submit: (count) =>
      count === 0 ? "Einladen" : n(count, { one: "# Person einladen", other: "# Personen einladen" }),
    asked: (count) =>
      n(count, { one: "# Person muss erst zustimmen.", other: "# Personen müssen erst zustimmen." }),
  },
  pins: {
    title: "Angeheftete Nachrichten",
    none: "Keine angehefteten Nachrichten. Wähle im Menü einer Nachricht „Anheften“, um sie hier für alle festzuhalten.",
    noneYet: "Noch keine angehefteten Nachrichten.",
    unpin: "Lösen",
  },
  thread: {
    title: "Thread",
    follow: "Folgen",
    following: "Folge ich",
    loading: "Antworten werden geladen …",
    notFound: "Diese Nachricht gibt es in diesem Raum nicht.",
    replies: (count) =>
      count === 0 ? "Noch keine Antworten" : n(count, { one: "# Antwort", other: "# Antworten" }),
    composer: (room) => `den Thread in ${room}`,
  },
  admin: {
    title: "Verwaltung",
    adminsOnly: "Das sehen nur Besitzer und Admins.",
    loading: "Wird geladen …",
    settings: {
      title: "Einstellungen",
      nameMissing: "Gib einen Namen für den Raum ein.",
      topic: "Thema",
      description: "Beschreibung",
      who: "Wer darf …",
      permissions: {
        post: "… schreiben",
        invite: "… Leute einladen",
        pin: "… Nachrichten anheften",
        mention_room: "… alle erwähnen",
      },
      audiences: { everyone: "Alle", admins: "Besitzer und Admins" },
      slow: "Langsamer Modus",
      slowMode: (each) => (each === 0 ? "Aus" : `Eine Nachricht alle ${span(each)}`),
      edit: "Nachrichten bearbeiten",
      editWindow: (within) => (within === 0 ? "Nie" : `Bis zu ${span(within)} lang`),
      join: "Beitritt",
      joinModes: { open: "Alle können beitreten", request: "Admins bestätigen Anfragen" },
      save: "Speichern",
      saved: "Gespeichert",
    },
    ownerActions: {
      title: "Für Besitzer",
      cancel: "Abbrechen",
      handOver: "Raum übertragen",
      confirmHandOver: (room, name) =>
        `${name} zum Besitzer von ${room} machen? Du wirst Admin, und rückgängig machen kann das nur ${name}.`,
      archive: "Raum archivieren",
      unarchive: "Archivierung aufheben",
      confirmArchive: (name) =>
        `${name} archivieren? Man kann den Raum dann nur noch lesen, bis du die Archivierung aufhebst.`,
      delete: "Raum löschen",
      confirmDelete: (name) =>
        `${name} mit allen Nachrichten für alle löschen? Das lässt sich nicht rückgängig machen.`,
    },
    links: {
      title: "Einladungslinks",
      none: "Keine Einladungslinks. Mit einem Link kann man beitreten, bis er abläuft.",
      lifetime: "Läuft ab nach",
      lifetimeOf: (seconds) => (seconds === null ? "Nie" : span(seconds)),
      uses: "Gültig für",
      usesOf: (count) => (count === null ? "Alle" : n(count, { one: "# Person", other: "# Personen" })),
      create: "Link erstellen",
      createdAt: (time) => `Erstellt am ${time}`,
      link: "Neuer Link",
      copy: "Kopieren",
      shownOnce: "Kopiere ihn jetzt: Er wird nicht noch einmal angezeigt.",
      revoke: "Widerrufen",
      usedUp: "Aufgebraucht",
      expired: "Abgelaufen",
      anyUses: "Alle",
      usesLeft: (count) => n(count, { one: "noch # Beitritt", other: "noch # Beitritte" }),
      never: "läuft nie ab",
      until: (time) => `bis ${time}`,
    },
    requests: {
      title: "Beitrittsanfragen",
      none: "Keine Beitrittsanfragen.",
      open: "Alle können beitreten. In den Einstellungen kannst du eine Bestätigung verlangen.",
      requested: (time) => `Angefragt: ${time}`,
      admit: "Annehmen",
      decline: "Ablehnen",
    },
    bans: {
      title: "Gesperrte Personen",
      none: "Niemand ist gesperrt.",
      by: (name) => `Gesperrt von ${name}`,
      unban: "Sperre aufheben",
    },
    reports: {
      title: "Meldungen",
      none: "Keine Meldungen.",
      reported: (time) => `Hat eine Nachricht gemeldet: ${time}`,
      view: "Ansehen",
    },
    audit: {
      title: "Protokoll",
      none: "Noch keine Einträge.",
      older: "Ältere anzeigen",
      actions: {
        createLink: "hat einen Einladungslink erstellt",
        revokeLink: "hat einen Einladungslink widerrufen",
        setRole: (name, role) => `hat die Rolle von ${name} in ${role} geändert`,
        remove: (name) => `hat ${name} entfernt`,
        ban: (name) => `hat ${name} gesperrt`,
        unban: (name) => `hat die Sperre von ${name} aufgehoben`,
        mute: (name) => `hat ${name} stumm geschaltet`,
        unmute: (name) => `hat die Stummschaltung von ${name} aufgehoben`,
        admit: (name) => `hat ${name} aufgenommen`,
        decline: (name) => `hat die Anfrage von ${name} abgelehnt`,
        archive: "hat den Raum archiviert",
        unarchive: "hat die Archivierung des Raums aufgehoben",
        rename: (name) => `hat den Raum in „${name}“ umbenannt`,
        settings: "hat die Einstellungen geändert",
        delete: (message) => `hat Nachricht ${message} gelöscht`,
        pin: (message) => `hat Nachricht ${message} angeheftet`,
        unpin: (message) => `hat Nachricht ${message} gelöst`,
      },
    },
  },
};
