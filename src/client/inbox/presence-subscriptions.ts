import type { UserId } from "../../protocol/ids.ts";
import type { Presence } from "../../protocol/inbox.ts";
import type { InboxDown, InboxUp } from "../../protocol/inbox-frames.ts";
import { PRESENCE_SUBSCRIPTIONS_MAX } from "../../protocol/limits.ts";
import { Alarm, type Clock } from "../clock.ts";
import { type Observable, Value } from "../observable.ts";

/** Milliseconds for which users who come into view are gathered into one frame. */
const GATHER_MS = 50;
/** Milliseconds between two frames at least: the inbox takes one per second. */
const INTERVAL_MS = 1_000;

interface Subscription {
  readonly value: Value<Presence | undefined>;
  /** Without any, the user is kept until the inbox knows, because it still reports on them. */
  subscribers: number;
}

/**
 * The presence of the users on the screen. The inbox is asked about those who have a subscriber, all
 * together, and again on each connection.
 */
export class PresenceSubscriptions {
  readonly #clock: Clock;
  /** The user who came into view last comes last. */
  readonly #subscriptions = new Map<UserId, Subscription>();
  readonly #renewal: Alarm;
  #send: ((frame: InboxUp) => void) | undefined;
  /** The list the inbox has got on this connection. */
  #sent = "";
  #nextAt = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#renewal = new Alarm(clock, () => this.#renew());
  }

  /** Undefined without a subscriber, or while the server is out of reach. */
  of(user_id: UserId): Observable<Presence | undefined> {
    return {
      get: () => this.#subscriptions.get(user_id)?.value.get(),
      subscribe: (listener) => {
        const subscription = this.#begin(user_id);
        const stop = subscription.value.subscribe(listener);
        let leave = () => {
          leave = () => {};
          stop();
          this.#end(subscription);
        };
        return () => leave();
      },
    };
  }

  /** The inbox has caught up, and takes frames. */
  connected(send: (frame: InboxUp) => void): void {
    this.#send = send;
    this.#sent = "";
    this.#soon();
  }

  disconnected(): void {
    this.#send = undefined;
    this.#renewal.clear();
    this.#forget();
  }

  /** No presence is known any more. */
  unknown(): void {
    for (const { value } of this.#subscriptions.values()) value.set(undefined);
  }

  receive(frame: InboxDown): void {
    if (frame.type === "presence")
      for (const presence of frame.people) this.#subscriptions.get(presence.user_id)?.value.set(presence);
    // Of the frames an inbox takes, only this subscription is limited.
    if (frame.type !== "error" || frame.code !== "rate_limited") return;
    this.#sent = "";
    this.#nextAt = this.#clock.now() + (frame.retry_after_ms ?? INTERVAL_MS);
    this.#soon();
  }

  #begin(user_id: UserId): Subscription {
    const subscription = this.#subscriptions.get(user_id) ?? {
      value: new Value<Presence | undefined>(undefined),
      subscribers: 0,
    };
    subscription.subscribers++;
    this.#subscriptions.delete(user_id);
    this.#subscriptions.set(user_id, subscription);
    this.#soon();
    return subscription;
  }

  #end(subscription: Subscription): void {
    if (--subscription.subscribers > 0) return;
    // A list that is rendered again unsubscribes and comes back at once: nothing is asked again or forgotten.
    if (this.#send) this.#soon();
    else this.#forget();
  }

  #forget(): void {
    for (const [user_id, { subscribers }] of this.#subscriptions)
      if (subscribers === 0) this.#subscriptions.delete(user_id);
  }

  #soon(): void {
    if (this.#send && !this.#renewal.isSet)
      this.#renewal.set(Math.max(this.#clock.now() + GATHER_MS, this.#nextAt));
  }

  #renew(): void {
    this.#forget();
    const user_ids = [...this.#subscriptions.keys()].slice(-PRESENCE_SUBSCRIPTIONS_MAX);
    const list = [...user_ids].sort().join();
    if (list === this.#sent) return;
    this.#sent = list;
    this.#nextAt = this.#clock.now() + INTERVAL_MS;
    this.#send?.({ type: "subscribe_presence", user_ids });
  }
}
