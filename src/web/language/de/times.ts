import type { Words } from "../en.ts";

export const times: Words["times"] = {
  now: "jetzt",
  minutes: (count) => `${count} Min.`,
  lastSeen: {
    justNow: "gerade eben online",
    minutesAgo: (count) => `zuletzt online vor ${count} Min.`,
    at: (time) => `zuletzt online um ${time}`,
    yesterday: (time) => `zuletzt online gestern um ${time}`,
    on: (day) => `zuletzt online am ${day}`,
  },
};
