import { createSignal } from "solid-js";
import { plainOf } from "./plain-text.ts";
import { asTyped, type Block, hasNotation } from "./tree.ts";

type Parser = typeof import("./parse.ts");

/**
 * The parser is a sixth of all script, and most messages need none. So it comes beside the rooms and not before them;
 * for the moment until it is here, a text with notation shows as it was typed.
 */
const [parser, setParser] = createSignal<Parser>();

async function load(): Promise<void> {
  try {
    const loaded = await import("./parse.ts");
    setParser(() => loaded);
  } catch {
    // The network went. What is written stays readable, and the next network brings the rest.
    addEventListener("online", () => void load(), { once: true });
  }
}
void load();

/** The blocks of a message's text; inside JSX or a memo, it follows the parser's coming. */
export function blocksOf(text: string): readonly Block[] {
  return hasNotation(text) ? (parser()?.parseMessage(text) ?? asTyped(text)) : asTyped(text);
}

/** A message's words without the marks of its notation: for previews, quotes and notifications. */
export const plainText = (text: string): string => plainOf(blocksOf(text));
