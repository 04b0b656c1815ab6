import { For } from "solid-js";
import { toast } from "../elements/toast.tsx";
import { chooseLanguage, type Language, language, languages, words } from "../language/language.ts";

export function LanguageChoice() {
  const all = Object.keys(languages) as Language[];
  return (
    <fieldset class="field">
      <legend class="label">{words().settings.language.title}</legend>
      <div class="segments">
        <For each={all}>
          {(each) => (
            <label lang={each}>
              <input
                type="radio"
                name="language"
                class="hidden"
                checked={language() === each}
                onChange={() => chooseLanguage(each).catch(() => toast(words().refusals.unknown))}
              />
              <span>{languages[each]}</span>
            </label>
          )}
        </For>
      </div>
    </fieldset>
  );
}
