import type { Words } from "../en.ts";

export const times: Words["times"] = {
  now: "jetzt",
  minutes: (count) => `${count} Min.`,
  lastSeen: {
    justNow: "gerade noch hier",
    minutesAgo: (count) => `zuletzt hier vor ${count} Min.`,
    at: (time) => `zuletzt hier um ${time}`,
    yesterday: (time) => `zuletzt hier gestern um ${time}`,
    on: (day) => `zuletzt hier am ${day}`,
  },
};
