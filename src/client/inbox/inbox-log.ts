import { unreadKey } from "../../protocol/actions/inbox-actions.ts";
import { InboxAction, inboxCoalescingKeyOf } from "../../protocol/actions.ts";
import { assertNever, refuse } from "../../protocol/codes.ts";
import type { ClientId, MessageId, RoomId } from "../../protocol/ids.ts";
import {
  type Conversation,
  draftKey,
  type Entry,
  type InboxPosition,
  type KeyedEntry,
  keyOf,
  type Preview,
} from "../../protocol/inbox.ts";
import type { InboxDown, InboxUp } from "../../protocol/inbox-frames.ts";
import { PROTOCOL_VERSION } from "../../protocol/limits.ts";
import { ActionQueue, ageOf, type PendingAction, type Settled } from "../sending/action-queue.ts";
import { EMPTY_SNAPSHOT, type InboxSnapshot, withConversations, withEntries } from "./inbox-snapshot.ts";
import type { StoredRead } from "./inbox-store.ts";
import { conversationWithPending, type Entries, entriesWithPending } from "./optimistic-inbox.ts";
import { ReadCursors, type ReadDeps } from "./read-cursors.ts";
import { ShownEnds } from "./shown-ends.ts";

/** What comes in: the socket's frames, and the answer to an action over plain HTTP. */
export type InboxIn = InboxDown | { readonly type: "carried_out"; readonly client_id: ClientId };

export type InboxEffect =
  | { readonly type: "send"; readonly frame: InboxUp }
  | { readonly type: "current" }
  | { readonly type: "reconnect" }
  | { readonly type: "end"; readonly code: "protocol_too_old" }
  /** Keep it on the device, and say so with `stored`: until then it is not sent. */
  | { readonly type: "storeAction"; readonly pending: PendingAction<InboxAction> }
  | ({ readonly type: "storeRead" } & StoredRead)
  /** A read cursor has arrived, or is void; the device need not keep it. */
  | { readonly type: "readSettled"; readonly room_id: RoomId }
  /** An action has got its answer; the device need not keep it. */
  | ({ readonly type: "actionSettled" } & Settled)
  /** The answer to an action that is certain to be refused; nothing of it is on the device. */
  | ({ readonly type: "actionRefused" } & Settled);

/**
 * The client's end of the user's inbox: what it holds, and the actions and read cursors that the server
 * does not show yet. Pure, like `RoomLog`.
 */
