import { batch, createSignal } from "solid-js";
import { storedChoice } from "../state/stored-choice.ts";
import { en, type Words } from "./en.ts";
import type { LaterWords } from "./en-later.ts";
import { isolating } from "./isolate.ts";

/**
 * The languages of the app, each by its own name. English is built in; others are loaded when chosen. What
 * only views say that are loaded when they are first shown is a second part of each language.
 */
const languages = { en: "English", de: "Deutsch" } as const;
export type Language = keyof typeof languages;

const english = isolating(en);
const load: Record<Language, () => Promise<Words>> = {
  en: async () => english,
  de: async () => isolating((await import("./de.ts")).de),
};
const loadLater: Record<Language, () => Promise<LaterWords>> = {
  en: async () => isolating((await import("./en-later.ts")).enLater),
  de: async () => isolating((await import("./de-later.ts")).deLater),
};

const known = Object.keys(languages) as Language[];
export const languageNames = Object.entries(languages) as [Language, string][];
export type LanguageChoice = Language | "system";
const chosen = storedChoice<LanguageChoice>("parlor.language", ["system", ...known], "system");
const [spoken, setSpoken] = createSignal<{ readonly language: Language; readonly words: Words }>({
  language: "en",
  words: english,
});
const [later, setLater] = createSignal<LaterWords>();

/** All texts of the app in the current language. Read inside JSX or a memo, they follow a change at once. */
export const words = (): Words => spoken().words;
/** The same for views that `lazyView` loads, and for what they import. */
export function laterWords(): LaterWords {
  const loaded = later();
  if (loaded === undefined) throw new Error("whoever says this must be loaded by lazyView");
  return loaded;
}
/** The current language. */
export const language = (): Language => spoken().language;
/** The browser's own variant of the current language ("en-GB", "de-AT"), for dates and numbers. */
export const locale = (): string => navigator.languages?.find((each) => isOf(each, language())) ?? language();

const isOf = (tag: string, of: string): boolean => tag === of || tag.startsWith(`${of}-`);

/** The first of the browser's languages that the app speaks. */
function ofBrowser(): Language {
  for (const tag of navigator.languages ?? []) {
    const found = known.find((each) => isOf(tag.toLowerCase(), each));
    if (found !== undefined) return found;
  }
  return "en";
}

let wanted: Language = "en";
let isLaterWanted = false;

async function speak(next: Language): Promise<void> {
  wanted = next;
  const words = await load[next]();
  const more = isLaterWanted ? await loadLater[next]() : undefined;
  // Another language was chosen while this one was loading.
  if (wanted !== next) return;
  batch(() => {
    setSpoken({ language: next, words });
    setLater(more);
  });
  document.documentElement.lang = next;
}

/** Makes `laterWords` ready. */
export async function loadLaterWords(): Promise<void> {
  isLaterWanted = true;
  // The language may change while its words are loading.
  while (later() === undefined) {
    const loading = language();
    const more = await loadLater[loading]();
    if (language() === loading) setLater(more);
  }
}

/** The choice made on this device, or else the browser's language. */
function preferred(): Language {
  const choice = chosen.value();
  return choice === "system" ? ofBrowser() : choice;
}

/** Awaited before the first paint, so that the page never appears in one language and then in another. */
export async function startLanguage(): Promise<void> {
  // Other tabs of the app follow at once, and all of them when the browser's languages change.
  for (const event of ["storage", "languagechange"])
    addEventListener(event, () => void speak(preferred()).catch(() => undefined));
  // Without a network, another language may be out of reach; English is always there.
  await speak(preferred()).catch(() => undefined);
}

/** The choice made on this device: a language, or the browser's. */
export const languageChoice = chosen.value;
export const languageChoices: readonly LanguageChoice[] = ["system", ...known];

/** Rejects if the language cannot be loaded; the current one then stays. */
export async function chooseLanguage(next: LanguageChoice): Promise<void> {
  await speak(next === "system" ? ofBrowser() : next);
  chosen.choose(next);
}
