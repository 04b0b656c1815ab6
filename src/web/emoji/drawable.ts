/**
 * One emoji from each of Unicode's later versions. Every device of today can draw all of the earlier ones.
 */
const samples: readonly (readonly [version: number, emoji: string])[] = [
  [17, "🫪"],
  [16, "🫩"],
  [15, "🫨"],
  [14, "🫠"],
  [13, "🥲"],
];
const EDGE = 24;

let newest: number | undefined;

/** The newest version of emoji that this device can draw. Later ones would be empty boxes. */
export function newestDrawable(): number {
  newest ??= (canDraw("😀") ? samples.find(([, emoji]) => canDraw(emoji))?.[0] : undefined) ?? 0;
  // A device that draws no colours tells nothing, so it is offered everything. 15.1 came between two samples.
  return newest === 0 ? Number.POSITIVE_INFINITY : newest === 15 ? 15.1 : newest;
}

/** A font that has the emoji draws it in its own colours, whatever the colour of the text. */
function canDraw(emoji: string): boolean {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = EDGE;
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (context === null) return false;
  context.textBaseline = "top";
  context.font = `${EDGE - 4}px "Apple Color Emoji", "Segoe UI Emoji", "Noto Color Emoji", sans-serif`;
  const drawn = (colour: string): string => {
    context.clearRect(0, 0, EDGE, EDGE);
    context.fillStyle = colour;
    context.fillText(emoji, 0, 0);
    return context.getImageData(0, 0, EDGE, EDGE).data.join();
  };
  const black = drawn("#000");
  return black === drawn("#fff") && /[1-9]/.test(black);
}
