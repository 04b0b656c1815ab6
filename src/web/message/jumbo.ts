import { graphemesOf } from "../../protocol/graphemes.ts";

const ONLY_EMOJI =
  /^(?:\p{Extended_Pictographic}|\p{Emoji_Modifier}|\p{Regional_Indicator}|[\u200d\ufe0f\u{e0020}-\u{e007f}\s])+$/u;

/** Whether a text is one to three emoji and nothing else, and so is drawn large. */
export function isJumbo(text: string): boolean {
  if (text.length > 40 || !ONLY_EMOJI.test(text)) return false;
  const shown = graphemesOf(text).filter((one) => one.trim() !== "").length;
  return shown >= 1 && shown <= 3;
}
