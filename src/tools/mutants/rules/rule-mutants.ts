/** By rule: the file, a text that stands in it exactly once, and what stands there where the rule is broken. */
export type RuleMutants = Readonly<Record<string, readonly [file: string, from: string, to: string]>>;
