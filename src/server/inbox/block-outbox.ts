import type { UserId } from "../../protocol/ids.ts";
import type { InboxSql } from "./inbox-sql.ts";

/** What this needs of the world. */
export interface BlockPorts {
  /** Unix milliseconds. */
  now(): number;
  isBlocked(user_id: UserId): boolean;
  /** Tells the DM room with someone how it is; rejects where it could not. */
  tell(user_id: UserId, isBlocked: boolean): Promise<void>;
}

const RETRY_MIN_MS = 1_000;
const RETRY_MAX_MS = 5 * 60_000;

/**
 * Tells DM rooms who is blocked. What must be told is written before the first try and stays until
 * the room has taken it; the alarm is the second try. Calls go one after the other and say how
 * things are when they begin, so the last one a room gets is right.
 */
export class BlockOutbox {
  readonly #sql: InboxSql;
  readonly #ports: BlockPorts;
  #last: Promise<void> = Promise.resolve();

  constructor(sql: InboxSql, ports: BlockPorts) {
    this.#sql = sql;
    this.#ports = ports;
  }

  /** Writes down that a room must be told, and returns the first try. */
  owe(user_id: UserId): Promise<void> {
    this.#sql.owe({ user_id, failures: 0, retry_at: this.#ports.now() + RETRY_MIN_MS });
    return this.#queue(user_id, 0);
  }

  /** Tries again what is due. */
  async retry(): Promise<void> {
    for (const { user_id, failures, retry_at } of this.#sql.owed())
      if (retry_at <= this.#ports.now()) await this.#queue(user_id, failures);
  }

  /** When to try again. */
  due(): number | undefined {
    return this.#sql.owed()[0]?.retry_at;
  }

  #queue(user_id: UserId, failures: number): Promise<void> {
    this.#last = this.#last.then(() => this.#try(user_id, failures));
    return this.#last;
  }

  async #try(user_id: UserId, failures: number): Promise<void> {
    const isBlocked = this.#ports.isBlocked(user_id);
    try {
      await this.#ports.tell(user_id, isBlocked);
      if (this.#ports.isBlocked(user_id) === isBlocked) this.#sql.settle(user_id);
    } catch {
      const wait = Math.min(RETRY_MAX_MS, RETRY_MIN_MS * 2 ** failures);
      this.#sql.owe({ user_id, failures: failures + 1, retry_at: this.#ports.now() + wait });
    }
  }
}
