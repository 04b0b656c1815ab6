import { admin as de } from "../language/de/admin.ts";
import { type AdminWords, admin as en } from "../language/en/admin.ts";
import { isolating } from "../language/isolate.ts";
import { type Language, language } from "../language/language.ts";

const texts: Record<Language, AdminWords> = { en: isolating(en), de: isolating(de) };

/** The texts of this page in the current language. */
export const adminWords = (): AdminWords => texts[language()];
