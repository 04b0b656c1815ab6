/** From none to dark, as Unicode orders them. */
export const TONES = ["", "\u{1f3fb}", "\u{1f3fc}", "\u{1f3fd}", "\u{1f3fe}", "\u{1f3ff}"] as const;

/** An emoji in a skin tone. Only for emoji that have skin tones. */
export function toned(emoji: string, tone: number): string {
  const sign = TONES[tone] ?? "";
  if (sign === "") return emoji;
  const [first = "", ...rest] = emoji;
  return first + sign + rest.join("").replace(/^\ufe0f/, "");
}
