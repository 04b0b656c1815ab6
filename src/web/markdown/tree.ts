/**
 * An element within a line. Text is always text: there is no kind for markup, so nothing typed can become
 * markup.
 */
export type Inline =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "code"; readonly text: string }
  | { readonly kind: "link"; readonly href: string; readonly children: readonly Inline[] }
  | { readonly kind: "strong" | "emphasis" | "strike"; readonly children: readonly Inline[] };

export type Block =
  | { readonly kind: "text"; readonly children: readonly Inline[] }
  | { readonly kind: "quote"; readonly children: readonly Block[] }
  | { readonly kind: "list"; readonly isNumbered: boolean; readonly items: readonly ListItem[] }
  | { readonly kind: "code"; readonly language: string; readonly text: string };

interface ListItem {
  /** As it was typed, whatever the numbers around it; undefined in a list with bullets. */
  readonly number: number | undefined;
  readonly blocks: readonly Block[];
}

/** Most messages have no notation at all, and one regular expression tells. */
const ANY_NOTATION = /[*_~`[\\]|^[^\S\n]*(?:>|(?:[-*]|\d{1,3}[.)])(?:\s|$))|https?:\/\/|mailto:|www\./imu;

export const hasNotation = (text: string): boolean => ANY_NOTATION.test(text);

/** A text without any notation. */
export const asTyped = (text: string): readonly Block[] => [
  { kind: "text", children: [{ kind: "text", text }] },
];

/** The text without its formatting. */
export const textOf = (inline: Inline): string =>
  "text" in inline ? inline.text : inline.children.map(textOf).join("");
