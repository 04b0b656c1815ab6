export const markdown = {
  code: (language: string) => (language === "" ? "Code" : `Code (${language})`),
  copyCode: "Copy code",
};
