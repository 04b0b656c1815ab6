/** Colours a person can choose: equally strong, easy to tell apart, and unlike the app's red. */
export const personColours = [
  "#1f6f5c",
  "#3f7d3a",
  "#7c7a22",
  "#b3741b",
  "#b4532a",
  "#a8385a",
  "#8b4a9c",
  "#5f55ad",
  "#3c68b0",
  "#2b7f9e",
  "#6b6259",
  "#2f3b45",
] as const;

/**
 * Text colour that is readable on a colour: whichever has the higher contrast (WCAG 2.2, never below 4.5).
 */
export function inkOn(colour: string): "#ffffff" | "#060503" {
  const light = luminance(colour);
  return 1.05 / (light + 0.05) >= (light + 0.05) / 0.0516 ? "#ffffff" : "#060503";
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** A colour for something without one; always the same for the same id. */
export function colourOf(id: string): string {
  let hash = 0;
  for (const character of id) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) >>> 0;
  return personColours[hash % personColours.length] ?? personColours[0];
}
