import * as z from "zod/mini";
import {
  BACKLOG_ASK_UNITS,
  BACKLOG_MAX_UNITS,
  BACKLOG_STEP_UNITS,
  BACKLOG_USER_MAX_UNITS,
} from "../../protocol/limits.ts";

/** What is kept of a backlog while the object sleeps. */
export const StoredBacklog = z.object({
  /** No less than what is unread, in UTF-16 units. */
  units: z.int(),
  /** What the client was asked to repeat, and how much it has read once it does. */
  asked: z.optional(z.object({ ack: z.string(), units: z.int() })),
});
export type StoredBacklog = Readonly<z.infer<typeof StoredBacklog>>;

/** The sockets of one user to an object, and what all of them together have not read, in UTF-16 units. */
export interface UserBacklog {
  sockets: number;
  units: number;
}

/**
 * How much a socket was sent that its client may not have read. The runtime buffers without a limit and
 * does not say how much, and a client that reads nothing can go on sending, so only a proof of reading
 * counts: from time to time the client is asked to repeat something that it cannot guess.
 *
 * What is stored is never less than the truth: it is written ahead, a step at a time. So an object that
 * sleeps between frames does not forget a reader who has stopped.
 */
export class Backlog {
  readonly #user: UserBacklog;
  #units: number;
  #stored: number;
  #asked: StoredBacklog["asked"];

  constructor(user: UserBacklog, stored: StoredBacklog = { units: 0 }) {
    this.#user = user;
    this.#units = stored.units;
    this.#stored = stored.units;
    this.#asked = stored.asked;
    user.sockets++;
    user.units += stored.units;
  }

  get units(): number {
    return this.#units;
  }

  /** Something was sent. Returns whether what is stored must be written. */
  sent(units: number): boolean {
    this.#units += units;
    this.#user.units += units;
    return this.#units > this.#stored;
  }

  get isFull(): boolean {
    return this.#units > BACKLOG_MAX_UNITS || this.#user.units > BACKLOG_USER_MAX_UNITS;
  }

  /** Whether it is time to ask the client how far it has read. */
  get isAskDue(): boolean {
    return this.#asked === undefined && this.#units >= BACKLOG_ASK_UNITS;
  }

  /** The client is being asked to repeat `ack`. */
  ask(ack: string): void {
    this.#asked = { ack, units: this.#units };
  }

  /** The client has repeated something. Returns whether it was what it had been asked. */
  acknowledge(ack: string): boolean {
    if (this.#asked?.ack !== ack) return false;
    this.#units -= this.#asked.units;
    this.#user.units -= this.#asked.units;
    this.#asked = undefined;
    return true;
  }

  /** The socket is gone. */
  end(): void {
    this.#user.sockets--;
    this.#user.units -= this.#units;
    this.#units = 0;
  }

  /** What to store from now on: a step ahead, so that not every frame is worth writing. */
  store(): StoredBacklog {
    this.#stored = this.#units + BACKLOG_STEP_UNITS;
    return { units: this.#stored, ...(this.#asked && { asked: this.#asked }) };
  }
}
