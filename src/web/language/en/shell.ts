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
    signInFirst: "You are invited to a room. Sign in or create an account to join.",
  },
};
