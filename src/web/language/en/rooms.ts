import { numbers } from "../plural.ts";

const n = numbers("en");

export const rooms = {
  title: "Rooms",
  me: (name: string) => `Profile and settings of ${name}`,
  loading: "Loading your rooms …",
  notOnDevice: "Your rooms are not on this device yet. They will appear when you are connected.",
  filter: {
    label: "Filter rooms",
    onlyUnread: "Unread only",
    none: (typed: string) => `No room found for “${typed}”.`,
    allRead: "No unread messages.",
  },
  lists: {
    title: "All rooms",
    requests: "Requests",
    switcher: "Go to",
    switcherHint: "Go to a room or person (Ctrl K)",
    mentions: "Mentions",
    threads: "Threads",
    saved: "Saved",
    newCount: (count: number) => n(count, { one: "# new", other: "# new" }),
  },
  requests: {
    title: "Request",
    hint: "Invitations, and messages from people you do not know. They are not told whether you have seen them.",
    none: "No requests",
    writes: "wants to send you messages",
    toGroup: "invites you to the group",
    toChannel: "invites you to the channel",
    explain: (name: string) =>
      `You do not know ${name} yet. They will not see whether you have read this until you accept or reply.`,
    accept: "Accept",
    decline: "Decline",
    block: "Block",
  },
  sections: { pinned: "Pinned", dms: "Direct messages", rooms: "Groups and channels", muted: "Muted" },
  row: {
    online: "online",
    muted: "muted",
    mentions: (count: number) => n(count, { one: "# mention", other: "# mentions" }),
    unread: (count: number) => n(count, { one: "# unread message", other: "# unread messages" }),
    you: "You",
    deleted: "deleted message",
    empty: "No messages yet",
  },
  menu: {
    title: "Notifications",
  },
  gettingStarted: {
    title: "No rooms yet",
    text: "Start your first conversation:",
    person: { label: "Find a person", text: "Search by name or handle and send a message" },
    browse: { label: "Browse channels", text: "See what people are talking about" },
    group: { label: "Start a group", text: "Private, with the people you invite" },
    invited: "Do you have an invite link? Just open it.",
  },
  new: {
    open: "New",
  },
};
