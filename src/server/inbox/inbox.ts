import type * as z from "zod/mini";
import type { InboxAction, InboxActionOf } from "../../protocol/actions.ts";
import { accept, type Done, type Result, refuse } from "../../protocol/codes.ts";
import { dmMembers, kindOf, type MessageId, otherMember, RoomId, UserId } from "../../protocol/ids.ts";
import type { Conversation, EntryKind, InboxPosition, KeyedEntry, Settings } from "../../protocol/inbox.ts";
import type { InboxDown } from "../../protocol/inbox-frames.ts";
import { DECLINED_WAIT_MS, INBOX_PAGE, ROOMS_BURST, ROOMS_PER_MINUTE } from "../../protocol/limits.ts";
import type { Outbox } from "../object/outbox.ts";
import { bucket } from "../object/rate-limit.ts";
import { Acquaintances } from "./acquaintances.ts";
import {
  answered,
  isOwn,
  isRequest,
  looksSame,
  merge,
  readUpTo,
  type StoredConversation,
  same,
  shown,
  withinHead,
} from "./conversation.ts";
import { Entries } from "./entries.ts";
import { framesOf, welcome } from "./frames.ts";
import {
  applyEntryAction,
  type ConversationAction,
  conversationAfter,
  isAnswer,
  isOnConversation,
} from "./inbox-actions.ts";
import { LastSet } from "./last-set.ts";
import type { RequestAnswer, RoomUpdate } from "./room-update.ts";
import type { InboxTables } from "./tables/inbox-tables.ts";

const ROOMS_RATE = { burst: ROOMS_BURST, per_second: ROOMS_PER_MINUTE / 60 };

type Frames = readonly InboxDown[];

/** Conversations, and the position from which their changes follow. */
export interface Listed {
  readonly conversations: Conversation[];
  readonly position: InboxPosition;
}

/**
 * The rules of one user's inbox. Rooms report state, so every rule keeps the newest: repeats and late
 * arrivals change nothing. `version` counts the changes; a device that was away asks for what has
 * changed since its own version, and gets each conversation and entry once, as it is now. Methods that
 * change something return the frames that go to every device; whoever else must hear of it is
 * enqueued in the same transaction.
 */
export class Inbox {
  readonly user_id: UserId;
  readonly #tables: InboxTables;
  /** Whom the user knows. */
  readonly people: Acquaintances;
  readonly #entries: Entries;
  readonly #lastSet: LastSet;
  readonly #blocks: Pick<Outbox<null, UserId>, "enqueue">;
  readonly #answers: Pick<Outbox<RequestAnswer, RoomId>, "enqueue">;
  readonly #epoch: string;
  /** Rooms the user has just made, which may not have reported yet. */
  readonly #made = new Set<RoomId>();
  #version: number;
  #forgotten: number;

  /**
   * `user_id` and `epoch`, which is fresh randomness, are used only if the inbox is new. `blocks` takes the
   * people whose DM room must be told whether they are blocked, `answers` the rooms whose request was answered.
   */
  constructor(
    tables: InboxTables,
    user_id: UserId,
    epoch: string,
    blocks: Pick<Outbox<null, UserId>, "enqueue">,
    answers: Pick<Outbox<RequestAnswer, RoomId>, "enqueue">,
  ) {
    this.#tables = tables;
    this.#blocks = blocks;
    this.#answers = answers;
    tables.migrate(user_id, epoch);
    const stored = tables.info();
    this.user_id = stored.user_id;
    this.#epoch = stored.epoch;
    this.#forgotten = stored.forgotten;
    this.#version = tables.lastVersion();
    this.#entries = new Entries(
      tables.entries,
      () => ++this.#version,
      (version) => this.#forget(version),
    );
    this.people = new Acquaintances(this.user_id, tables, this.#entries);
    this.#lastSet = new LastSet(tables.lastSet, this.#entries);
  }

  // ---- what is asked --------------------------------------------------------------------------

  position(): InboxPosition {
    return { epoch: this.#epoch, version: this.#version };
  }

  listed(what: "list" | "requests"): Listed {
    return { conversations: this[what](), position: this.position() };
  }

  /** The user's rooms, latest first. */
  list(): Conversation[] {
    return this.#listed(isOwn);
  }

  /** The rooms in which the user may have sockets: all that they are in, also by a DM they have not agreed to. */
  memberRooms(): RoomId[] {
    const all = this.#tables.conversations.after(0);
    return all.filter(({ membership }) => membership !== "left").map(({ room_id }) => room_id);
  }

  /** What waits for the user's answer, latest first. */
  requests(): Conversation[] {
    return this.#listed(isRequest);
  }

  #listed(is: (conversation: StoredConversation) => boolean): Conversation[] {
    return this.#rooms()
      .filter(is)
      .sort((a, b) => b.active_at - a.active_at)
      .map(shown);
  }

