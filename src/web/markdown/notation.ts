import { createSignal } from "solid-js";
import { plainOf } from "./plain-text.ts";
import { asTyped, type Block, hasNotation } from "./tree.ts";

type Parser = typeof import("./parse.ts");

/**
 * The parser is a sixth of all script, and most messages do not need it. So it is loaded beside the rooms and
 * does not delay them; until it is there, a message shows its notation as it was typed.
 */
const [parser, setParser] = createSignal<Parser>();

async function load(): Promise<void> {
  try {
    const loaded = await import("./parse.ts");
    setParser(() => loaded);
  } catch {
    // The network failed. Messages stay readable, and the parser is loaded when the network is back.
    addEventListener("online", () => void load(), { once: true });
  }
}
void load();

/** The blocks of a message's text. Inside JSX or a memo, they update when the parser has been loaded. */
export function blocksOf(text: string): readonly Block[] {
  return hasNotation(text) ? (parser()?.parseMessage(text) ?? asTyped(text)) : asTyped(text);
}

/** A message's text without its notation, for previews, quotes and notifications. */
export const plainText = (text: string): string => plainOf(blocksOf(text));
