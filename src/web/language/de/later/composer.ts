import type { LaterWords } from "../../en-later.ts";

export const composer: LaterWords["composer"] = {
  poll: {
    question: "Frage",
    options: "Antworten",
    option: (number) => `Antwort ${number}`,
    remove: (number) => `Antwort ${number} entfernen`,
    multiple: "Mehrere Antworten erlauben",
    ask: "Umfrage erstellen",
    questionMissing: "Gib eine Frage ein.",
    optionsMissing: "Eine Umfrage braucht mindestens zwei Antworten.",
    duplicateOptions: "Zwei Antworten sind gleich.",
  },
};
