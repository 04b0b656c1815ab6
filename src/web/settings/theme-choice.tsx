import { For } from "solid-js";
import { setTheme, type Theme, theme } from "../theme.ts";

const themes: readonly { readonly value: Theme; readonly label: string }[] = [
  { value: "system", label: "As the system" },
  { value: "light", label: "Light" },
  { value: "dark", label: "Dark" },
];

export function ThemeChoice() {
  return (
    <fieldset class="field">
      <legend class="label">Theme</legend>
      <div class="segments">
        <For each={themes}>
          {(each) => (
            <label>
              <input
                type="radio"
                name="theme"
                class="hidden"
                checked={theme() === each.value}
                onChange={() => setTheme(each.value)}
              />
              <span>{each.label}</span>
            </label>
          )}
        </For>
      </div>
    </fieldset>
  );
}
