import type { AttachedFile } from "../../protocol/file.ts";
import { language, words } from "../language/language.ts";
import { plainText } from "../markdown/notation.ts";
import type { IconName } from "../primitives/icon.tsx";

/** Short texts that stand for files. */

type Named = Pick<AttachedFile, "name" | "type">;

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

/** Several files in a few words: "3 photos", "Photo", the name of a single file. */
export function filesLabel(count: number, first: Named): string {
  const t = words().files;
  if (first.type.startsWith("image/")) return count === 1 ? t.picture : t.pictures(count);
  return count === 1 ? first.name : t.several(count);
}

/** A message in one line: its text, or what its files are. */
export function messageLabel({
  text,
  files,
}: {
  readonly text: string;
  readonly files?:
    | readonly Named[]
    | { readonly count: number; readonly name: string; readonly type: string }
    | undefined;
}): string {
  const plain = plainText(text);
  if (plain !== "" || !files) return plain;
  if ("count" in files) return filesLabel(files.count, files);
  const [first] = files;
  return first ? filesLabel(files.length, first) : plain;
}

const ARCHIVES = /\.(?:zip|gz|tgz|bz2|xz|7z|rar|tar|zst)$/i;

export function fileIcon({ name, type }: Named): IconName {
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
