/** How the bench writes numbers down. */

export const number = (value: number): string => Math.round(value).toLocaleString("en");
export const ms = (value: number): string => value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0);
export const sockets = (size: number): string => (size === 1 ? "1 socket" : `${number(size)} sockets`);
/** A count for each message: whole where it is, and never so short that it looks like none. */
export const each = (value: number): string =>
  value < 10 ? value.toFixed(2) : value.toFixed(value < 100 ? 1 : 0);

/** Lines up rows of cells: the first to the left, the others to the right. */
export function columns(rows: readonly (readonly string[])[]): string[] {
  const widths: number[] = [];
  for (const row of rows)
    row.forEach((cell, index) => (widths[index] = Math.max(widths[index] ?? 0, cell.length)));
  return rows.map((row) =>
    row
      .map((cell, index) => (index === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[index] ?? 0)))
      .join("   "),
  );
}
