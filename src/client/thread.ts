import type { MessageId, RoomId } from "../protocol/ids.ts";
import { HISTORY_PAGE_MAX } from "../protocol/limits.ts";
import type { ClientParts } from "./client-parts.ts";
import { ThreadLog } from "./thread-log.ts";

/** A thread somebody looks at: reads it by pages, and again when the room has lost its place. */
export class Thread {
  readonly log: ThreadLog;
  readonly #parts: Pick<ClientParts, "call">;
  readonly #room_id: RoomId;
  readonly #changed: () => void;
  /** The reading that counts: a later one makes an earlier one void. */
  #turn = {};

  constructor(parts: ClientParts, room_id: RoomId, root: MessageId, changed: () => void) {
    this.log = new ThreadLog(root, parts.self);
    this.#parts = parts;
    this.#room_id = room_id;
    this.#changed = changed;
  }

  async read(): Promise<void> {
    const turn = {};
    this.#turn = turn;
    this.log.beginReading();
    this.#changed();
    let next: MessageId | "end" | undefined = 0;
    while (typeof next === "number") {
      next = await this.#readPage(next, turn);
      if (turn !== this.#turn) return;
    }
    this.log.endReading(next === "end");
    this.#changed();
  }

  /** The user has said whether they want to be told of replies. */
  followed(on: boolean): void {
    this.log.following = on;
    this.#changed();
  }

  /** Returns after which reply to go on, or nothing where the page did not come. */
  async #readPage(after: MessageId, turn: object): Promise<MessageId | "end" | undefined> {
    const asked = { room_id: this.#room_id, message_id: this.log.root, after, limit: HISTORY_PAGE_MAX };
    const page = await this.#parts.call("thread", asked);
    if (!page.ok || turn !== this.#turn) return undefined;
    const { messages, following } = page.value;
    if (following !== undefined) this.log.following = following;
    this.log.page(messages);
    const last = messages.at(-1)?.message_id;
    return messages.length > HISTORY_PAGE_MAX ? last : "end";
  }
}
