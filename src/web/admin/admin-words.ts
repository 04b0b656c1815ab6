import { isolating } from "../language/isolate.ts";
import { type Language, language } from "../language/language.ts";
import { de } from "./words-de.ts";
import { type AdminWords, en } from "./words-en.ts";

const texts: Record<Language, AdminWords> = { en: isolating(en), de: isolating(de) };

/** The texts of this page in the current language. */
export const adminWords = (): AdminWords => texts[language()];
