import type { AttachedFile } from "../../protocol/file.ts";
import { words } from "../language/language.ts";
import { plainText } from "../markdown/notation.ts";

/** Short texts that stand for files. */

type Named = Pick<AttachedFile, "name" | "type">;

/** Several files in a few words: "3 photos", "Photo", the name of a single file. */
function filesLabel(count: number, first: Named): string {
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
