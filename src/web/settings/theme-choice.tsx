import { For } from "solid-js";
import { words } from "../language/language.ts";
import { setTheme, type Theme, theme } from "../theme.ts";

const themes: readonly Theme[] = ["system", "light", "dark"];

export function ThemeChoice() {
  return (
    <fieldset class="field">
      <legend class="label">{words().settings.theme.title}</legend>
      <div class="segments">
        <For each={themes}>
          {(each) => (
            <label>
              <input
                type="radio"
                name="theme"
                class="hidden"
                checked={theme() === each}
                onChange={() => setTheme(each)}
              />
              <span>{words().settings.theme[each]}</span>
            </label>
          )}
        </For>
      </div>
    </fieldset>
  );
}
