import type { Due } from "./alarm.ts";

/**
 * Carries what an object has committed to others: inboxes, the directory, other people's inboxes. A
 * follower compares what its audience knows with the current state, so it need not know what has
 * changed, only that something has. The object knows a list of followers and not their names.
 *
 * It never throws, and nothing waits for it. What it cannot deliver stays in the outbox until the
 * alarm calls `retry`.
 */
export interface Follower extends Due {
  /** Something has been committed. Called in the same turn, after the frames to the object's own sockets. */
  changed(): void;
  /** Whether everything has been delivered, so that the object may be deleted. */
  isIdle(): boolean;
  /** Another one has taken over: from now on this one calls nobody and writes nothing. */
  stop(): void;
}
