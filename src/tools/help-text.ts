/** Characters of a line: what an ordinary terminal shows without breaking it. */
const WIDTH = 100;
const INDENT = "  ";
/** A first column wider than this has its second one below. */
const FIRST_MAX = 32;

/** Fills the lines of each paragraph. Lines that begin with a space stay as they are. */
export function wrap(text: string, width = WIDTH): string {
  return text
    .replaceAll(/(?<=\S)\n(?=\S)/g, " ")
    .split("\n")
    .flatMap((line) => wrapLine(line, width))
    .join("\n");
}

/** Two columns, the second one wrapped. */
export function columns(rows: readonly (readonly [first: string, second: string])[]): string {
  const lengths = rows.map(([first]) => first.length).filter((length) => length <= FIRST_MAX);
  const first = Math.max(0, ...lengths) + 2;
  const hanging = INDENT.length + first;
  const lines = rows.flatMap(([left, right]) => {
    const [top = "", ...below] = wrap(right, WIDTH - hanging).split("\n");
    const rest = below.map((line) => " ".repeat(hanging) + line);
    return left.length > FIRST_MAX
      ? [INDENT + left, " ".repeat(hanging) + top, ...rest]
      : [INDENT + left.padEnd(first) + top, ...rest];
  });
  return lines.join("\n");
}

function wrapLine(line: string, width: number): string[] {
  if (line.length <= width) return [line];
  const lines = [""];
  for (const word of line.split(" ")) {
    const last = lines.at(-1) ?? "";
    if (last !== "" && last.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = last === "" ? word : `${last} ${word}`;
  }
  return lines;
}
