export const shell = {
  skip: "To the conversation",
  noFiles: "Files cannot be sent yet.",
  nothingOpen: {
    title: "Nothing open",
    text: "Choose a room on the left, or press Ctrl K and type where to.",
  },
  gettingStarted: {
    title: "Make yourself at home",
    text: "Find a person, start a group, or look which channels are already talking. It takes a minute.",
  },
  unknown: {
    title: "Nothing is here",
    text: "This address leads nowhere. It may have been cut off when it was copied.",
    home: "To your rooms",
  },
  join: {
    loading: "Looking where this leads …",
    invited: "You are invited to",
    already: "You are already in",
    join: "Come in",
    open: "Open",
    notNow: "Not now",
    invalid: "This link does not open anything",
    retry: "Try again",
    signInFirst: "You are invited to a room. Sign in, or make an account, to come in.",
  },
  lists: {
    more: "Show more",
    mentions: { title: "Nobody has called you yet", text: "Messages with your @handle come together here." },
    threads: {
      title: "No threads yet",
      text: "Threads you begin, answer or follow come together here, with their newest reply.",
    },
    saved: {
      title: "Nothing saved",
      text: "Choose “Save for later” at a message, and it waits for you here.",
      remove: "No longer keep for later",
      unreadable: "A message you can no longer read",
      deleted: "This message was deleted",
    },
  },
  switcher: {
    title: "Go to",
    label: "Room or person",
    none: (typed: string) => `Nothing here is called “${typed}”.`,
    empty: "You are in no other room. Type the name of somebody to write to.",
    keys: "↑ ↓ to choose, Enter to go there, Esc to stay here",
    newDm: "new conversation",
    kinds: { dm: "Person", group: "Group", channel: "Channel" },
  },
};
