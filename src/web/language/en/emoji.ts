export const emoji = {
  picker: "Emoji",
};
