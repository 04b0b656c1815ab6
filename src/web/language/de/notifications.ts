import type { Words } from "../en.ts";

export const notifications: Words["notifications"] = {
  title: "Benachrichtigungen",
  offer: { text: "Benachrichtigungen auf diesem Gerät einschalten?", yes: "Einschalten", no: "Nicht jetzt" },
};
