/**
 * The number words of one language: `n(3, { one: "# message", other: "# messages" })` is "3 messages".
 * The forms are those of Unicode's plural rules; `#` is the number, written as that language does.
 */
export function numbers(language: string) {
  const rules = new Intl.PluralRules(language);
  const format = new Intl.NumberFormat(language);
  return (count: number, forms: Forms): string =>
    (forms[rules.select(count)] ?? forms.other).replace("#", format.format(count));
}

export type Forms = { readonly other: string } & { readonly [form in Intl.LDMLPluralRule]?: string };
