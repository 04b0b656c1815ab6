import { numbers } from "../plural.ts";

const n = numbers("en");

export const primitives = {
  copied: "Copied",
  cannotCopy: "Your browser does not allow copying here.",
  back: "Back",
  close: "Close",
  inRoom: (sender: string, room: string) => `${sender} in ${room}`,
  others: (count: number) => n(count, { one: "# other", other: "# others" }),
  update: { ready: "A new version is ready", reload: "Reload", later: "Later" },
  connection: {
    connecting: "Connecting …",
    slow: "Connected without WebSockets: messages may take a moment.",
    offline: "You are offline. Your messages will be sent when you are back online.",
    waiting: (wait: string) => `No connection. Trying again in ${wait}.`,
    elsewhere: "This room is up to date. Other rooms and online status may not be. Reconnecting …",
  },
};
