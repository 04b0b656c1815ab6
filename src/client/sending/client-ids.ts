import { v7 } from "uuid";
import { ClientId } from "../../protocol/ids.ts";
import { CLIENT_ID_MAX_AHEAD_MS } from "../../protocol/limits.ts";
import type { Clock } from "../clock.ts";

/**
 * If the clock goes back by more than this many milliseconds, its new time counts. Below, the ids go on from
 * where they were, so that what was sent earlier sorts before; servers accept ids that far ahead.
 */
const CLOCK_BACK_MAX_MS = CLIENT_ID_MAX_AHEAD_MS / 2;

/**
 * Makes client_ids whose order as strings is the order in which they were made, so that a user's messages
 * sort the same in every tab. With `random`, the same seed makes the same ids.
 */
export function clientIds(clock: Pick<Clock, "now">, random?: () => number): () => ClientId {
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