  /** Entries of one kind, latest first: those older than a version, or the latest. */
  entries(kind: EntryKind, before = Number.MAX_SAFE_INTEGER, limit = INBOX_PAGE): KeyedEntry[] {
    return this.#tables.entries.page(kind, before, limit);
  }

  settings(): Settings {
    return this.#entries.settings();
  }

  isBlocked(user_id: UserId): boolean {
    return this.#entries.isBlocked(user_id);
  }

  // ---- rooms ----------------------------------------------------------------------------------

  /** Whether a room has ever reported. */
  knows(room_id: RoomId): boolean {
    return this.#tables.conversations.get(room_id) !== undefined;
  }

  /** Whether the user may make a room now; if so, it counts as made, and strangers as asked. One that exists already does not count. */
  makeRoom(room_id: RoomId, now: number, strangers = 0): Result<Done> {
    if (this.knows(room_id)) return accept({});
    const state = bucket(ROOMS_RATE, this.#tables.account.allowanceFullAt("rooms"), now);
    if ("wait" in state) return refuse("rate_limited", { retry_after_ms: state.wait });
    const asked = this.people.askStrangers(strangers, now);
    if (!asked.ok) return asked;
    this.#tables.account.putAllowanceFullAt("rooms", state.full_at);
    this.#made.add(room_id);
    return accept({});
  }

  /** Whether the same room has reported something newer before. */
  isOutdated({ room_id, change_id }: RoomUpdate): boolean {
    return change_id < (this.#tables.conversations.get(room_id)?.change_id ?? 0);
  }

  /** All frames that bring a device from its position to the present. */
  resume(position: InboxPosition | undefined, now: number): InboxDown[] {
    const head = this.position();
    const isKnown =
      position?.epoch === head.epoch &&
      position.version <= head.version &&
      position.version >= this.#forgotten;
    const { entries } = this.#tables;
    const [mode, conversations, changed] = isKnown
      ? ([
          "resume",
          this.#tables.conversations.after(position.version),
          entries.after(position.version),
        ] as const)
      : (["reload", this.#rooms(), entries.after(0).filter(({ entry }) => entry !== null)] as const);
    const frames = framesOf(conversations.map(shown), changed);
    return [welcome(mode, head, now), ...frames, { type: "current", position: head }];
  }

  // ---- what happens ---------------------------------------------------------------------------

  /** Takes what a room reports. `then` says what else becomes of the conversation by it. */
  apply(update: RoomUpdate, then: (next: StoredConversation) => StoredConversation = (next) => next): Frames {
    return this.#change(() => {
      const known = this.#tables.conversations.get(update.room_id);
      const next = merge(known, update);
      if (!known) this.#syncBlocksOf(update.room_id);
      // What a stranger writes mentions nobody, but the user may be about to answer.
      if (next.membership === "left" || next.request === "declined") this.#entries.leave(update.room_id);
      else if (next.request !== "asked") this.#entries.report(update, this.isOutdated(update));
      return then(withinHead(next));
    });
  }

  /**
   * The user has read up to here. Never moves back, and never past the head: what a socket of the room has shown
   * before its report is here counts once it is, and what no room can have shown does not count.
   */
  read(room_id: RoomId, message_id: MessageId): Frames {
    return this.#change(() => {
      const known = this.#tables.conversations.get(room_id);
      return known && readUpTo(known, message_id);
    });
  }

  /** Applies an action that the user made so long ago. Repeated, it changes nothing. */
  applyAction(wanted: InboxAction, now: number, age_ms = 0): Result<Frames> {
    const made_at = now - age_ms;
    // What was made just now is the newest, whatever clocks say.
    const action = age_ms === 0 ? wanted : this.#lastSet.newest(wanted, made_at);
    if (!action) return accept([]);
    if (isAnswer(action)) return this.#answer(action, now);
    if (isOnConversation(action)) return this.#inRoom(action, made_at, now);
    // A draft may still be ended after the user has left.
    if (action.type === "draft" && action.text !== "" && !this.#isMember(action.room_id))
      return refuse("not_a_member");
    return this.#atomically(() => {
      const refusal = applyEntryAction(this.#entries, this.user_id, action, made_at);
      if (refusal) return refusal;
      this.#lastSet.note(action, made_at, now);
      return accept(this.#keep());
    });
  }

  #isMember(room_id: RoomId): boolean {
    const known = this.#tables.conversations.get(room_id);
    return known === undefined ? this.#made.has(room_id) : known.membership !== "left";
  }

