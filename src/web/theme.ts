import { createSignal } from "solid-js";

export type Theme = "system" | "light" | "dark";
const KEY = "parlor.theme"; // Also read by public/theme.js, before the first paint.

const themeOf = (name: string | null | undefined): Theme =>
  name === "light" || name === "dark" ? name : "system";
const [theme, set] = createSignal<Theme>(themeOf(document.documentElement.dataset.theme));

// Chosen in another tab.
addEventListener("storage", ({ key, newValue }) => key === KEY && show(themeOf(newValue)));

export { theme };

function show(next: Theme): void {
  set(next);
  if (next === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = next;
}

export function setTheme(next: Theme): void {
  show(next);
  try {
    if (next === "system") localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, next);
  } catch {
    // Storage may be forbidden: the choice then lasts as long as the page.
  }
}
