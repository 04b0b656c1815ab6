/**
 * How search reads a text, on the server and on a device: folded words, each with its place in the text. Lower case,
 * diacritics folded either way; Chinese, Japanese, Korean and Thai one token a character, so that any two characters
 * in a row are found; code and handles whole and in parts (`fooBar`, `utf8`); an emoji is a token whatever its skin
 * tone. Everything else that is not blank is a symbol, which is not found by itself but counts beside a word: `C++`.
 */
export interface Token {
  readonly text: string;
  /** Where it stands in the text, in UTF-16 units. */
  readonly start: number;
  readonly end: number;
  readonly isSymbol: boolean;
  /** The words within a word: `foo` and `bar` of `fooBar`. */
  readonly parts?: readonly Token[];
}

/** Scripts that are written without spaces, or whose words grow endings without one. */
const ALONE =
  "\\p{sc=Han}\\p{sc=Hiragana}\\p{sc=Katakana}\\p{sc=Hangul}\\p{sc=Thai}\\p{sc=Lao}\\p{sc=Khmer}\\p{sc=Myanmar}ー";
const WORDLY = `[[\\p{L}\\p{N}]--[${ALONE}]]`;
const PICTURE = "\\p{Extended_Pictographic}[\\p{EMod}\\uFE0F\\u{E0020}-\\u{E007F}]*";
const TOKENS = new RegExp(
  [
    `(?<emoji>\\p{RI}{2}|[0-9#*]\\uFE0F?\\u20E3|${PICTURE}(?:\\u200D${PICTURE})*)`,
    // A syllable of Hangul that comes in its letters, as file names of a Mac do.
    `(?<alone>[\\u1100-\\u115F][\\u1160-\\u11A7][\\u11A8-\\u11FF]?|[${ALONE}]\\p{M}*)`,
    `(?<word>${WORDLY}(?:[${WORDLY}\\p{M}\\u200C\\u200D\\u00AD]|['’ʼ](?=\\p{L}))*)`,
    "(?<symbol>\\S)",
  ].join("|"),
  "gv",
);
/** Marks that readers may leave out or that are not seen: accents, points of Hebrew, vowels of Arabic, apostrophes. */
const DROPPED = new RegExp(
  [
    "[\\u0300-\\u036f\\u0483-\\u0487]",
    "[\\u0591-\\u05bd\\u05bf\\u05c1\\u05c2\\u05c4\\u05c5\\u05c7]",
    "[\\u0610-\\u061a\\u0640\\u064b-\\u065f\\u0670\\u06d6-\\u06ed]",
    "\\u00ad|\\u200c|\\u200d",
    "['’ʼ\\s]",
  ].join("|"),
  "g",
);
/** Letters that do not decompose into one that people type instead. */
const INSTEAD: Readonly<Record<string, string>> = {
  ...{ ß: "ss", æ: "ae", œ: "oe", ø: "o", ł: "l", đ: "d", ð: "d", þ: "th", ı: "i", ħ: "h", ŋ: "ng", ς: "σ" },
  ...{ ى: "ي", ی: "ي", ک: "ك", ة: "ه" },
};
const REPLACED = new RegExp(`[${Object.keys(INSTEAD).join("")}]`, "g");
const SKIN_AND_STYLE = /\p{EMod}|\uFE0F/gu;
// biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII, whatever it is for
const ASCII = /^[\x00-\x7f]*$/;
const INNER_WORDS = /\p{Lu}+(?!\p{Ll})|\p{Lu}?\p{Ll}+|\p{N}+/gu;
const HAS_INNER_WORDS = /\p{Ll}\p{Lu}|\p{Lu}{2}\p{Ll}|\p{L}\p{N}|\p{N}\p{L}/u;
/** Shorter words within a word would find too much. */
const INNER_MIN = 2;

/** A word as it is compared with others. */
function fold(word: string): string {
  if (ASCII.test(word)) return word.toLowerCase().replaceAll("'", "");
  return word
    .normalize("NFKD")
    .toLowerCase()
    .replace(DROPPED, "")
    .replace(REPLACED, (letter) => INSTEAD[letter] ?? letter)
    .normalize("NFC");
}

/** Whether a text has only characters whose lower case is all there is to fold. */
export const isPlain = (text: string): boolean => ASCII.test(text);

export function tokensOf(text: string): Token[] {
  if (isPlain(text)) return plainTokensOf(text);
  const tokens: Token[] = [];
  for (const { 0: found, index: start, groups } of text.matchAll(TOKENS)) {
    const end = start + found.length;
    if (groups?.symbol !== undefined)
      tokens.push({ text: found.normalize("NFKC"), start, end, isSymbol: true });
    else if (groups?.emoji !== undefined)
      tokens.push({ text: found.replace(SKIN_AND_STYLE, ""), start, end, isSymbol: false });
    else tokens.push(wordToken(found, start, end));
  }
  return tokens;
}

