import type { AttachedFile } from "../../protocol/file.ts";
import { language, words } from "../language/language.ts";
import type { FileIconName } from "./file-icons.tsx";

const UNITS = ["B", "kB", "MB", "GB"];

/** A size as people read it: 340 B, 1.2 MB. */
export function sizeText(bytes: number): string {
  let amount = bytes;
  let unit = 0;
  while (amount >= 1000 && unit < UNITS.length - 1) {
    amount /= 1000;
    unit++;
  }
  const digits = amount < 10 && unit > 0 ? 1 : 0;
  const shown = amount.toLocaleString(language(), { maximumFractionDigits: digits });
  return words().files.bytes(shown, UNITS[unit] ?? "");
}

const ARCHIVES = /\.(?:zip|gz|tgz|bz2|xz|7z|rar|tar|zst)$/i;

export function fileIcon({ name, type }: Pick<AttachedFile, "name" | "type">): FileIconName {
  if (type.startsWith("image/")) return "picture";
  if (type.startsWith("video/")) return "video";
  if (type.startsWith("audio/")) return "audio";
  return ARCHIVES.test(name) || /zip|gzip|7z/.test(type) ? "zip" : "file";
}

/**
 * A name as it is shown: what turns the writing around or cannot be seen is shown as a mark, so that nothing looks like
 * what it is not.
 */
export const shownName = (name: string): string => name.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, "\u00b7");
