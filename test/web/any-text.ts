import fc from "fast-check";

const character = fc
  .oneof(
    fc.integer({ min: 0, max: 0x2ff }),
    fc.integer({ min: 0, max: 0xd7ff }),
    fc.integer({ min: 0xe000, max: 0x10ffff }),
  )
  .map((code) => String.fromCodePoint(code));

/** Any text of Unicode. fast-check's own takes seconds to begin with. */
export const anyText = (maxLength = 20): fc.Arbitrary<string> =>
  fc.array(character, { maxLength }).map((characters) => characters.join(""));
