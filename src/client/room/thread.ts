import { type Code, recoveryFor } from "../../protocol/codes.ts";
import type { MessageId, RoomId } from "../../protocol/ids.ts";
import { HISTORY_PAGE_MAX } from "../../protocol/limits.ts";
import type { ClientDeps } from "../client-deps.ts";
import { Alarm } from "../clock.ts";
import type { Opener } from "../sending/stages.ts";
import { ThreadLog } from "./thread-log.ts";

/** First and longest wait, in milliseconds, before a reading that failed is tried again. */
const RETRY_MIN_MS = 1_000;
const RETRY_MAX_MS = 30_000;

/** A page that did not come. The code says whether to try again. */
type Failed = { readonly code: Code };

/**
 * An open thread: reads it page by page, again when the room has been reloaded, and again after a while
 * if a page did not come, because the room's own connection may last for hours.
 */
export class Thread {
  readonly log: ThreadLog;
  readonly #deps: Pick<ClientDeps, "call" | "clock">;
  readonly #room_id: RoomId;
  readonly #opener: Opener;
  readonly #changed: () => void;
  /** The reading that counts: a later one replaces an earlier one. */
  #turn = {};
  readonly #retry: Alarm;
  #failures = 0;

  constructor(deps: ClientDeps, room_id: RoomId, root: MessageId, opener: Opener, changed: () => void) {
    this.log = new ThreadLog(root, deps.self);
    this.#deps = deps;
    this.#room_id = room_id;
    this.#opener = opener;
    this.#changed = changed;
    this.#retry = new Alarm(deps.clock, () => void this.read());
  }

  async read(): Promise<void> {
    const turn = {};
    this.#turn = turn;
    this.#retry.clear();
    this.log.beginReading();
    this.#changed();
    let next: MessageId | "end" | Failed = 0;
    while (typeof next === "number") {
      next = await this.#readPage(next, turn);
      if (turn !== this.#turn) return;
    }
    this.log.endReading(next === "end");
    if (next === "end") this.#failures = 0;
    else if (recoveryFor(next.code) === "retry") this.#readLater();
    this.#changed();
  }

  /** The user has said whether they want to hear of replies. */
  followed(on: boolean): void {
    this.log.following = on;
    this.#changed();
  }

  /** It is not open any more. */
  close(): void {
    this.#turn = {};
    this.#retry.clear();
  }

  #readLater(): void {
    const wait = Math.min(RETRY_MAX_MS, RETRY_MIN_MS * 2 ** this.#failures++);
    this.#retry.set(this.#deps.clock.now() + wait);
  }

  /** Returns the reply after which to go on, or why the page did not come. */
  async #readPage(after: MessageId, turn: object): Promise<MessageId | "end" | Failed> {
    const asked = { room_id: this.#room_id, message_id: this.log.root, after, limit: HISTORY_PAGE_MAX };
    const page = await this.#deps.call("thread", asked);
    if (!page.ok) return page;
    if (turn !== this.#turn) return "end";
    const { messages, following } = page.value;
    if (following !== undefined) this.log.following = following;
    const opened = this.#opener.messages(messages);
    this.log.page(opened instanceof Promise ? await opened : opened);
    if (turn !== this.#turn) return "end";
    const last = messages.at(-1)?.message_id ?? 0;
    if (messages.length > HISTORY_PAGE_MAX) return last;
    // A page may also be short because it is heavy: its first message says which reply is the last one.
    const newest = messages[0]?.replies?.last_message_id ?? 0;
    return last > after && last < newest ? last : "end";
  }
}
