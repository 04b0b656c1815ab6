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

/** How many keys are read for each that is wanted: one thing may be found by several of its words. */
const KEYS_READ = 4;

/**
 * The first things that are found by what was typed, in the order of the words that find them. `read` gives the next
 * rows of the index after a word and an id, up to a word. One thing has so many words that others must not be crowded
 * out by them: it goes on until there are enough, which is soon, since texts are short.
 */
export async function findByWord<Id extends string, Row extends { readonly word: string }>(
  typed: string,
  limit: number,
  idOf: (row: Row) => Id,
  read: (range: { word: string; id: string; to: string; rows: number }) => Promise<readonly Row[]>,
): Promise<Row[]> {
  const found = new Map<Id, Row>();
  const rows = KEYS_READ * limit;
  const [from, to] = prefixRange(typed);
  let [word, id] = [from, ""];
  while (found.size < limit) {
    const page = await read({ word, id, to, rows });
    for (const row of page) if (!found.has(idOf(row))) found.set(idOf(row), row);
    const last = page.at(-1);
    if (!last || page.length < rows) break;
    [word, id] = [last.word, idOf(last)];
  }
  return [...found.values()].slice(0, limit);
}
