export const shell = {
  join: {
    loading: "Checking the invitation …",
    invited: "You are invited to join",
    already: "You are already a member of",
    join: "Join",
    open: "Open",
    notNow: "Not now",
    invalid: "This invite link does not work",
    retry: "Try again",
  },
  lists: {
    more: "Show more",
    mentions: { title: "No mentions yet", text: "Messages that mention you appear here." },
    threads: {
      title: "No threads yet",
      text: "Threads you start, reply to or follow appear here.",
    },
    saved: {
      title: "No saved messages",
      text: "Choose “Save for later” in a message’s menu to keep it here.",
      remove: "Remove from saved",
      unreadable: "This message is no longer available to you",
      deleted: "This message was deleted",
    },
  },
  switcher: {
    title: "Go to",
    label: "Room or person",
    none: (typed: string) => `Nothing found for “${typed}”.`,
    empty: "No other rooms. Type a name to find somebody.",
    keys: "↑ ↓ to choose, Enter to open, Esc to close",
    newDm: "new conversation",
    kinds: { dm: "Person", group: "Group", channel: "Channel" },
  },
};
