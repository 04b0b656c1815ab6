import type { Words } from "../en.ts";
import { numbers } from "../plural.ts";

const n = numbers("de");

export const settings: Words["settings"] = {
  title: "Einstellungen",
  sections: {
    profile: "Profil",
    appearance: "Aussehen und Sprache",
    notifications: "Benachrichtigungen",
    privacy: "Privatsphäre",
    devices: "Geräte",
    account: "Passwort und Daten",
  },
  back: "Alle Einstellungen",
  signOut: "Abmelden",
  save: "Speichern",
  saved: "Gespeichert.",
  profile: {
    name: "Name",
    handle: "Benutzername",
    handleHint: "So finden und erwähnen dich andere. Er lässt sich nicht ändern.",
    about: "Über dich",
    color: "Deine Farbe",
    colorNumber: (number) => `Farbe ${number}`,
  },
  theme: { title: "Design", system: "System", light: "Hell", dark: "Dunkel" },
  density: {
    title: "Dichte",
    comfortable: "Luftig",
    compact: "Kompakt",
    hint: "Kompakt zeigt mehr Nachrichten auf einmal.",
  },
  language: { title: "Sprache", system: "Sprache des Browsers" },
  notifications: {
    desktop: "Benachrichtigungen auf diesem Gerät",
    desktopHint: "Wenn Parlor in einem Tab im Hintergrund offen ist.",
    desktopBlocked:
      "Dein Browser blockiert Benachrichtigungen dieser Seite. Erlaube sie in seinen Einstellungen.",
    desktopNone: "Dieser Browser unterstützt keine Benachrichtigungen.",
    sound: "Ton",
    soundHint: "Spielt einen leisen Ton, wenn jemand schreibt und du woanders bist.",
    level: "In Gruppen und Kanälen benachrichtigen bei",
    levelHint:
      "Bei Direktnachrichten wirst du immer benachrichtigt. Ein Raum kann eine eigene Einstellung haben: unten oder in seinem Menü.",
    all: "Allen Nachrichten",
    mentions: "Erwähnungen",
    nothing: "Nie",
    rooms: "Räume mit eigener Einstellung",
    noRooms: "Keine: Für alle Räume gilt die Einstellung oben.",
    rule: (room) => `Einstellung für ${room}`,
    asAbove: "Standard",
    mutedUntil: (time) => `Stumm bis ${time}`,
    unmute: "Stummschaltung aufheben",
    offer: "Benachrichtigungen auf diesem Gerät einschalten?",
    offerYes: "Einschalten",
    offerNo: "Nicht jetzt",
  },
  privacy: {
    receipts: "Lesebestätigungen",
    receiptsHint: "Wenn ausgeschaltet, sieht niemand, ob du eine Nachricht gelesen hast.",
    visible: "Anderen zeigen, wann ich online bin",
    visibleHint:
      "Wenn ausgeschaltet, erscheinst du für alle offline, und niemand sieht, wann du zuletzt da warst.",
    blocked: "Blockierte Personen",
    blockedHint:
      "Sie können dir nicht schreiben und dich nicht erwähnen, und ihre Nachrichten anderswo sind für dich ausgeblendet.",
    noBlocked: "Du hast niemanden blockiert. Blockieren kannst du im Profil einer Person.",
    unblock: "Nicht mehr blockieren",
    unblockWho: (name) => `${name} nicht mehr blockieren`,
  },
  devices: {
    hint: "Hier bist du angemeldet. Melde Geräte ab, die du nicht kennst, und ändere dann dein Passwort.",
    unknown: "Unbekanntes Gerät",
    name: (client, system) => (system === "" ? client : `${client} (${system})`),
    current: "Dieses Gerät",
    lastUsed: (when) => `Zuletzt verwendet: ${when}`,
    since: (date) => `Angemeldet seit ${date}`,
    signOut: "Abmelden",
    signOutWhich: (device) => `${device} abmelden`,
    signOutOthers: "Alle anderen Geräte abmelden",
    signedOut: (count) => n(count, { one: "# Gerät abgemeldet.", other: "# Geräte abgemeldet." }),
    only: "Du bist nirgendwo sonst angemeldet.",
  },
  password: {
    title: "Passwort",
    old: "Aktuelles Passwort",
    next: "Neues Passwort",
    change: "Passwort ändern",
    hint: "Dabei werden alle deine anderen Geräte abgemeldet.",
    changed: "Passwort geändert.",
    missing: "Bitte gib dein aktuelles Passwort ein.",
    wrong: "Falsches Passwort.",
  },
  data: {
    title: "Deine Daten",
    hint: "Eine Datei mit deinem Profil, deinen Einstellungen, Unterhaltungen und allen Nachrichten, die du lesen kannst.",
    save: "Meine Daten herunterladen",
    stop: "Abbrechen",
    progress: (count) => n(count, { one: "# Nachricht bisher …", other: "# Nachrichten bisher …" }),
    done: (count) => n(count, { one: "Fertig: # Nachricht.", other: "Fertig: # Nachrichten." }),
    incomplete: (rooms) =>
      n(rooms, {
        one: "Fertig, aber # Raum war nicht zu lesen. In der Datei steht, welcher.",
        other: "Fertig, aber # Räume waren nicht zu lesen. In der Datei steht, welche.",
      }),
    cache: "Auf diesem Gerät gespeichert",
    cacheHint:
      "Räume und Nachrichten werden hier gespeichert, damit Parlor schnell ist und offline funktioniert. Sie lassen sich neu laden.",
    clear: "Leeren",
    cleared: "Geleert. Nicht gesendete Nachrichten bleiben erhalten.",
  },
};
