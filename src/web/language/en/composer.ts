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
    question: "Question",
    options: "Answers",
    option: (number: number) => `Answer ${number}`,
    remove: (number: number) => `Remove answer ${number}`,
    multiple: "Allow more than one answer",
    ask: "Create poll",
    questionMissing: "Enter a question.",
    optionsMissing: "A poll needs at least two answers.",
    duplicateOptions: "Two answers are the same.",
  },
  charactersLeft: (count: number) => n(count, { one: "# character left", other: "# characters left" }),
  charactersTooMany: (count: number) =>
    n(count, { one: "# character too many", other: "# characters too many" }),
};
