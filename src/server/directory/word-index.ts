/**
 * Finds texts by the start of a word, with an ordinary index only: each text is stored once from each of
 * its words on ("ada lovelace", "lovelace"), folded, so a prefix is a range of keys.
 * LIKE would not do: it cannot use an index with a bound pattern, its wildcards would have to be escaped,
 * and D1 refuses patterns of more than 50 bytes.
 */

/** Lower case, without accents, one form of each character: both for what is stored and for the query. */
const fold = (text: string): string =>
  text
    .normalize("NFKD")
    .replace(/[\u0300-\u036f]/g, "")
    .toLowerCase()
    .trim();

/** The keys under which a text is found: the whole of it, and the rest of it from each word on. */
export function wordStarts(...texts: string[]): string[] {
  const keys = new Set<string>();
  for (const text of texts.map(fold)) {
    keys.add(text);
    for (const { index } of text.matchAll(/(?<![\p{L}\p{N}])[\p{L}\p{N}]/gu)) keys.add(text.slice(index));
  }
  keys.delete("");
  return [...keys];
}

/** The range of keys that begin with what was typed, without its end. */
export function prefixRange(typed: string): [from: string, to: string] {
  const prefix = fold(typed.replace(/^[@#]/, ""));
  return [prefix, `${prefix}\u{10ffff}`];
}
