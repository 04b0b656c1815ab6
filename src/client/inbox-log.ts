import { assertNever } from "../protocol/codes.ts";
import type { MessageId, RoomId } from "../protocol/ids.ts";
import type { Conversation, InboxPosition } from "../protocol/inbox.ts";
import type { InboxDown, InboxUp } from "../protocol/inbox-frames.ts";
import { PROTOCOL_VERSION } from "../protocol/limits.ts";

export type InboxEffect =
  | { readonly type: "send"; readonly frame: InboxUp }
  | { readonly type: "current" }
  | { readonly type: "reconnect" }
  | { readonly type: "end"; readonly code: "protocol_too_old" }
  /** A read cursor has arrived; the device need not keep it. */
  | { readonly type: "settled"; readonly room_id: RoomId };

interface Read {
  readonly message_id: MessageId;
  /** The room's head in the inbox when the cursor was sent on the connection of now. */
  readonly sent_at_head?: number;
}

type Conversations = ReadonlyMap<RoomId, Conversation>;

/**
 * The client's end of its user's inbox: the conversations, and the read cursors the inbox does not
 * show yet. Each is sent once a connection, and again when the room's head has moved and the inbox
 * still shows an older one. Pure, like `RoomLog`.
 */
export class InboxLog {
  #conversations: Conversations = new Map();
  #position: InboxPosition | undefined;
  /** The list of a reload, until it is complete. */
  #reload: Conversations | undefined;
  #reads = new Map<RoomId, Read>();
  #isCurrent = false;

  get position(): InboxPosition | undefined {
    return this.#position;
  }

  /** As the server told them. */
  get conversations(): readonly Conversation[] {
    return [...this.#conversations.values()];
  }

  /** As a person sees them: what was read here is read, and the most recently active come first. */
  view(): readonly Conversation[] {
    return this.conversations
      .map((conversation) => ({ ...conversation, read: this.readOf(conversation.room_id) }))
      .sort((a, b) => b.active_at - a.active_at || (a.room_id < b.room_id ? -1 : 1));
  }

  readOf(room_id: RoomId): number {
    return Math.max(this.#conversations.get(room_id)?.read ?? 0, this.#reads.get(room_id)?.message_id ?? 0);
  }

  restore(position: InboxPosition, conversations: readonly Conversation[]): void {
    this.#position = position;
    this.#conversations = new Map(conversations.map((conversation) => [conversation.room_id, conversation]));
  }

  /** Moves a read cursor. Only ever forward: returns whether it moved. */
  read(room_id: RoomId, message_id: MessageId): boolean {
    if (message_id <= this.readOf(room_id)) return false;
    this.#reads.set(room_id, { message_id });
    return true;
  }

  connected(): InboxEffect[] {
    const position = this.#position;
    return [
      { type: "send", frame: { type: "hello", protocol: PROTOCOL_VERSION, ...(position && { position }) } },
    ];
  }

  disconnected(): void {
    this.#isCurrent = false;
    this.#reload = undefined;
    this.#reads = new Map([...this.#reads].map(([room_id, { message_id }]) => [room_id, { message_id }]));
  }

  /** The read cursors that are to be sent now; they count as sent. */
  due(): InboxEffect[] {
    if (!this.#isCurrent) return [];
    const due = [...this.#reads].filter(
      ([room_id, read]) => this.#headOf(room_id) > (read.sent_at_head ?? -1),
    );
    return due.map(([room_id, { message_id }]) => {
      this.#reads.set(room_id, { message_id, sent_at_head: this.#headOf(room_id) });
      return { type: "send", frame: { type: "read", room_id, message_id } };
    });
  }

  receive(frame: InboxDown): InboxEffect[] {
    switch (frame.type) {
      case "welcome":
        if (frame.min_protocol > PROTOCOL_VERSION) return [{ type: "end", code: "protocol_too_old" }];
        if (frame.mode === "reload") this.#reload = new Map();
        else if (!this.#isWithin(frame.head)) return this.#startOver();
        return [];
      case "conversations":
        return this.#take(frame.conversations);
      case "current":
        return this.#current(frame.position);
      case "error": // of a read cursor: it stays, and is sent again on the next connection
      case "pong":
        return [];
      default:
        return assertNever(frame);
    }
  }

  #take(changed: readonly Conversation[]): InboxEffect[] {
    if (this.#reload) {
      this.#reload = withChanges(this.#reload, changed);
      return [];
    }
    if (!this.#position) return [{ type: "reconnect" }];
    // A repeated frame is old news: it must not bring back a room that was left since.
    const known = this.#position.version;
    const news = changed.filter((conversation) => conversation.version > known);
    this.#conversations = withChanges(this.#conversations, news);
    const version = news.reduce((newest, conversation) => Math.max(newest, conversation.version), known);
    this.#position = { ...this.#position, version };
    return this.#settle(news);
  }

  #current(position: InboxPosition): InboxEffect[] {
    const reloaded = this.#reload;
    if (reloaded) this.#conversations = reloaded;
    else if (position.epoch !== this.#position?.epoch) return this.#startOver();
    this.#reload = undefined;
    this.#isCurrent = true;
    this.#position = {
      ...position,
      version: Math.max(position.version, reloaded ? 0 : (this.#position?.version ?? 0)),
    };
    return [...this.#settle(this.conversations), { type: "current" }];
  }

  /** Drops the cursors that have arrived, and those of rooms that were left. */
  #settle(shown: readonly Conversation[]): InboxEffect[] {
    const isSettled = ({ room_id, read, membership }: Conversation) =>
      this.#reads.has(room_id) &&
      (membership === "left" || read >= (this.#reads.get(room_id)?.message_id ?? 0));
    return shown.filter(isSettled).map(({ room_id }) => {
      this.#reads.delete(room_id);
      return { type: "settled", room_id };
    });
  }

  #isWithin(head: InboxPosition): boolean {
    return this.#position?.epoch === head.epoch && this.#position.version <= head.version;
  }

  #startOver(): InboxEffect[] {
    this.#position = undefined;
    return [{ type: "reconnect" }];
  }

  /** A cursor may be ahead of the inbox's knowledge of its room, and even of the room's being in it. */
  #headOf(room_id: RoomId): number {
    return this.#conversations.get(room_id)?.head ?? 0;
  }
}

/** Final states, in order of their version: each replaces what was known, and rooms that were left go. */
function withChanges(conversations: Conversations, changed: readonly Conversation[]): Conversations {
  const next = new Map(conversations);
  for (const conversation of changed) {
    if (conversation.version < (next.get(conversation.room_id)?.version ?? 0)) continue;
    if (conversation.membership === "left") next.delete(conversation.room_id);
    else next.set(conversation.room_id, conversation);
  }
  return next;
}
