import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { inkOn, personColours } from "../../src/web/primitives/colour.ts";

/** What can be read on what: WCAG 2.2, 1.4.3 asks 4.5 of text, 1.4.11 asks 3 of what marks a control. */

const css = readFileSync("src/web/styles/tokens.css", "utf8");
const themes = ["light", "dark"] as const;
type Theme = (typeof themes)[number];

/** `--name: light-dark(#…, #…)`, or one colour for both. */
const tokens = new Map(
  [...css.matchAll(/^ {2}--([\w-]+): (?:light-dark\((#\w{6}), (#\w{6})\)|(#\w{6}));$/gm)].map(
    ([, name = "", light, dark, both]) => [name, { light: light ?? both, dark: dark ?? both }],
  ),
);

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

function token(name: string, theme: Theme): string {
  const found = tokens.get(name)?.[theme];
  if (found === undefined) throw new Error(`no plain colour --${name}`);
  return found;
}

const grounds = ["ground", "raised", "sunken"];
const texts: readonly (readonly [ink: string, grounds: readonly string[]])[] = [
  ["ink", [...grounds, "own", "brass-tint", "danger-tint"]],
  ["ink-soft", grounds],
  ["own-soft", ["own"]],
  ["accent", grounds],
  ["on-accent", ["accent", "accent-strong"]],
  ["brass", grounds],
  ["on-brass", ["brass-fill"]],
  ["danger", [...grounds, "danger-tint"]],
];
const marks: readonly (readonly [mark: string, grounds: readonly string[]])[] = [
  ["field-line", grounds],
  ["focus", grounds],
  ["online", ["ground", "raised"]],
];

const pairs = (table: typeof texts) =>
  table.flatMap(([ink, all]) => all.flatMap((ground) => themes.map((theme) => ({ ink, ground, theme }))));

describe("contrast", () => {
  test.each(pairs(texts))("$ink can be read on $ground, $theme", ({ ink, ground, theme }) => {
    expect(contrast(token(ink, theme), token(ground, theme))).toBeGreaterThanOrEqual(4.5);
  });

  test.each(pairs(marks))("$ink can be seen on $ground, $theme", ({ ink, ground, theme }) => {
    expect(contrast(token(ink, theme), token(ground, theme))).toBeGreaterThanOrEqual(3);
  });

  test("letters can be read on every colour a person may have", () => {
    for (const colour of [...personColours, "#ffffff", "#000000", "#808080", "#777777"])
      expect(contrast(inkOn(colour), colour), colour).toBeGreaterThanOrEqual(4.5);
  });

  test("the measure is that of WCAG", () => {
    expect(contrast("#000000", "#ffffff")).toBeCloseTo(21);
    expect(contrast("#777777", "#ffffff")).toBeCloseTo(4.48, 2);
  });
});
