import type { InboxAction } from "../../protocol/actions.ts";
import { accept, type Nothing, type Result, refuse } from "../../protocol/codes.ts";
import type { RoomId, UserId } from "../../protocol/ids.ts";
import type { Conversation, EntryKind, InboxPosition, KeyedEntry, Settings } from "../../protocol/inbox.ts";
import type { InboxDown } from "../../protocol/inbox-frames.ts";
import { INBOX_PAGE, ROOMS_BURST, ROOMS_PER_MINUTE } from "../../protocol/limits.ts";
import { bucket } from "../object/rate-limit.ts";
import { looksSame, merge, type StoredConversation, same, shown } from "./conversation.ts";
import { Entries } from "./entries.ts";
import { framesOf, welcome } from "./frames.ts";
import { applyEntryAction, conversationAfter, isOnConversation } from "./inbox-actions.ts";
import type { InboxSql } from "./inbox-sql.ts";
import type { RoomUpdate } from "./room-update.ts";

const ROOMS_RATE = { burst: ROOMS_BURST, per_second: ROOMS_PER_MINUTE / 60 };

type Frames = readonly InboxDown[];

export interface LargeRoom {
  readonly room_id: RoomId;
  readonly message_id: number;
  readonly change_id: number;
}

/**
 * The rules of one user's inbox. Rooms report state, so every rule keeps the newest: repeats and late
 * arrivals change nothing. `version` counts the changes; a device that was away asks for what
 * changed after its own and gets each conversation and entry once, as it is now. What changes
 * something returns the frames that every device must be told.
 */
export class Inbox {
  readonly user_id: UserId;
  readonly #sql: InboxSql;
  readonly #entries: Entries;
  readonly #epoch: string;
  #version: number;
  #forgotten: number;

