import { accept, isCode, type Refusal, type Result, refuse } from "../../protocol/codes.ts";
import type { ClientId } from "../../protocol/ids.ts";
import { ACK_TIMEOUT_MS } from "../../protocol/limits.ts";
import { type Failure, type QueueItem, type Reject, SendQueue } from "./queue.ts";

/** An action of this user that has not been answered yet. */
export interface PendingAction<A> extends QueueItem {
  readonly action: A;
  /** What goes over the wire instead of `action`, once the outgoing stage has made it; see `Stages`. */
  readonly prepared?: A;
  /** It counts as made no earlier than this, in Unix milliseconds by the device's clock; see `following`. */
  readonly made_after?: number;
}

/** The answer to an action. The device need not keep it any more. */
export interface Settled {
  readonly client_id: ClientId;
  readonly result: Result<null>;
}

/** How long ago an action was made, if not just now. */
export function ageOf(
  { created_at, made_after = created_at }: PendingAction<unknown>,
  now: number,
): { readonly age_ms?: number } {
  const made_at = Math.max(created_at, made_after);
  return now > made_at ? { age_ms: Math.round(now - made_at) } : {};
}

/** Actions in flight at most. */
const WINDOW_MAX = 16;

/**
 * Actions that have not been answered, in the order in which they were done. Each sets a state, so it is
 * sent again until it is answered; but a later action on the same thing ends an earlier one, so that no
 * repeat brings an old state back. Pure.
 */
export class ActionQueue<A> {
  readonly queue: SendQueue<PendingAction<A>>;
  readonly #keyOf: (action: A) => string | undefined;
  /** Carried out, but their effects have not been seen here, so they are still shown. */
  readonly #unseen = new Map<ClientId, PendingAction<A>>();

  /** `keyOf` names what an action sets, if a later action may simply replace an earlier one. */
  constructor(keyOf: (action: A) => string | undefined, { hasStage = false } = {}) {
    this.#keyOf = keyOf;
    this.queue = new SendQueue({
      windowMax: WINDOW_MAX,
      isDeduplicated: false,
      keepsOrder: false,
      keyOf: ({ action }) => keyOf(action),
      ...(hasStage && { needsStage: ({ prepared }) => prepared === undefined }),
    });
  }

  /** What is to be shown as if it were done, in order. */
  get pending(): readonly PendingAction<A>[] {
    if (this.#unseen.size === 0) return this.queue.items;
    return [...this.#unseen.values(), ...this.queue.items].sort((a, b) =>
      a.client_id < b.client_id ? -1 : 1,
    );
  }

  /**
   * An action that is made now, as it is to be kept. What was sent at once counts as made when it arrived, by a clock
   * that may go back when the object moves. So one that is made soon afterwards, and has to wait, could seem older by
   * its age alone, and be lost.
   */
  following(made: PendingAction<A>): PendingAction<A> {
    const made_after = (this.queue.lastSentAt ?? Number.NEGATIVE_INFINITY) + ACK_TIMEOUT_MS;
    return made_after > made.created_at ? { ...made, made_after } : made;
  }

  /** Adds an action, which stays back until it is `stored`. Returns those it supersedes. */
  add(pending: PendingAction<A>, isStored: boolean): Settled[] {
    return this.queue.add(pending, isStored).map(done);
  }

  /** Ends the actions with this key. One in flight is at least not repeated. */
  supersede(key: string): Settled[] {
    return this.queue.supersede(key).map(done);
  }

  /** Takes in the actions found on the device; see `SendQueue`. */
  adopt(
    found: readonly PendingAction<A>[],
    isOurs: (pending: PendingAction<A>) => boolean,
    isFresh: boolean,
  ): Settled[] {
    const known = found.filter(({ client_id }) => !this.#unseen.has(client_id));
    const late = known.filter((pending) => this.#isLate(pending));
    const adopted = this.queue.adopt(
      known.filter((pending) => !late.includes(pending)),
      isOurs,
      isFresh,
    );
    return [...late.filter(isOurs), ...adopted].map(done);
  }

  /** What was in flight may or may not have been carried out: what still counts is sent again. */
  disconnected(): Settled[] {
    return this.queue.disconnected().map(done);
  }

  /** It was carried out. If its effect is not here yet, it is shown until `seen`. */
  done(client_id: ClientId, isSeen: boolean): Settled[] {
    const pending = this.queue.accept(client_id);
    if (!pending) return [];
    if (!isSeen) this.#unseen.set(client_id, pending);
    return [done(pending)];
  }

  /** The effects of everything that was carried out before are here now. */
  seen(): void {
    this.#unseen.clear();
  }

  /** Takes a refusal. */
  refuse(reject: Reject, now: number, random: number): Settled[] {
    const outcome = this.queue.refuse(reject, now, random);
    if (outcome === "for_good") return this.fail(reject.client_id, refusalOf(reject));
    return outcome === "superseded" ? [done(reject)] : [];
  }

  /** It ends with a refusal, and no longer shows. */
  fail(client_id: ClientId, refusal: Refusal): Settled[] {
    return this.queue.remove(client_id) ? [{ client_id, result: refusal }] : [];
  }

  failAll(refusal: Refusal): Settled[] {
    return this.queue.own.flatMap(({ client_id }) => this.fail(client_id, refusal));
  }

  /** Whether a later action on the same thing has been carried out already. */
  #isLate({ client_id, action }: PendingAction<A>): boolean {
    const key = this.#keyOf(action);
    const isLater = (each: PendingAction<A>) =>
      this.#keyOf(each.action) === key && each.client_id > client_id;
    return key !== undefined && [...this.#unseen.values()].some(isLater);
  }
}

const done = ({ client_id }: { readonly client_id: ClientId }): Settled => ({
  client_id,
  result: accept(null),
});

/** A failure from the wire as the value a caller gets. */
const refusalOf = ({ code, message }: Failure): Refusal =>
  refuse(isCode(code) ? code : "internal", { detail: message });
