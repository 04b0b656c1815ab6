import { numbers } from "../plural.ts";

const n = numbers("en");

export const primitives = {
  copied: "Copied",
  cannotCopy: "The browser does not let this page copy.",
  back: "Back",
  close: "Close",
  inRoom: (sender: string, room: string) => `${sender} in ${room}`,
  others: (count: number) => n(count, { one: "# other", other: "# others" }),
  update: { ready: "A new version is ready", reload: "Reload", later: "Later" },
  connection: {
    connecting: "Connecting …",
    slow: "Connected the slow way: messages may take a moment.",
    offline: "You are offline. What you write is sent when you are back.",
    waiting: (wait: string) => `No connection. Trying again in ${wait}.`,
    elsewhere: "This room is up to date; other rooms, and who is online, may not be. Trying again …",
  },
};
