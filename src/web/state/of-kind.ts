/** One of a union, if it is of a kind that is asked for: what a `<Match>` of Solid's draws with its type. */
export const ofKind = <T extends { readonly kind: string }, K extends T["kind"]>(
  value: T,
  kind: K,
): Extract<T, { kind: K }> | undefined =>
  value.kind === kind ? (value as Extract<T, { kind: K }>) : undefined;
