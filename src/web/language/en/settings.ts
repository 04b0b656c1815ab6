export const settings = {
  theme: { title: "Theme", system: "As the system", light: "Light", dark: "Dark" },
  language: { title: "Language" },
};
