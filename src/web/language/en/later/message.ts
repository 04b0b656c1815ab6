export const message = {
  deleting: { confirm: "Delete this message for everyone?", cancel: "Cancel", delete: "Delete" },
  forwarding: {
    title: "Forward to",
    find: "Find a room or person",
    none: "No rooms found.",
    done: (room: string) => `Forwarded to ${room}`,
  },
  reporting: {
    title: "Report this message",
    about: "Only the owners and admins of this room will see your report.",
    reason: "What is wrong with it?",
    send: "Send report",
    done: "Reported. Thank you.",
  },
  seenBy: {
    title: "Who has seen it",
    read: "Read",
    delivered: "Delivered",
    nobody: "Nobody yet.",
  },
  reactedWith: { title: "Who reacted" },
  versions: {
    title: "Earlier versions",
    until: (time: string) => `until ${time}`,
    none: "No earlier versions.",
  },
};
