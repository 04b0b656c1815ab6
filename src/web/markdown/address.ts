import { UNSPACED } from "../../protocol/mention-text.ts";

/**
 * The longest address that becomes a link, in characters: twice what old browsers accepted. It bounds all
 * work.
 */
export const ADDRESS_MAX = 2_048;
/** The longest address of a mailbox in bytes (RFC 3696, erratum 1690). */
const MAIL_MAX = 254;

// An address ends at a character that changes the direction of writing, so that the link opens what is seen.
const FORBIDDEN = String.raw`\s<>"“”«»\u200e\u200f\u202a-\u202e\u2066-\u2069`;
/**
 * Dashes and dots of a sentence, and the punctuation of scripts that have no spaces around it: ， 。 「 」 （ ）.
 * Browsers write them as %EF%BC%8C and the like when an address is copied.
 */
const PUNCTUATION = [
  String.raw`\u2014\u2015\u2026\u3001-\u3003\u3008-\u3011\u3014-\u301f\u30fb\ufe10-\ufe19\ufe30-\ufe6b`,
  String.raw`\uff01\uff02\uff07-\uff0a\uff0c\uff0e\uff1a\uff1b\uff1c\uff1e\uff1f\uff3b\uff3d\uff5b-\uff65`,
].join("");
/** What a host may begin with. Anything else is not examined further. */
const HOST = String.raw`(?=[\p{L}\p{N}_]|\[[\d:a-f.]{2,45}\])`;
const ADDRESS = new RegExp(
  String.raw`(?:https?:\/\/|www\.)${HOST}[^${FORBIDDEN}${PUNCTUATION}]{1,${ADDRESS_MAX}}|mailto:[^${FORBIDDEN}${PUNCTUATION}]{1,${MAIL_MAX}}`,
  "iuy",
);
const TARGET = new RegExp(
  String.raw`(?:[^${FORBIDDEN}()]|\([^${FORBIDDEN}()]{0,${ADDRESS_MAX}}\)){1,${ADDRESS_MAX}}`,
  "iuy",
);
const AFTER_UNSPACED = new RegExp(`[${UNSPACED}]$`, "u");
const NEXT_WORD = new RegExp(
  String.raw`^(?:https?:\/\/)?[^/?#]{0,253}?\.(?:[a-z]{2,63}(?::\d{1,5})?)(?=[${UNSPACED}])`,
  "iu",
);
const PROTOCOLS = new Set(["http:", "https:", "mailto:"]);

/** The address that starts here, without the punctuation of its sentence; undefined if there is none. */
export function addressAt(text: string, at: number): string | undefined {
  // Nothing inside a word is an address: neither "xhttp://" nor what follows an @.
  const before = text.slice(Math.max(0, at - 2), at);
  if (/[\p{L}\p{N}_@]$/u.test(before) && !AFTER_UNSPACED.test(before)) return undefined;
  ADDRESS.lastIndex = at;
  const found = ADDRESS.exec(text)?.[0];
  const shown = found && withoutTail(withoutNextWord(found));
  return shown && hrefOf(shown) !== undefined ? shown : undefined;
}

/** What may stand in the brackets of a named link; it need not be a valid address. */
export function targetAt(text: string, at: number): string | undefined {
  TARGET.lastIndex = at;
  return TARGET.exec(text)?.[0];
}

/** Where a link leads; undefined if it is not one of the harmless kinds. */
export function hrefOf(shown: string): string | undefined {
  const isMail = /^mailto:/i.test(shown);
  if (isMail && !shown.includes("@")) return undefined;
  const url = URL.parse?.(/^www\./i.test(shown) ? `https://${shown}` : shown) ?? null;
  if (url === null || !PROTOCOLS.has(url.protocol) || (isMail && !url.pathname.includes("@")))
    return undefined;
  return url.href;
}

/**
 * The host to show beside a link whose text would mislead: text that looks like another address, or names
 * written with lookalike letters (a Cyrillic "а" in "apple").
 */
export function honestHost(words: string, href: string): string | undefined {
  const { protocol, host, pathname, username } = new URL(href);
  if (protocol === "mailto:") return words.includes("@") && !words.includes(pathname) ? pathname : undefined;
  const named = hostIn(words);
  if (named === undefined) return undefined;
  const isTheSame = username === "" && URL.parse?.(`${protocol}//${named}`)?.host === host;
  return isTheSame && !isLookalike(named) ? undefined : host;
}

/** The host that a text seems to name. */
function hostIn(words: string): string | undefined {
  const address = /https?:\/\/([^\s/?#]+)/i.exec(words)?.[1];
  return address ?? /(?:^|[\s@(])((?:[\p{L}\p{M}\p{N}_-]+\.)+\p{L}[\p{L}\p{M}\p{N}-]+)/u.exec(words)?.[1];
}

/** Unusual Latin letters, or Latin letters mixed with a script that resembles them. */
function isLookalike(host: string): boolean {
  const isMixed =
    /[a-z]/i.test(host) && /[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}]/u.test(host);
  const isOdd = (letter: string): boolean => letter > "\u017f" && /\p{Script=Latin}/u.test(letter);
  return isMixed || /[\p{Script=Cherokee}\p{Script=Lisu}]/u.test(host) || [...host].some(isOdd);
}

/**
 * A domain that begins in Latin letters ends in them: what follows in a script without spaces is the next word
 * of the sentence ("example.com을"). In a path it may be part of the address.
 */
function withoutNextWord(link: string): string {
  return NEXT_WORD.exec(link)?.[0] ?? link;
}

/** Full stops, commas and brackets that belong to the sentence and not to the address. */
function withoutTail(link: string): string {
  const open = { ")": 0, "]": 0, "}": 0 };
  for (const character of link) {
    const closing = CLOSING[character];
    if (closing !== undefined) open[closing]++;
    else if (character in open) open[character as keyof typeof open]--;
  }
  let end = link.length;
  for (; end > 0; end--) {
    const last = link[end - 1] ?? "";
    if (last in open && open[last as keyof typeof open] < 0) open[last as keyof typeof open]++;
    else if (!/[.,;:!?'‘’*_~`،؛؟۔।॥։።]/u.test(last)) break;
  }
  return link.slice(0, end);
}

const CLOSING: Readonly<Record<string, ")" | "]" | "}">> = { "(": ")", "[": "]", "{": "}" };
