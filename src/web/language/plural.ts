/**
 * Counts in one language: `n(3, { one: "# message", other: "# messages" })` is "3 messages". The forms are
 * those of Unicode's plural rules; `#` stands for the number as that language writes it.
 */
export function numbers(language: string) {
  let rules: Intl.PluralRules | undefined; // Created when first needed, because few counts are needed at startup.
  return (count: number, forms: Forms): string => {
    rules ??= new Intl.PluralRules(language);
    return (forms[rules.select(count)] ?? forms.other).replace("#", () => count.toLocaleString(language));
  };
}

export type Forms = { readonly other: string } & { readonly [form in Intl.LDMLPluralRule]?: string };
