import { accept, assertNever, type Result } from "../protocol/codes.ts";
import { INBOX_SOCKET_PATH } from "../protocol/endpoints.ts";
import type { MessageId, RoomId } from "../protocol/ids.ts";
import type { Conversation, InboxPosition } from "../protocol/inbox.ts";
import { InboxDown, type InboxUp } from "../protocol/inbox-frames.ts";
import { type ClientParts, connectionOf } from "./client-parts.ts";
import { Alarm } from "./clock.ts";
import type { Connection, ConnectionState } from "./connection.ts";
import { type InboxEffect, InboxLog } from "./inbox-log.ts";
import type { Doors, Link } from "./link.ts";
import { Computed, type Observable } from "./observable.ts";
import { pollLink } from "./poll.ts";
import { socketLink } from "./socket.ts";

/** Milliseconds in which changes are gathered before the cache is written. */
const SAVE_MS = 1_000;

/** A user's list of conversations in use: joins the pure log to the connection, storage and time. */
export class Inbox {
  readonly conversations: Observable<readonly Conversation[]>;
  readonly connection: Observable<ConnectionState>;
  readonly #parts: ClientParts;
  readonly #log = new InboxLog();
  readonly #connection: Connection<InboxUp, InboxDown>;
  readonly #view: Computed<readonly Conversation[]>;
  readonly #save: Alarm;
  #link: Link<InboxUp> | undefined;
  #isClosed = false;

  constructor(parts: ClientParts) {
    this.#parts = parts;
    this.#view = new Computed(() => this.#log.view());
    this.conversations = this.#view;
    this.#save = new Alarm(parts.clock, () => void this.#write());
    this.#connection = connectionOf(parts, {
      doors: inboxDoors(parts, () => this.#log.position),
      onOpen: (link) => {
        this.#link = link;
        this.#go(this.#log.connected());
      },
      onFrame: (frame) => this.#go(this.#log.receive(frame)),
      onDown: () => {
        this.#link = undefined;
        this.#log.disconnected();
      },
    });
    this.connection = this.#connection.state;
    void this.#load();
  }

  /** Everything up to a message has been read. Forward only; kept on the device until the inbox shows it. */
  markRead(room_id: RoomId, message_id: MessageId): void {
    if (!this.#log.read(room_id, message_id)) return;
    void this.#parts.store.putRead({ room_id, message_id });
    this.#go([]);
  }

  wake(): void {
    this.#connection.wake();
  }

  close(code?: string): void {
    this.#isClosed = true;
    this.#connection.close(code);
    if (this.#save.isSet) void this.#write();
    this.#save.clear();
  }

  async #load(): Promise<void> {
    const { store } = this.#parts;
    const [saved, reads] = await Promise.all([store.inbox(), store.reads()]);
    if (this.#isClosed) return;
    if (saved) this.#log.restore(saved.position, saved.conversations);
    for (const { room_id, message_id } of reads) this.#log.read(room_id, message_id);
    this.#go([]);
    this.#connection.open();
  }

  #go(effects: readonly InboxEffect[]): void {
    for (const effect of effects) this.#do(effect);
    for (const effect of this.#log.due()) this.#do(effect);
    if (!this.#save.isSet && !this.#isClosed) this.#save.set(this.#parts.clock.now() + SAVE_MS);
    this.#view.changed();
  }

  #do(effect: InboxEffect): void {
    switch (effect.type) {
      case "send":
        return this.#link?.send(effect.frame);
      case "current":
        return this.#connection.live();
      case "reconnect":
        return this.#connection.reconnect();
      case "end":
        return this.#connection.close(effect.code);
      case "settled":
        return void this.#parts.store.deleteRead(effect.room_id);
      default:
        return assertNever(effect);
    }
  }

  async #write(): Promise<void> {
    const { position, conversations } = this.#log;
    if (position) await this.#parts.store.putInbox({ position, conversations });
  }
}

/** The two ways to the inbox. `position` is where the client stands now: polls go on from there. */
function inboxDoors(
  parts: ClientParts,
  position: () => InboxPosition | undefined,
): Doors<InboxUp, InboxDown> {
  const receive = async (wait_ms: number, signal: AbortSignal) => {
    const answer = await parts.call("syncInbox", { wait_ms, ...position() }, signal);
    return answer.ok ? accept(answer.value.frames) : answer;
  };
  const send = async (frame: InboxUp): Promise<Result<InboxDown[]>> => {
    if (frame.type === "hello") return accept([]);
    const { room_id, message_id } = frame;
    const answer = await parts.call("markRead", { room_id, message_id });
    return answer.ok ? accept([]) : answer;
  };
  return {
    socket: (listener) =>
      socketLink(parts.openSocket, parts.socketUrl + INBOX_SOCKET_PATH, parts.token(), InboxDown, listener),
    poll: (listener) => pollLink({ receive, send }, parts.clock, listener),
  };
}
