export const shell = {
  skip: "Skip to conversation",
  noFiles: "Files cannot be sent yet.",
  nothingOpen: {
    title: "No room selected",
    text: "Choose a room on the left, or press Ctrl K to search.",
  },
  gettingStarted: {
    title: "Welcome to Parlor",
    text: "Find a person, start a group, or browse the channels.",
  },
  unknown: {
    title: "Page not found",
    text: "There is nothing at this address. The link may be incomplete.",
    home: "Go to your rooms",
  },
  join: {
    loading: "Checking the invitation …",
    invited: "You are invited to join",
    already: "You are already a member of",
    join: "Join",
    open: "Open",
    notNow: "Not now",
    invalid: "This invite link does not work",
    retry: "Try again",
    signInFirst: "You are invited to a room. Sign in or create an account to join.",
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
