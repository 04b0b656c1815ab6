import { isolated } from "./isolate.ts";
import { language, words } from "./language.ts";

/** "Ann", "Ann and Bob", "Ann, Bob, and 12 others". */
export function names(people: readonly string[], most = 3): string {
  const all = people.map(isolated);
  const and = new Intl.ListFormat(language(), { type: "conjunction" });
  if (all.length <= most) return and.format(all);
  const shown = all.slice(0, most - 1);
  return and.format([...shown, words().primitives.others(all.length - shown.length)]);
}
