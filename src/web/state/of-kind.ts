/** The value if it is of the given kind, else undefined. It gives a `<Match>` the narrower type. */
export const ofKind = <T extends { readonly kind: string }, K extends T["kind"]>(
  value: T,
  kind: K,
): Extract<T, { kind: K }> | undefined =>
  value.kind === kind ? (value as Extract<T, { kind: K }>) : undefined;