  /** `user_id` and `epoch`, which is fresh randomness, are used only where the inbox is new. */
  constructor(sql: InboxSql, user_id: UserId, epoch: string) {
    this.#sql = sql;
    sql.migrate(user_id, epoch);
    const stored = sql.inbox();
    this.user_id = stored.user_id;
    this.#epoch = stored.epoch;
    this.#forgotten = stored.forgotten;
    this.#version = sql.lastVersion();
    this.#entries = new Entries(
      sql.entries,
      () => ++this.#version,
      (version) => this.#forget(version),
    );
  }

  // ---- what is asked --------------------------------------------------------------------------

  position(): InboxPosition {
    return { epoch: this.#epoch, version: this.#version };
  }

  /** The user's rooms, latest first. */
  list(): Conversation[] {
    return this.#rooms()
      .sort((a, b) => b.active_at - a.active_at)
      .map(shown);
  }

  /** Entries of one kind, latest first: those older than a version, or the latest. */
  entries(kind: EntryKind, before = Number.MAX_SAFE_INTEGER): KeyedEntry[] {
    return this.#sql.entries.page(kind, before, INBOX_PAGE);
  }

  settings(): Settings {
    return this.#entries.settings();
  }

  isBlocked(user_id: UserId): boolean {
    return this.#entries.isBlocked(user_id);
  }

  /** Whether a room has ever reported. */
  knows(room_id: RoomId): boolean {
    return this.#sql.conversation(room_id) !== undefined;
  }

  /** Whether the user may make a room now; if so, it counts as made. One that is there already does not count. */
  makeRoom(room_id: RoomId, now: number): Result<Nothing> {
    if (this.knows(room_id)) return accept({});
    const taken = bucket(ROOMS_RATE, this.#sql.account.allowanceFullAt(), now);
    if ("wait" in taken) return refuse("rate_limited", { retry_after_ms: taken.wait });
    this.#sql.account.putAllowanceFullAt(taken.full_at);
    return accept({});
  }

  /** Whether the same room has reported something newer before. */
  isOutdated({ room_id, change_id }: RoomUpdate): boolean {
    return change_id < (this.#sql.conversation(room_id)?.change_id ?? 0);
  }

  /** The rooms that do not report each message, and up to where they have. */
  largeRooms(): LargeRoom[] {
    return this.#rooms().flatMap(({ large, room_id, head, change_id }) =>
      large ? [{ room_id, message_id: head, change_id }] : [],
    );
  }

  /** All frames that bring a device from where it stands to the present. */
  resume(position: InboxPosition | undefined, now: number): InboxDown[] {
    const head = this.position();
    const isKnown =
      position?.epoch === head.epoch &&
      position.version <= head.version &&
      position.version >= this.#forgotten;
    const { entries } = this.#sql;
    const [mode, conversations, changed] = isKnown
      ? (["resume", this.#sql.conversationsAfter(position.version), entries.after(position.version)] as const)
      : (["reload", this.#rooms(), entries.after(0).filter(({ entry }) => entry !== null)] as const);
    const frames = framesOf(conversations.map(shown), changed);
    return [welcome(mode, head, now), ...frames, { type: "current", position: head }];
  }

  // ---- what happens ---------------------------------------------------------------------------

  /** Takes what a room reports. */
  apply(update: RoomUpdate): Frames {
    return this.#change(() => {
      const known = this.#sql.conversation(update.room_id);
      const next = merge(known, update);
      if (next.membership === "left") this.#entries.leave(update.room_id);
      else this.#entries.report(update, this.isOutdated(update));
      return next;
    });
  }

  /** The user has read up to here. Never moves back. */
  read(room_id: RoomId, message_id: number): Frames {
    return this.#change(() => {
      const known = this.#sql.conversation(room_id);
      // It may be ahead of `head`: a socket of the room is faster than the room's report to the inbox.
      return known && { ...known, read: Math.max(known.read, message_id) };
    });
  }

  /** Does what the user wants done. Done again, it changes nothing. */
  applyAction(action: InboxAction, now: number): Result<Frames> {
    if (isOnConversation(action))
      return this.#inRoom(action.room_id, (known) => conversationAfter(known, action));
    return this.#atomically(
      () => applyEntryAction(this.#entries, this.user_id, action, now) ?? accept(this.#keep()),
    );
  }

  #inRoom(room_id: RoomId, next: (known: StoredConversation) => StoredConversation): Result<Frames> {
    const known = this.#sql.conversation(room_id);
    if (!known || known.membership === "left") return refuse("not_a_member");
    return accept(this.#change(() => next(known)));
  }

  // ---- keeping --------------------------------------------------------------------------------

  #rooms(): StoredConversation[] {
    return this.#sql.conversationsAfter(0).filter(({ membership }) => membership !== "left");
  }

  #change(run: () => StoredConversation | undefined): Frames {
    return this.#atomically(() => this.#keep(run()));
  }

  /**
   * All or nothing, in memory too: a version that was counted but not kept would be told to devices
   * as their position, given again later, and missed by them.
   */
  #atomically<T>(run: () => T): T {
    try {
      return this.#sql.transaction(run);
    } catch (error) {
      this.#version = this.#sql.lastVersion();
      this.#forgotten = this.#sql.inbox().forgotten;
      this.#entries.recover();
      throw error;
    }
  }

  /** Keeps a conversation, and those whose mentions have changed, after the entries: their mentions are counted among them. */
  #keep(next?: StoredConversation): Frames {
    const entries = this.#entries.drain();
    const mentioned = new Set(
      entries.flatMap(({ key }) => (key.startsWith("mention ") ? [key.split(" ")[1] ?? ""] : [])),
    );
    if (next) mentioned.delete(next.room_id);
    const others = [...mentioned].map((room_id) => this.#sql.conversation(room_id));
    const conversations = [next, ...others].flatMap((conversation) =>
      conversation ? this.#put(conversation) : [],
    );
    return framesOf(conversations, entries);
  }

  /** Returns the conversation if devices have to be told of it. */
  #put(conversation: StoredConversation): Conversation[] {
    const { room_id, read } = conversation;
    const known = this.#sql.conversation(room_id);
    const next = { ...conversation, mentions: this.#sql.entries.mentionsAfter(room_id, read) };
    if (known && same(known, next)) return [];
    const isTold = !known || !looksSame(known, next);
    const version = isTold ? ++this.#version : known.version;
    this.#sql.put({ ...next, version });
    return isTold ? [shown({ ...next, version })] : [];
  }

  #forget(version: number): void {
    this.#forgotten = version;
    this.#sql.putForgotten(version);
  }
}
