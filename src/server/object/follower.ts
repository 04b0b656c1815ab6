import type { Due } from "./alarm.ts";

/**
 * Somebody who must hear of what an object has committed: inboxes, the directory, other people's
 * inboxes. A follower compares what its audience knows with how things are, so it is not told what
 * has changed, only that something has; the object knows a list of followers and not their names.
 *
 * It never throws, and nobody waits for it: what it cannot deliver it keeps in the outbox, and
 * delivers when the alarm calls `retry`.
 */
export interface Follower extends Due {
  /** Something has been committed. Called in the same turn, after the object's own sockets were told. */
  changed(): void;
  /** Whether there is nothing left to tell, so that the object may be deleted. */
  isIdle(): boolean;
  /** Another one has taken over: from now on this one tells nobody anything, and writes nothing. */
  stop(): void;
}
