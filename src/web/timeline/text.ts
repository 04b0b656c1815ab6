/**
 * A message's text cut into what is drawn differently. Text stays text: nothing here makes markup, so
 * nothing typed can become any. A richer notation adds kinds of pieces, not another way to draw.
 */
export type Piece =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "link"; readonly text: string; readonly href: string }
  | { readonly kind: "mention"; readonly text: string; readonly user_id: string };

/** A handle or name that was called on, as it may stand in the text. */
export interface Called {
  readonly user_id: string;
  readonly handle: string;
}

const LINK = /(?:https?:\/\/|mailto:|www\.)[^\s<>"“”«»]+/giu;
const PROTOCOLS = new Set(["http:", "https:", "mailto:"]);

export function pieces(text: string, called: readonly Called[] = []): Piece[] {
  const found: Piece[] = [];
  let from = 0;
  for (const match of text.matchAll(LINK)) {
    const shown = withoutTail(match[0]);
    const href = hrefOf(shown);
    // A link that starts inside a word is none: "xhttp://" or an address after an @.
    if (href === undefined || /[\p{L}\p{N}_@]$/u.test(text.slice(0, match.index))) continue;
    found.push(...mentions(text.slice(from, match.index), called), { kind: "link", text: shown, href });
    from = match.index + shown.length;
  }
  found.push(...mentions(text.slice(from), called));
  return found;
}

/** The address a link leads to; nothing where it is not one of the harmless kinds. */
export function hrefOf(shown: string): string | undefined {
  const address = /^www\./i.test(shown) ? `https://${shown}` : shown;
  const url = URL.parse?.(address) ?? null;
  if (url === null || !PROTOCOLS.has(url.protocol)) return undefined;
  return url.protocol === "mailto:" ? (url.pathname.includes("@") ? url.href : undefined) : url.href;
}

/** Full stops, commas and brackets that belong to the sentence and not to the address. */
function withoutTail(link: string): string {
  let shown = link;
  for (;;) {
    const last = shown.at(-1) ?? "";
    const opening = { ")": "(", "]": "[", "}": "{" }[last];
    const isTail =
      opening === undefined
        ? /[.,;:!?'’*_~…]/u.test(last)
        : occurrences(shown, last) > occurrences(shown, opening);
    if (!isTail) return shown;
    shown = shown.slice(0, -1);
  }
}

const occurrences = (text: string, character: string): number => text.split(character).length - 1;

function mentions(text: string, called: readonly Called[]): Piece[] {
  if (text === "") return [];
  if (called.length === 0) return [{ kind: "text", text }];
  const byHandle = new Map(called.map((each) => [each.handle.toLowerCase(), each]));
  const found: Piece[] = [];
  let from = 0;
  for (const match of text.matchAll(/@?[\p{L}\p{N}][\p{L}\p{N}_.-]*/gu)) {
    const word = match[0].replace(/[_.-]+$/u, "");
    const who = byHandle.get(word.replace(/^@/, "").toLowerCase());
    if (who === undefined) continue;
    if (match.index > from) found.push({ kind: "text", text: text.slice(from, match.index) });
    found.push({ kind: "mention", text: word, user_id: who.user_id });
    from = match.index + word.length;
  }
  if (from < text.length) found.push({ kind: "text", text: text.slice(from) });
  return found;
}

const ONLY_EMOJI =
  /^(?:\p{Extended_Pictographic}|\p{Emoji_Modifier}|\p{Regional_Indicator}|[\u200d\ufe0f\s])+$/u;
const graphemes = new Intl.Segmenter();

/** Whether a text is one to three emoji and nothing else: it is drawn large. */
export function isJumbo(text: string): boolean {
  if (text.length > 40 || !ONLY_EMOJI.test(text)) return false;
  const shown = [...graphemes.segment(text)].filter(({ segment }) => segment.trim() !== "").length;
  return shown >= 1 && shown <= 3;
}
