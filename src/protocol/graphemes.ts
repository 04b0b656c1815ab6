let segmenter: Intl.Segmenter | undefined;

/**
 * A text as the characters people see (UAX #29). The first segmenter of a page costs some 25 ms, so none
 * is made before a text needs it: up to U+02FF, each visible code point is a character by itself.
 */
export function graphemesOf(text: string): readonly string[] {
  if (/^[\u0020-\u02ff]*$/.test(text)) return [...text];
  segmenter ??= new Intl.Segmenter();
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}
