import { createSignal } from "solid-js";
import { en, type Words } from "./en.ts";

/** The languages of the app, each by its own name. English comes with it, others are loaded when chosen. */
export const languages = { en: "English", de: "Deutsch" } as const;
export type Language = keyof typeof languages;

const load: Record<Language, () => Promise<Words>> = {
  en: async () => en,
  de: async () => (await import("./de.ts")).de,
};

const KEY = "parlor.language";
const [spoken, setSpoken] = createSignal<{ readonly language: Language; readonly words: Words }>({
  language: "en",
  words: en,
});

/** Everything the app says, in the language chosen; read inside JSX or a memo, it follows a change at once. */
export const words = (): Words => spoken().words;
/** The language in use. */
export const language = (): Language => spoken().language;
/** The browser's own variant of the language in use ("en-GB", "de-AT"), for dates and numbers. */
export const locale = (): string => navigator.languages?.find((each) => isOf(each, language())) ?? language();

const isOf = (tag: string, of: string): boolean => tag === of || tag.startsWith(`${of}-`);
const isLanguage = (value: string | null): value is Language =>
  value !== null && Object.hasOwn(languages, value);

/** The choice of this device; without one, the first of the browser's languages that the app speaks. */
function preferred(): Language {
  try {
    const kept = localStorage.getItem(KEY);
    if (isLanguage(kept)) return kept;
  } catch {
    // Storage may be forbidden: the browser's languages then decide.
  }
  const known = Object.keys(languages).filter(isLanguage);
  for (const tag of navigator.languages ?? []) {
    const found = known.find((each) => isOf(tag.toLowerCase(), each));
    if (found !== undefined) return found;
  }
  return "en";
}

async function speak(next: Language): Promise<void> {
  const loaded = await load[next]();
  setSpoken({ language: next, words: loaded });
  document.documentElement.lang = next;
}

/** Awaited before the first paint, so that nothing is seen in one language and then in another. */
export async function startLanguage(): Promise<void> {
  // Other tabs of the app follow at once.
  addEventListener("storage", (event) => {
    if (event.key === KEY) void speak(preferred()).catch(() => undefined);
  });
  // Without a network another language may be out of reach; English always is there.
  await speak(preferred()).catch(() => undefined);
}

/** Rejects where the language cannot be loaded; the one in use then stays. */
export async function chooseLanguage(next: Language): Promise<void> {
  await speak(next);
  try {
    localStorage.setItem(KEY, next);
  } catch {
    // The choice then lasts as long as the page.
  }
}
