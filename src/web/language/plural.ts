/**
 * The number words of one language: `n(3, { one: "# message", other: "# messages" })` is "3 messages".
 * The forms are those of Unicode's plural rules; `#` is the number, written as that language does.
 */
export function numbers(language: string) {
  let rules: Intl.PluralRules | undefined; // made when first needed: a start needs few words
  return (count: number, forms: Forms): string => {
    rules ??= new Intl.PluralRules(language);
    return (forms[rules.select(count)] ?? forms.other).replace("#", () => count.toLocaleString(language));
  };
}

export type Forms = { readonly other: string } & { readonly [form in Intl.LDMLPluralRule]?: string };
