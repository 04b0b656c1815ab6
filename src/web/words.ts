import { codes, isCode, type Refusal } from "../protocol/codes.ts";

/** What a person is told about a refusal. Only those that can be said better here than in the table. */
const better: Partial<Record<string, string>> = {
  wrong_credentials: "That handle and password do not go together.",
  handle_taken: "Somebody already has that handle. Try another one.",
  unavailable: "The server cannot be reached. Check your connection and try again.",
  internal: "Something went wrong on our side. Please try again.",
  last_owner: "You are the last owner. Somebody else has to become one before you can leave.",
};

export function sentence(refusal: Pick<Refusal, "retry_after_ms"> & { readonly code: string }): string {
  if (refusal.code === "rate_limited" && refusal.retry_after_ms !== undefined) {
    return `That was too often. Please try again in ${seconds(refusal.retry_after_ms)}.`;
  }
  return (
    better[refusal.code] ??
    (isCode(refusal.code) ? codes[refusal.code].text : "That did not work. Please try again.")
  );
}

export const seconds = (ms: number): string => {
  const count = Math.max(1, Math.ceil(ms / 1000));
  return count === 1 ? "1 second" : `${count} seconds`;
};

export const count = (n: number, one: string, many: string): string =>
  `${n.toLocaleString()} ${n === 1 ? one : many}`;

const and = new Intl.ListFormat("en-GB", { type: "conjunction" });

/** "Ann", "Ann and Bob", "Ann, Bob and 12 others". */
export function names(all: readonly string[], most = 3): string {
  if (all.length <= most) return and.format(all);
  const shown = all.slice(0, most - 1);
  return and.format([...shown, count(all.length - shown.length, "other", "others")]);
}
