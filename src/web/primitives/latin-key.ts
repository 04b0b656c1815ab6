/**
 * The letter of a shortcut. On a keyboard of another script (Cyrillic, Greek, Hebrew, …) it is the one at the
 * same place of a Latin keyboard; where letters are Latin, it is what the key says, wherever it is.
 */
export function latinKey({ key, code }: Pick<KeyboardEvent, "key" | "code">): string {
  const isForeign = key.length > 0 && !/^[\u0020-\u007e]+$/.test(key);
  const letter = isForeign ? /^Key([A-Z])$/.exec(code)?.[1] : undefined;
  return letter === undefined ? key : letter.toLowerCase();
}
