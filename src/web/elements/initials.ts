const graphemes = new Intl.Segmenter();
const first = (text: string): string => [...graphemes.segment(text)][0]?.segment ?? "";

/** One or two letters that stand for a name, in any script. */
export function initials(name: string): string {
  const words = name.split(/[\s_.-]+/u).filter((word) => /^[\p{L}\p{N}]/u.test(word));
  const [one = name.trim(), ...rest] = words;
  return (first(one) + first(rest.at(-1) ?? "")).toLocaleUpperCase();
}
