import { v7 } from "uuid";
import { ClientId } from "../../protocol/ids.ts";
import type { Clock } from "../clock.ts";

/** If the clock goes back by more than this many milliseconds, its new time counts. */
const CLOCK_BACK_MAX_MS = 60_000;

/**
 * Makes client_ids whose order as strings is the order in which they were made, so that a user's messages
 * sort the same in every tab. With `random`, the same seed makes the same ids.
 */
export function clientIds(clock: Clock, random?: () => number): () => ClientId {
  const fraction = random ?? Math.random;
  let msecs = 0;
  let seq = 0;
  return () => {
    const now = clock.now();
    if (now > msecs || now < msecs - CLOCK_BACK_MAX_MS) {
      msecs = now;
      seq = Math.floor(fraction() * 2 ** 31);
    } else {
      seq++;
    }
    const chosen = random && Uint8Array.from({ length: 16 }, () => Math.floor(random() * 256));
    return ClientId.parse(v7({ msecs, seq, ...(chosen && { random: chosen }) }));
  };
}
