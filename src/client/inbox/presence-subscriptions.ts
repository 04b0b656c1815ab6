import type { UserId } from "../../protocol/ids.ts";
import type { Presence } from "../../protocol/inbox.ts";
import type { InboxDown, InboxUp } from "../../protocol/inbox-frames.ts";
import { PRESENCE_SUBSCRIPTIONS_MAX } from "../../protocol/limits.ts";
import { Alarm, type Clock } from "../clock.ts";
import { type Observable, Value } from "../observable.ts";

/** Milliseconds in which people who come into view are gathered into one frame. */
const GATHER_MS = 50;
/** Milliseconds between two frames at least: the inbox takes one a second. */
const INTERVAL_MS = 1_000;

interface Watched {
  readonly value: Value<Presence | undefined>;
  /** Subscribers. Without any, the person is kept until the inbox is told, for it still speaks of them. */
  watchers: number;
}

/**
 * Who of the people on the screen is there. A person is watched while anybody is subscribed to their
 * presence; the inbox is told all of them together, and again on each connection.
 */
export class PresenceSubscriptions {
  readonly #clock: Clock;
  /** Who came into view last comes last. */
  readonly #watched = new Map<UserId, Watched>();
  readonly #tell: Alarm;
  #send: ((frame: InboxUp) => void) | undefined;
  /** What the inbox was told on the connection of now. */
  #told = "";
  #nextAt = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#tell = new Alarm(clock, () => this.#watch());
  }

  /** Not known where nobody is subscribed, or the server cannot be heard. */
  of(user_id: UserId): Observable<Presence | undefined> {
    return {
      get: () => this.#watched.get(user_id)?.value.get(),
      subscribe: (listener) => {
        const watched = this.#begin(user_id);
        const stop = watched.value.subscribe(listener);
        let leave = () => {
          leave = () => {};
          stop();
          this.#end(watched);
        };
        return () => leave();
      },
    };
  }

  /** The inbox is caught up, and takes frames. */
  connected(send: (frame: InboxUp) => void): void {
    this.#send = send;
    this.#told = "";
    this.#soon();
  }

  disconnected(): void {
    this.#send = undefined;
    this.#tell.clear();
    this.#forget();
  }

  /** Nothing can be heard of anybody. */
  unknown(): void {
    for (const { value } of this.#watched.values()) value.set(undefined);
  }

  receive(frame: InboxDown): void {
    if (frame.type === "presence")
      for (const presence of frame.people) this.#watched.get(presence.user_id)?.value.set(presence);
    // Of the frames an inbox takes, only `watch` is limited.
    if (frame.type !== "error" || frame.code !== "rate_limited") return;
    this.#told = "";
    this.#nextAt = this.#clock.now() + (frame.retry_after_ms ?? INTERVAL_MS);
    this.#soon();
  }

  #begin(user_id: UserId): Watched {
    const watched = this.#watched.get(user_id) ?? {
      value: new Value<Presence | undefined>(undefined),
      watchers: 0,
    };
    watched.watchers++;
    this.#watched.delete(user_id);
    this.#watched.set(user_id, watched);
    this.#soon();
    return watched;
  }

  #end(watched: Watched): void {
    if (--watched.watchers > 0) return;
    // A list that is drawn anew leaves and comes back at once: nothing is asked again, nor forgotten.
    if (this.#send) this.#soon();
    else this.#forget();
  }

  #forget(): void {
    for (const [user_id, { watchers }] of this.#watched) if (watchers === 0) this.#watched.delete(user_id);
  }

  #soon(): void {
    if (this.#send && !this.#tell.isSet)
      this.#tell.set(Math.max(this.#clock.now() + GATHER_MS, this.#nextAt));
  }

  #watch(): void {
    this.#forget();
    const user_ids = [...this.#watched.keys()].slice(-PRESENCE_SUBSCRIPTIONS_MAX);
    const told = [...user_ids].sort().join();
    if (told === this.#told) return;
    this.#told = told;
    this.#nextAt = this.#clock.now() + INTERVAL_MS;
    this.#send?.({ type: "subscribe_presence", user_ids });
  }
}
