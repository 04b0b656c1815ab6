import type { Words } from "../en.ts";
import { numbers } from "../plural.ts";

const n = numbers("de");

export const files: Words["files"] = {
  picture: "Foto",
  video: "Video",
  audio: "Audio",
  pictures: (count) => n(count, { one: "# Foto", other: "# Fotos" }),
  several: (count) => n(count, { one: "# Datei", other: "# Dateien" }),
  attach: { pictures: "Foto oder Video", files: "Datei" },
  dropHere: "Dateien hier ablegen, um sie anzuhängen",
  bytes: (amount, unit) => `${amount} ${unit}`,
  tray: {
    tooLarge: (name, max) => `${name} ist größer als ${max} und kann nicht gesendet werden.`,
    tooMany: (max) => `Eine Nachricht hat höchstens ${max} Dateien.`,
    empty: "Ordner lassen sich nicht senden. Wähle die Dateien darin aus.",
  },
  longText: "Als Datei senden",
  open: (name) => `${name} öffnen`,
  download: (name) => `${name} herunterladen`,
  notThere: "Diese Datei lässt sich nicht laden.",
  uploaded: (percent) => `${percent} % hochgeladen`,
  waiting: "Wartet",
  pause: "Hochladen anhalten",
  resume: "Weiter hochladen",
  cancel: "Hochladen abbrechen",
};
