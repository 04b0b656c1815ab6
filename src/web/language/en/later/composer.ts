export const composer = {
  poll: {
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
};
