import { createSignal } from "solid-js";

export type Theme = "system" | "light" | "dark";
const KEY = "parlor.theme"; // Also read by public/theme.js, before the first paint.

const given = document.documentElement.dataset.theme;
const [theme, set] = createSignal<Theme>(given === "light" || given === "dark" ? given : "system");

export { theme };

export function setTheme(next: Theme): void {
  set(next);
  if (next === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = next;
  try {
    if (next === "system") localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, next);
  } catch {
    // Storage may be forbidden: the choice then lasts as long as the page.
  }
}