  /** The room is told, and whoever asked cannot do so again for a while if the user has declined. */
  #answer(
    { type, room_id }: InboxActionOf<"accept_request" | "decline_request">,
    now: number,
  ): Result<Frames> {
    const known = this.#tables.conversations.get(room_id);
    if (!known) return refuse("not_a_member");
    const until = now + DECLINED_WAIT_MS;
    const isAccepted = type === "accept_request";
    const next = answered(known, isAccepted, until);
    if (looksSame(known, next)) return accept([]);
    const asker = known.invitation?.by ?? otherMember(room_id, this.user_id);
    const answer: RequestAnswer = isAccepted ? { type: "accept" } : { type: "decline", until };
    return accept(
      this.#change(() => {
        this.#answers.enqueue(room_id, answer);
        if (isAccepted) this.#tables.account.endDecline(asker);
        else this.#tables.account.decline(asker, until, now);
        return next;
      }),
    );
  }

  #inRoom(action: ConversationAction, made_at: number, now: number): Result<Frames> {
    const known = this.#tables.conversations.get(action.room_id);
    if (!known || known.membership === "left") return refuse("not_a_member");
    return accept(
      this.#change(() => {
        this.#lastSet.note(action, made_at, now);
        return conversationAfter(known, action);
      }),
    );
  }

  /** A DM that was made after one of its two was blocked does not know of that yet. */
  #syncBlocksOf(room_id: RoomId): void {
    if (kindOf(room_id) !== "dm") return;
    for (const user_id of dmMembers(room_id))
      if (this.isBlocked(user_id)) this.#blocks.enqueue(user_id, null);
  }

  // ---- keeping --------------------------------------------------------------------------------

  /** The user's rooms, and those that wait for their answer. */
  #rooms(): StoredConversation[] {
    return this.#tables.conversations.after(0).filter((known) => isOwn(known) || isRequest(known));
  }

  #change(run: () => StoredConversation | undefined): Frames {
    return this.#atomically(() => this.#keep(run()));
  }

  /**
   * All or nothing, in memory too: a version that was counted but not stored would become the position of
   * devices, would be used again later, and they would miss that change.
   */
  #atomically<T>(run: () => T): T {
    try {
      return this.#tables.transaction(run);
    } catch (error) {
      this.#version = this.#tables.lastVersion();
      this.#forgotten = this.#tables.info().forgotten;
      this.#entries.recover();
      throw error;
    }
  }

  /** Keeps a conversation, and those whose mentions have changed, after the entries: their mentions are counted among them. */
  #keep(next?: StoredConversation): Frames {
    const entries = this.#entries.drain();
    for (const user_id of namedBy(entries, "block", UserId)) this.#blocks.enqueue(user_id, null);
    const mentioned = new Set(namedBy(entries, "mention", RoomId));
    if (next) mentioned.delete(next.room_id);
    const others = [...mentioned].map((room_id) => this.#tables.conversations.get(room_id));
    const conversations = [next, ...others].flatMap((conversation) =>
      conversation ? this.#put(conversation) : [],
    );
    return framesOf(conversations, entries);
  }

  /** Returns the conversation if devices have to be told of it. */
  #put(conversation: StoredConversation): Conversation[] {
    const { room_id, read } = conversation;
    const known = this.#tables.conversations.get(room_id);
    const next = { ...conversation, mentions: this.#tables.entries.mentionsAfter(room_id, read) };
    if (known && same(known, next)) return [];
    const isTold = !known || !looksSame(known, next);
    const version = isTold ? ++this.#version : known.version;
    this.#tables.conversations.put({ ...next, version });
    return isTold ? [shown({ ...next, version })] : [];
  }

  #forget(version: number): void {
    this.#forgotten = version;
    this.#tables.putForgotten(version);
  }
}

/** The rooms or users named by the keys of entries of one kind. */
const namedBy = <Id>(entries: readonly KeyedEntry[], kind: EntryKind, schema: z.ZodMiniType<Id>): Id[] =>
  entries.flatMap(({ key }) => (key.startsWith(`${kind} `) ? [schema.parse(key.split(" ")[1])] : []));
