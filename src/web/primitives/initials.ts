import { graphemesOf } from "../../protocol/graphemes.ts";

const first = (text: string): string => graphemesOf(text)[0] ?? "";

/** One or two letters that stand for a name, in any script. */
export function initials(name: string): string {
  const words = name.split(/[\s_.-]+/u).filter((word) => /^[\p{L}\p{N}]/u.test(word));
  const [one = name.trim(), ...rest] = words;
  return (first(one) + first(rest.at(-1) ?? "")).toLocaleUpperCase();
}
