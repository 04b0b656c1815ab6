import { type Block, textOf } from "./tree.ts";

/** The text of a parsed message, without its notation. */
export const plainOf = (blocks: readonly Block[]): string => blocks.map(plainBlock).join("\n").trim();

function plainBlock(block: Block): string {
  switch (block.kind) {
    case "text":
      return block.children.map(textOf).join("");
    case "code":
      return block.text;
    case "quote":
      return block.children.map(plainBlock).join("\n");
    case "list":
      return block.items
        .map(({ number, blocks }) => {
          const mark = number === undefined ? "•" : `${number}.`;
          return `${mark} ${blocks.map(plainBlock).join("\n")}`;
        })
        .join("\n");
  }
}
