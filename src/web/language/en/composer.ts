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
  doNotEdit: "Do not edit",
  doNotReply: "Do not reply",
  more: "More to say",
  suggestions: "Suggestions",
  suggested: (count: number) => n(count, { one: "# suggestion", other: "# suggestions" }),
  whole: { all: "everybody in the room", here: "those who have the room open" },
  poll: {
    new: "Poll",
    question: "Question",
    options: "Answers",
    option: (number: number) => `Answer ${number}`,
    remove: (number: number) => `Remove answer ${number}`,
    multiple: "More than one answer may be chosen",
    ask: "Ask",
    noQuestion: "Ask something.",
    noOptions: "A poll has two answers at least.",
    twice: "Two answers are the same.",
  },
  left: (count: number) => n(count, { one: "# character left", other: "# characters left" }),
  code: (language: string) => (language === "" ? "Code" : `Code (${language})`),
  copyCode: "Copy code",
  tooMany: (count: number) => n(count, { one: "# character too many", other: "# characters too many" }),
};