export class InboxLog {
  readonly actions = new ActionQueue<InboxAction>(inboxCoalescingKeyOf);
  readonly #reads = new ReadCursors();
  readonly #ends = new ShownEnds();
  readonly #readDeps: ReadDeps = {
    headOf: (room_id) => this.#snapshot.conversations.get(room_id)?.head ?? 0,
    isFollowed: (room_id) => this.#ends.has(room_id),
  };
  #snapshot: InboxSnapshot = EMPTY_SNAPSHOT;
  #position: InboxPosition | undefined;
  /** What a reload brings, until it is complete. */
  #reload: InboxSnapshot | undefined;
  #isCurrent = false;
  #entries: Entries | undefined;

  get isCurrent(): boolean {
    return this.#isCurrent;
  }

  get position(): InboxPosition | undefined {
    return this.#position;
  }

  /** As the server sent them, with what this device knows of rooms that it shows. */
  get conversations(): readonly Conversation[] {
    return [...this.#snapshot.conversations.values()].map((each) => this.#ends.over(each));
  }

  /** As the server sent them, in the order of their versions. */
  get keyedEntries(): readonly KeyedEntry[] {
    return [...this.#snapshot.entries.values()];
  }

  /** As the user sees them. The arrays stay the same until something in them changes. */
  get entries(): Entries {
    this.#entries ??= entriesWithPending(this.#snapshot, this.actions.pending);
    return this.#entries;
  }

  /** Conversations as the user sees them: with pending actions applied, the most recently active first. */
  view(): readonly Conversation[] {
    return this.#shown(this.conversations).filter(
      ({ membership, request }) => membership !== "left" && !request,
    );
  }

  /** Invitations, and DMs that strangers have begun, as long as the user has not answered them. */
  requests(): readonly Conversation[] {
    return this.#shown(this.conversations.filter(isRequest)).filter(isRequest);
  }

  #shown(conversations: readonly Conversation[]): Conversation[] {
    return conversations
      .map((conversation) => this.#withPending(conversation))
      .sort((a, b) => b.active_at - a.active_at || (a.room_id < b.room_id ? -1 : 1));
  }

  /** How far a room has been read, whether or not the inbox shows it yet. */
  readOf(room_id: RoomId): number {
    const conversation = this.#snapshot.conversations.get(room_id);
    return conversation ? this.#withPending(conversation).read : this.#reads.of(room_id);
  }

  /** What the user has typed in a room, or in a thread of it, and not sent. */
  draftOf(room_id: RoomId, thread: MessageId | undefined): Entry | undefined {
    const key = draftKey({ room_id, thread });
    return this.entries.draft.find((draft) => keyOf(draft) === key);
  }

  restore(
    position: InboxPosition,
    conversations: readonly Conversation[],
    entries: readonly KeyedEntry[],
  ): void {
    this.#position = position;
    this.#show(withEntries(withConversations(EMPTY_SNAPSHOT, conversations), entries));
  }

  /** Moves a read cursor. It is kept on the device until the inbox shows it. Only ever forward. */
  read(room_id: RoomId, message_id: MessageId): InboxEffect[] {
    if (message_id <= this.readOf(room_id)) return [];
    this.#reads.set(room_id, message_id);
    const superseded = this.actions.supersede(unreadKey(room_id)).map(actionSettled);
    return [...superseded, { type: "storeRead", room_id, message_id }];
  }

  /** The end of a room is on the screen, live, with this message. Returns whether that is news. */
  showEnd(room_id: RoomId, newest: Preview): boolean {
    return this.#ends.show(room_id, newest);
  }

  hideEnd(room_id: RoomId): boolean {
    return this.#ends.hide(room_id);
  }

  /** Begins an action, which shows at once. */
  applyAction(made: PendingAction<InboxAction>): InboxEffect[] {
    const { client_id, action } = made;
    if (!InboxAction.safeParse(action).success)
      return [{ type: "actionRefused", client_id, result: refuse("bad_request") }];
    const pending = this.actions.following(made);
    const superseded = this.actions.add(pending, false).map(actionSettled);
    this.#entries = undefined;
    const isVoid = action.type === "mark_unread" && this.#reads.drop(action.room_id);
    const settled: InboxEffect[] = isVoid ? [{ type: "readSettled", room_id: action.room_id }] : [];
    return [...superseded, ...settled, { type: "storeAction", pending }];
  }

  /** The device has stored an action: it may be sent. */
  stored(pending: PendingAction<InboxAction>): InboxEffect[] {
    this.actions.queue.stored(pending);
    return [];
  }

  /** Takes in the actions found on the device; see `SendQueue`. */
  adopt(
    found: readonly PendingAction<InboxAction>[],
    isOurs: (pending: PendingAction<InboxAction>) => boolean,
    isFresh: boolean,
  ): InboxEffect[] {
    this.#entries = undefined;
    return this.actions.adopt(found, isOurs, isFresh).map(actionSettled);
  }

  /** Takes in the read cursors found on the device; see `ReadCursors`. */
  adoptReads(found: readonly StoredRead[], isOurs: boolean): void {
    const shown = (room_id: RoomId) => this.#snapshot.conversations.get(room_id)?.read ?? 0;
    this.#reads.adopt(
      found.filter(({ room_id, message_id }) => message_id > shown(room_id)),
      isOurs,
    );
  }

  connected(window: number): InboxEffect[] {
    this.actions.queue.connected(window);
    const position = this.#position;
    return [
      { type: "send", frame: { type: "hello", protocol: PROTOCOL_VERSION, ...(position && { position }) } },
    ];
  }

  disconnected(): InboxEffect[] {
    this.#isCurrent = false;
    this.#reload = undefined;
    this.#reads.disconnected();
    this.#ends.disconnected();
    return this.#actionSettled(this.actions.disconnected());
  }

  /** What is to be sent now; it counts as sent. If an action goes unanswered for too long, the client connects again. */
  due(now: number): InboxEffect[] {
    if (!this.#isCurrent) return [];
    if ((this.actions.queue.overdueAt ?? Number.POSITIVE_INFINITY) <= now) return [{ type: "reconnect" }];
    const actions = this.actions.queue.take(now).map(
      (each): InboxUp => ({
        type: "action",
        client_id: each.client_id,
        action: each.action,
        ...ageOf(each, now),
      }),
    );
    const reads = this.#reads.take(this.#readDeps, now).map((read): InboxUp => ({ type: "read", ...read }));
    // After what was read there.
    const room_ids = this.#ends.takeList();
    const follow: InboxUp[] = room_ids ? [{ type: "follow", room_ids }] : [];
    return [...actions, ...reads, ...follow].map((frame) => ({ type: "send", frame }));
  }

  /** When to ask `due` again, if nothing happens before. */
  dueAt(now: number): number | undefined {
    if (!this.#isCurrent) return undefined;
    const { overdueAt, heldUntil = 0 } = this.actions.queue;
    const times = [overdueAt, heldUntil > now ? heldUntil : undefined, this.#reads.dueAt(this.#readDeps)];
    const next = Math.min(...times.map((time) => time ?? Number.POSITIVE_INFINITY));
    return Number.isFinite(next) ? next : undefined;
  }

  receive(frame: InboxIn, now: number, random: number): InboxEffect[] {
    switch (frame.type) {
      case "welcome":
        if (frame.min_protocol > PROTOCOL_VERSION) return [{ type: "end", code: "protocol_too_old" }];
        if (frame.mode === "reload") this.#reload = EMPTY_SNAPSHOT;
        else if (!this.#isWithin(frame.head)) return this.#startOver();
        return [];
      case "conversations": {
        const fresh = this.#take(frame.conversations, withConversations);
        return fresh ? this.#settle(fresh) : [{ type: "reconnect" }];
      }
      case "entries":
        return this.#take(frame.entries, withEntries) ? [] : [{ type: "reconnect" }];
      case "current":
        return this.#current(frame.position);
      case "done":
        return this.#actionSettled(this.actions.done(frame.client_id, true));
      case "carried_out":
        return this.#actionSettled(this.actions.done(frame.client_id, false));
      case "reject":
        return this.#actionSettled(this.actions.refuse(frame, now, random));
      case "error": {
        // Without a client_id it was about a read cursor: it stays, and is sent again on the next connection.
        const { client_id } = frame;
        return client_id === undefined
          ? []
          : this.#actionSettled(this.actions.refuse({ ...frame, client_id }, now, random));
      }
      case "presence": // see `PresenceSubscriptions`
      case "pong":
        return [];
      default:
        return assertNever(frame);
    }
  }

  /** Returns what is new; undefined if there is nothing yet that it could change. */
  #take<T extends { readonly version: number }>(
    changed: readonly T[],
    put: (snapshot: InboxSnapshot, changed: readonly T[]) => InboxSnapshot,
  ): T[] | undefined {
    if (this.#reload) {
      this.#reload = put(this.#reload, changed);
      return [];
    }
    if (!this.#position) return undefined;
    // A repeated frame must not bring back a room that was left since.
    const known = this.#position.version;
    const fresh = changed.filter((each) => each.version > known);
    const version = fresh.reduce((newest, each) => Math.max(newest, each.version), known);
    this.#position = { ...this.#position, version };
    this.#show(put(this.#snapshot, fresh));
    return fresh;
  }

  #current(position: InboxPosition): InboxEffect[] {
    const reloaded = this.#reload;
    if (reloaded) this.#show(reloaded);
    else if (position.epoch !== this.#position?.epoch) return this.#startOver();
    this.#reload = undefined;
    this.#isCurrent = true;
    this.#position = {
      ...position,
      version: Math.max(position.version, reloaded ? 0 : (this.#position?.version ?? 0)),
    };
    this.actions.seen();
    this.#entries = undefined;
    return [...this.#settle(this.conversations), { type: "current" }];
  }

  /** Drops the cursors that have arrived, and those of rooms that were left. */
  #settle(shown: readonly Conversation[]): InboxEffect[] {
    for (const each of shown) this.#ends.settle(this.#snapshot.conversations.get(each.room_id) ?? each);
    return this.#reads.settle(shown).map((room_id) => ({ type: "readSettled", room_id }));
  }

  #withPending(conversation: Conversation): Conversation {
    const read = this.#reads.of(conversation.room_id);
    return conversationWithPending(conversation, this.actions.pending, read, this.entries);
  }

  #show(snapshot: InboxSnapshot): void {
    this.#entries = undefined;
    this.#snapshot = snapshot;
  }

  #actionSettled(settled: readonly Settled[]): InboxEffect[] {
    if (settled.length > 0) this.#entries = undefined;
    return settled.map(actionSettled);
  }

  #isWithin(head: InboxPosition): boolean {
    return this.#position?.epoch === head.epoch && this.#position.version <= head.version;
  }

  #startOver(): InboxEffect[] {
    this.#position = undefined;
    return [{ type: "reconnect" }];
  }
}

const actionSettled = (settled: Settled): InboxEffect => ({ type: "actionSettled", ...settled });

const isRequest = ({ invitation, request }: Conversation): boolean =>
  invitation !== undefined || request === true;