const BLANK = 0;
const SYMBOL = 1;
const DIGIT = 2;
const LOWER = 3;
const UPPER = 4;
/** What each character of ASCII is. */
const KINDS = Uint8Array.from({ length: 128 }, (_, code) => {
  const character = String.fromCharCode(code);
  if (/[a-z]/.test(character)) return LOWER;
  if (/[A-Z]/.test(character)) return UPPER;
  if (/[0-9]/.test(character)) return DIGIT;
  return /\s/.test(character) ? BLANK : SYMBOL;
});

/** The same for a text of ASCII, as most are, several times as fast. */
function plainTokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  const kindAt = (at: number): number => KINDS[text.charCodeAt(at)] ?? BLANK;
  for (let start = 0; start < text.length; ) {
    let kind = kindAt(start);
    let end = start + 1;
    if (kind === SYMBOL) tokens.push({ text: text.charAt(start), start, end, isSymbol: true });
    if (kind <= SYMBOL) {
      start = end;
      continue;
    }
    // Whether it may have words within, and whether it has to be folded.
    let isMixed = false;
    let isFolded = kind !== UPPER;
    for (; end < text.length; end++) {
      const next = kindAt(end);
      if (next > SYMBOL) {
        isMixed ||= next !== kind && !(kind === UPPER && next === LOWER && end === start + 1);
        if (next === UPPER) isFolded = false;
        kind = next;
      } else if (text.charAt(end) === "'" && kindAt(end + 1) >= LOWER) isFolded = false;
      else break;
    }
    if (isMixed) tokens.push(wordToken(text.slice(start, end), start, end));
    else {
      // To fold only the few that need it halves the time of all this.
      const word = text.slice(start, end);
      tokens.push({ text: isFolded ? word : fold(word), start, end, isSymbol: false });
    }
    start = end;
  }
  return tokens;
}

function wordToken(found: string, start: number, end: number): Token {
  const word = { text: fold(found), start, end, isSymbol: false };
  if (!HAS_INNER_WORDS.test(found)) return word;
  const parts = [...found.matchAll(INNER_WORDS)]
    .filter(([part]) => part.length >= INNER_MIN && part.length < found.length)
    .map(({ 0: part, index }) => ({
      text: fold(part),
      start: start + index,
      end: start + index + part.length,
      isSymbol: false,
    }));
  return parts.length > 0 ? { ...word, parts } : word;
}

/** UTF-16 units of a token in an index. */
const INDEXED_MAX = 64;
/** Symbols in a row that are found by themselves: `=>`, `:)`, `!==`. */
const RUN_MIN = 2;
const RUN_MAX = 8;

/** Symbols that stand without anything between them, from one place on. */
export function symbolRun(tokens: readonly Token[], from: number): string {
  let run = "";
  for (let at = from; tokens[at]?.isSymbol && (at === from || isGlued(tokens, at)); at++)
    run += tokens[at]?.text;
  return run;
}

/** Whether nothing stands between a token and the one before it. */
export const isGlued = (tokens: readonly Token[], at: number): boolean =>
  at > 0 && tokens[at]?.start === tokens[at - 1]?.end;

/** Collects the words of a text, for an index; with what makes `C++` and `C#` other words than `C`. */
export function indexWords(tokens: readonly Token[], words = new Set<string>()): Set<string> {
  for (let at = 0; at < tokens.length; at++) {
    const { text, isSymbol, parts } = tokens[at] as Token;
    if (isSymbol || text === "") continue;
    words.add(indexed(text));
    for (const part of parts ?? []) words.add(indexed(part.text));
    const next = isGlued(tokens, at + 1) ? tokens[at + 1] : undefined;
    if (next?.text === "#") words.add(indexed(`${text}#`));
    if (next?.text === "+" && symbolRun(tokens, at + 1).startsWith("++")) words.add(indexed(`${text}++`));
  }
  return words;
}

/** Collects the symbols of a text that are found by themselves, for an index. */
export function indexRuns(tokens: readonly Token[], runs = new Set<string>()): Set<string> {
  for (let at = 0; at < tokens.length; at++) {
    if (!tokens[at]?.isSymbol || (isGlued(tokens, at) && tokens[at - 1]?.isSymbol)) continue;
    const run = symbolRun(tokens, at);
    if (run.length >= RUN_MIN) runs.add(run.slice(0, RUN_MAX));
  }
  return runs;
}

/** A word as it stands in an index. */
export const indexed = (word: string): string => word.slice(0, INDEXED_MAX);
