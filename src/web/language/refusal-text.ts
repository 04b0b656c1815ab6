import { codes, isCode, type Refusal } from "../../protocol/codes.ts";
import { language, locale, words } from "./language.ts";

/** What a person is told about a refusal: in their language where it is known, else as the protocol's table says it. */
export function sentence(refusal: Pick<Refusal, "retry_after_ms"> & { readonly code: string }): string {
  const said = words().refusals;
  if (refusal.code === "rate_limited" && refusal.retry_after_ms !== undefined)
    return said.tooOften(seconds(refusal.retry_after_ms));
  return said.byCode[refusal.code] ?? (isCode(refusal.code) ? codes[refusal.code].text : said.unknown);
}

/** A wait, rounded up: "2 seconds". */
export const seconds = (ms: number): string => words().refusals.seconds(Math.max(1, Math.ceil(ms / 1000)));

/** "Ann", "Ann and Bob", "Ann, Bob, and 12 others". */
export function names(all: readonly string[], most = 3): string {
  const and = new Intl.ListFormat(language(), { type: "conjunction" });
  if (all.length <= most) return and.format(all);
  const shown = all.slice(0, most - 1);
  return and.format([...shown, words().elements.others(all.length - shown.length)]);
}

/** To be replaced by a plural in `language/`: it can count in English only. */
export const count = (n: number, one: string, many: string): string =>
  `${n.toLocaleString(locale())} ${n === 1 ? one : many}`;
