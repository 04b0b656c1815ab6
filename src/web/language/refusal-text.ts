import { codes, isCode, type Refusal } from "../../protocol/codes.ts";
import { words } from "./language.ts";

/**
 * What a user reads when a request is refused: in their language if there is a text for the code, else the
 * text in the protocol's table.
 */
export function refusalText(refusal: Pick<Refusal, "retry_after_ms"> & { readonly code: string }): string {
  const t = words().refusals;
  if (refusal.code === "rate_limited" && refusal.retry_after_ms !== undefined)
    return t.tooOften(seconds(refusal.retry_after_ms));
  return t.byCode[refusal.code] ?? (isCode(refusal.code) ? codes[refusal.code].text : t.unknown);
}

/** A wait, rounded up: "2 seconds". */
export const seconds = (ms: number): string => words().refusals.seconds(Math.max(1, Math.ceil(ms / 1000)));
