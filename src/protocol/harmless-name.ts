import { bytesOf } from "./file.ts";
import { FILE_NAME_MAX_BYTES } from "./limits.ts";

/** Names that Windows gives to devices, whatever their ending. */
const DEVICE_NAME = /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?:\.|$)/i;
/** Control characters, and those that turn the direction of writing or cannot be seen. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;
const UNSAFE = /[/\\:*?"<>|]/g;

/**
 * A name under which a file can be saved anywhere without harm: no path, nothing invisible or that turns the
 * writing around (so that `exe` cannot look like the beginning), no name of a device, not hidden.
 */
export function harmlessName(name: string): string {
  const plain = name
    .toWellFormed()
    .replace(INVISIBLE, "")
    .replace(UNSAFE, "_")
    .replace(/^[.\s]+/, "")
    .replace(/[.\s]+$/, "");
  const named = plain === "" ? "file" : plain;
  return shortened(DEVICE_NAME.test(named) ? `_${named}` : named);
}

/** At most 255 bytes, which is what file systems take, with its ending. */
function shortened(name: string): string {
  if (bytesOf(name) <= FILE_NAME_MAX_BYTES) return name;
  const ending = /\.[^.]{1,16}$/.exec(name)?.[0] ?? "";
  const characters = [...name.slice(0, name.length - ending.length)];
  while (bytesOf(characters.join("") + ending) > FILE_NAME_MAX_BYTES) characters.pop();
  return characters.join("") + ending;
}
