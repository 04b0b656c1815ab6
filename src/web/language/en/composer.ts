import { numbers } from "../plural.ts";

const n = numbers("en");

export const composer = {
  label: (name: string) => `Message to ${name}`,
  placeholder: "Write a message",
  send: "Send",
  save: "Save",
  editing: "Edit message",
  replyTo: (name: string) => `Reply to ${name}`,
  replyToYourself: "Reply to yourself",
  cancelEdit: "Do not edit",
  cancelReply: "Do not reply",
  more: "More to say",
  suggestions: "Suggestions",
  suggested: (count: number) => n(count, { one: "# suggestion", other: "# suggestions" }),
  roomMentions: { all: "everybody in the room", here: "those who have the room open" },
  poll: {
    new: "Poll",
    question: "Question",
    options: "Answers",
    option: (number: number) => `Answer ${number}`,
    remove: (number: number) => `Remove answer ${number}`,
    multiple: "More than one answer may be chosen",
    ask: "Ask",
    questionMissing: "Ask something.",
    optionsMissing: "A poll has two answers at least.",
    duplicateOptions: "Two answers are the same.",
  },
  charactersLeft: (count: number) => n(count, { one: "# character left", other: "# characters left" }),
  charactersTooMany: (count: number) =>
    n(count, { one: "# character too many", other: "# characters too many" }),
};
