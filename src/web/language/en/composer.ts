import { numbers } from "../plural.ts";

const n = numbers("en");

export const composer = {
  label: (name: string) => `Message ${name}`,
  placeholder: "Write a message",
  send: "Send",
  save: "Save",
  editing: "Edit message",
  replyTo: (name: string) => `Reply to ${name}`,
  replyToYourself: "Reply to yourself",
  cancelEdit: "Cancel edit",
  cancelReply: "Cancel reply",
  more: "More options",
  suggestions: "Suggestions",
  suggested: (count: number) => n(count, { one: "# suggestion", other: "# suggestions" }),
  roomMentions: { all: "everybody in the room", here: "people who have the room open" },
  poll: {
    new: "Poll",
  },
  charactersLeft: (count: number) => n(count, { one: "# character left", other: "# characters left" }),
  charactersTooMany: (count: number) =>
    n(count, { one: "# character too many", other: "# characters too many" }),
};
