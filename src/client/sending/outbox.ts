import type { ClientId, MessageId, RoomId } from "../../protocol/ids.ts";
import type { Content } from "../../protocol/message.ts";
import type { Attachments } from "../files/outgoing-file.ts";
import { type Failure, type QueueItem, type Reject, SendQueue } from "./queue.ts";

/** A message this user sends, as the device stores it until the room has it. */
export interface OutgoingMessage extends QueueItem {
  readonly room_id: RoomId;
  readonly content: Content;
  /** Its files, which are uploaded before it leaves. */
  readonly attachments?: Attachments;
  /** What goes over the wire instead of `content`, once the outgoing stage has made it; see `Stages`. */
  readonly prepared?: Content;
}

/** Messages in flight at most. */
export const WINDOW_MAX = 64;

/**
 * The messages this user sends to one room that the room does not have yet, in the order they were
 * typed. The room takes each once, so all are sent again until they are seen in its log. Pure.
 */
export class Outbox {
  readonly queue: SendQueue<OutgoingMessage>;
  /** The ids of messages that the room has stored, and that the log here has not reached. */
  readonly #storedAs = new Map<ClientId, MessageId>();

  constructor({ hasStage = false } = {}) {
    this.queue = new SendQueue({
      windowMax: WINDOW_MAX,
      isDeduplicated: true,
      keepsOrder: true,
      needsStage: ({ prepared, attachments }) =>
        prepared === undefined && (hasStage || attachments !== undefined),
    });
  }

  /** The message has been seen in the room. Returns it if this tab waited for it. */
  acknowledge(client_id: ClientId): OutgoingMessage | undefined {
    this.#storedAs.delete(client_id);
    return this.queue.accept(client_id);
  }

  /** The room has it, but it has not been seen in the log here. */
  accepted(client_id: ClientId, message_id: MessageId): void {
    if (this.queue.answered(client_id)) this.#storedAs.set(client_id, message_id);
  }

  /** The log here has reached `message_id`. Returns the messages that are therefore in it. */
  reached(message_id: MessageId): OutgoingMessage[] {
    const ids = [...this.#storedAs].flatMap(([client_id, stored]) => (stored <= message_id ? client_id : []));
    return ids.flatMap((client_id) => {
      this.#storedAs.delete(client_id);
      return this.queue.remove(client_id) ?? [];
    });
  }

  /** What was in flight may or may not have arrived: all of it is sent again. */
  disconnected(): void {
    this.#storedAs.clear();
    this.queue.disconnected();
  }

  /** Takes a refusal. Returns the message if it has failed for good. */
  refuse(reject: Reject, now: number, random: number): OutgoingMessage | undefined {
    const { client_id, code, message } = reject;
    const outcome = this.queue.refuse(reject, now, random);
    return outcome === "for_good" ? this.fail(client_id, { code, message }) : undefined;
  }

  /** From now on it is sent again only if the user says so. */
  fail(client_id: ClientId, failure: Failure): OutgoingMessage | undefined {
    const before = this.queue.get(client_id);
    const failed = before && { ...before, failure };
    return failed && this.queue.replace(before, failed) ? failed : undefined;
  }

  failAll(failure: Failure): OutgoingMessage[] {
    return this.queue.own.flatMap(({ client_id }) => this.fail(client_id, failure) ?? []);
  }
}
