import {
  chooseLanguage,
  languageChoice,
  languageChoices,
  languageNames,
  words,
} from "../language/language.ts";
import { Segments } from "../primitives/segments.tsx";
import { tellFailure } from "../primitives/toast.tsx";
import { appearance, densities, themes } from "../state/appearance.ts";

const names = new Map<string, string>(languageNames);

/** How the app looks on this device, and which language it speaks. */
export function AppearanceSection() {
  const said = () => words().settings;
  return (
    <div class="settings-part">
      <Segments
        title={said().theme.title}
        values={themes}
        label={(each) => said().theme[each]}
        chosen={appearance.theme()}
        onChoose={appearance.chooseTheme}
      />
      <Segments
        title={said().density.title}
        hint={said().density.hint}
        values={densities}
        label={(each) => said().density[each]}
        chosen={appearance.density()}
        onChoose={appearance.chooseDensity}
      />
      <Segments
        title={said().language.title}
        values={languageChoices}
        label={(each) => names.get(each) ?? said().language.system}
        lang={(each) => (each === "system" ? undefined : each)}
        chosen={languageChoice()}
        onChoose={(each) => void tellFailure(chooseLanguage(each))}
      />
    </div>
  );
}
