import {
  chooseLanguage,
  languageChoice,
  languageChoices,
  languageNames,
  laterWords,
} from "../language/language.ts";
import { Segments } from "../primitives/segments.tsx";
import { toastFailure } from "../primitives/toast.tsx";
import { appearance, densities, layouts, themes } from "../state/appearance.ts";
import styles from "./settings.module.css";

const names = new Map<string, string>(languageNames);

/** The look of the app on this device, and its language. */
export function AppearanceSection() {
  const t = () => laterWords().settings;
  return (
    <div class={styles.part}>
      <Segments
        title={t().theme.title}
        values={themes}
        label={(each) => t().theme[each]}
        chosen={appearance.theme()}
        onChoose={appearance.chooseTheme}
      />
      <Segments
        title={t().layout.rooms}
        hint={t().layout.hint}
        values={layouts}
        label={(each) => t().layout[each]}
        chosen={appearance.roomLayout()}
        onChoose={appearance.chooseRoomLayout}
      />
      <Segments
        title={t().layout.dms}
        values={layouts}
        label={(each) => t().layout[each]}
        chosen={appearance.dmLayout()}
        onChoose={appearance.chooseDmLayout}
      />
      <Segments
        title={t().density.title}
        hint={t().density.hint}
        values={densities}
        label={(each) => t().density[each]}
        chosen={appearance.density()}
        onChoose={appearance.chooseDensity}
      />
      <Segments
        title={t().language.title}
        values={languageChoices}
        label={(each) => names.get(each) ?? t().language.system}
        lang={(each) => (each === "system" ? undefined : each)}
        chosen={languageChoice()}
        onChoose={(each) => void toastFailure(chooseLanguage(each))}
      />
    </div>
  );
}
