export const times = {
  now: "now",
  minutes: (count: number) => `${count} min`,
  lastSeen: {
    justNow: "last seen just now",
    minutesAgo: (count: number) => `last seen ${count} min ago`,
    at: (time: string) => `last seen at ${time}`,
    yesterday: (time: string) => `last seen yesterday at ${time}`,
    on: (day: string) => `last seen on ${day}`,
  },
};
