import type { ChangeId, MessageId, UserId } from "../../protocol/ids.ts";
import { NOTICES_MAX } from "../../protocol/limits.ts";
import type { Change, Position } from "../../protocol/room.ts";
import { asInHistory, isMessageChange, isNotice, type LogMessage, type Notice, patchedAll } from "./patch.ts";

export type Messages = readonly LogMessage[];

/**
 * The outcome of taking something in. `gap`: something before it is missing, so it was not taken.
 * `conflict`: it contradicts what is here, so what is here is no longer the room's log.
 */
export type Taken = "taken" | "gap" | "conflict";

/**
 * The end of a log: messages without holes up to the newest, in their current state, the notices among
 * them, and the position that follows from them. Its arrays are replaced, never changed, so snapshots stay
 * as they are.
 */
export class LogTail {
  messages: Messages = [];
  notices: readonly Notice[] = [];
  readonly #epoch: string;
  readonly #self: UserId;
  /** Undefined until it is known where the tail begins. */
  #message_id: MessageId | undefined;
  #change_id: ChangeId | undefined;

  constructor(epoch: string, self: UserId) {
    this.#epoch = epoch;
    this.#self = self;
  }

  get position(): Position {
    return { epoch: this.#epoch, message_id: this.#message_id ?? 0, change_id: this.#change_id ?? 0 };
  }

  get first(): MessageId {
    return this.messages[0]?.message_id ?? (this.#message_id ?? 0) + 1;
  }

  /** A resume or reload has brought everything up to here. */
  settle({ message_id, change_id }: Position): void {
    this.#message_id ??= message_id;
    this.#change_id = Math.max(this.#change_id ?? 0, change_id);
  }

  /** Takes the messages that continue the tail, up to the first that does not. */
  takeMessages(messages: Messages): Taken {
    const tail = [...this.messages];
    const taken = messages
      .map((message) => this.#takeMessage(message, tail))
      .find((each) => each !== "taken");
    this.messages = tail;
    return taken ?? "taken";
  }

  #takeMessage(message: LogMessage, tail: LogMessage[]): Taken {
    const next = (this.#message_id ?? message.message_id - 1) + 1;
    if (message.message_id > next) return "gap";
    if (message.message_id < next) {
      const known = tail[message.message_id - (tail[0]?.message_id ?? next)];
      return known && known.client_id !== message.client_id ? "conflict" : "taken";
    }
    this.#message_id = next;
    tail.push(asInHistory(message));
    return "taken";
  }

  /** Live changes have no holes: takes those that come next, up to the first that does not, and says whether that was all. */
  takeChanges(changes: readonly Change[]): { readonly fresh: readonly Change[]; readonly taken: Taken } {
    let known = this.#change_id ?? 0;
    const fresh: Change[] = [];
    for (const change of changes) {
      if (change.change_id > known + 1) break;
      if (change.change_id <= known) continue;
      fresh.push(change);
      known++;
    }
    this.#change_id = known;
    this.#apply(fresh);
    return { fresh, taken: (changes.at(-1)?.change_id ?? 0) <= known ? "taken" : "gap" };
  }

  /**
   * Takes the changes of a resume, which leaves out those that later ones made void. The position stays
   * where it is until `settle`: a resume that was cut off in the middle would otherwise go on after a
   * change, although another one of the same message was left out before it.
   */
  takeStates(changes: readonly Change[]): { readonly fresh: readonly Change[]; readonly taken: Taken } {
    const known = this.#change_id ?? 0;
    const fresh = changes.filter((change) => change.change_id > known);
    this.#apply(fresh);
    return { fresh, taken: "taken" };
  }

  #apply(changes: readonly Change[]): void {
    const last = this.notices.at(-1)?.change_id ?? 0;
    const notices = changes.filter(isNotice).filter((notice) => notice.change_id > last);
    if (notices.length > 0) this.notices = [...this.notices, ...notices].slice(-NOTICES_MAX);
    this.messages = patchedAll(this.messages, changes.filter(isMessageChange), this.#self);
  }
}
