import type { RoomId, UserId } from "../../protocol/ids.ts";
import {
  DEFAULT_SETTINGS,
  draftKey,
  type Entry,
  type EntryKind,
  type KeyedEntry,
  keyOf,
  type Settings,
} from "../../protocol/inbox.ts";
import { DRAFTS_MAX_UNITS, ENTRIES_MAX } from "../../protocol/limits.ts";
import type { RoomUpdate } from "./room-update.ts";
import type { EntryTable } from "./tables/entries.ts";

/** Kinds whose oldest entries make room for new ones. What users save themselves is never dropped by itself. */
const MAKES_ROOM: ReadonlySet<EntryKind> = new Set(["mention", "thread", "draft"]);
/** What is kept of a room only while the user is in it. A saved message is no more than a number, and may wait for a return. */
const OF_MEMBERS: readonly EntryKind[] = ["mention", "thread", "draft"];

/** What an inbox keeps besides conversations: one state for each key, with the version that brought it about. */
export class Entries {
  readonly #table: EntryTable;
  readonly #nextVersion: () => number;
  readonly #forgot: (version: number) => void;
  #changed: KeyedEntry[] = [];
  /** How many keys of entries that are gone are still known. */
  #gone: number;

  /** `forgot` gets the version up to which it is no longer known what is gone. */
  constructor(table: EntryTable, nextVersion: () => number, forgot: (version: number) => void) {
    this.#table = table;
    this.#nextVersion = nextVersion;
    this.#forgot = forgot;
    this.#gone = table.countGone();
  }

  /** After a transaction that failed: nothing of it has happened. */
  recover(): void {
    this.#changed = [];
    this.#gone = this.#table.countGone();
  }

  /** What has changed since this was last asked. */
  drain(): KeyedEntry[] {
    const changed = this.#changed;
    this.#changed = [];
    return changed;
  }

  get<Kind extends EntryKind>(
    kind: Kind,
    ...rest: readonly (string | number)[]
  ): Extract<Entry, { kind: Kind }> | undefined {
    const entry = this.#table.get([kind, ...rest].join(" "))?.entry;
    return (entry ?? undefined) as Extract<Entry, { kind: Kind }> | undefined;
  }

  at(key: string): Entry | undefined {
    return this.#table.get(key)?.entry ?? undefined;
  }

  has(key: string): boolean {
    return this.at(key) !== undefined;
  }

  settings(): Settings {
    return this.get("settings") ?? DEFAULT_SETTINGS;
  }

  isBlocked(user_id: UserId): boolean {
    return this.get("block", user_id) !== undefined;
  }

  isFull(kind: EntryKind): boolean {
    return this.#table.count(kind) >= ENTRIES_MAX;
  }

  put(entry: Entry): void {
    const key = keyOf(entry);
    const known = this.#table.get(key)?.entry;
    if (JSON.stringify(known) === JSON.stringify(entry)) return;
    const oldest =
      !known && MAKES_ROOM.has(entry.kind) && this.isFull(entry.kind)
        ? this.#table.oldest(entry.kind)
        : undefined;
    if (oldest !== undefined) this.remove(oldest);
    this.#write(key, entry);
    if (entry.kind === "draft") this.#boundDrafts(key);
  }

  /** The oldest drafts make room for one that has been written. */
  #boundDrafts(written: string): void {
    while (this.#table.units("draft") > DRAFTS_MAX_UNITS) {
      const oldest = this.#table.oldest("draft");
      if (oldest === undefined || oldest === written) return;
      this.remove(oldest);
    }
  }

  remove(key: string): void {
    if (!this.has(key)) return;
    this.#write(key, null);
    this.#gone++;
    if (this.#gone <= 2 * ENTRIES_MAX) return;
    this.#forgot(this.#table.forgetGone(ENTRIES_MAX));
    this.#gone = this.#table.countGone();
  }

  /**
   * Takes what a room reports. `isOutdated` says that a newer report has been taken before. Either that one
   * began no later, so it had the same mentions and threads, as they are now, or the room is asked again
   * (see `CatchUp`); all that is left to do is to remove what was deleted.
   */
  report(update: RoomUpdate, isOutdated: boolean): void {
    const { room_id, mentions, threads, rewritten } = update;
    if (isOutdated)
      return this.#rewrite(
        room_id,
        rewritten.filter(({ text }) => text === null),
      );
    const edited = new Set(rewritten.map(({ message_id }) => message_id));
    for (const message of mentions) this.#mention(room_id, message, edited.has(message.message_id));
    for (const thread of threads) this.#thread(room_id, thread);
    this.#rewrite(room_id, rewritten);
  }

  /** The user is no longer in a room: what they knew of it is removed. */
  leave(room_id: RoomId): void {
    for (const kind of OF_MEMBERS)
      for (const entry of this.#table.under(`${kind} ${room_id}`)) this.remove(keyOf(entry));
  }

  /**
   * Mentions do not come back: one that is gone was deleted, or made room for others, and this is a repeat. But
   * an edit may mention somebody again.
   */
  #mention(room_id: RoomId, message: RoomUpdate["mentions"][number], isEdited: boolean): void {
    const entry = { kind: "mention", room_id, message } as const;
    const key = keyOf(entry);
    const isNew = isEdited ? !this.has(key) : !this.#table.get(key);
    if (!this.isBlocked(message.sender) && isNew) this.put(entry);
  }

  #thread(room_id: RoomId, { root, last, read }: RoomUpdate["threads"][number]): void {
    const known = this.get("thread", room_id, root);
    if (this.isBlocked(last.sender)) return;
    const newest = known && known.last.message_id >= last.message_id ? known.last : last;
    this.put({ kind: "thread", room_id, root, last: newest, read: Math.max(known?.read ?? 0, read) });
  }

  /** Edits and deletions reach every copy of a text. */
  #rewrite(room_id: RoomId, rewritten: RoomUpdate["rewritten"]): void {
    if (rewritten.length === 0) return;
    for (const { message_id, text, no_mention } of rewritten) {
      if (text === null) this.remove(draftKey({ room_id, edit: message_id }));
      const mention = this.get("mention", room_id, message_id);
      if (mention && (text === null || no_mention)) this.remove(keyOf(mention));
      else if (mention && text !== null) this.put({ ...mention, message: { ...mention.message, text } });
    }
    const texts = new Map(rewritten.map(({ message_id, text }) => [message_id, text]));
    for (const thread of this.#table.under(`thread ${room_id}`)) {
      if (thread.kind !== "thread") continue;
      const text = texts.get(thread.last.message_id);
      if (text === undefined) continue;
      this.put({
        ...thread,
        last: { ...thread.last, text: text ?? "", ...(text === null && { deleted: true }) },
      });
    }
  }

  #write(key: string, entry: Entry | null): void {
    const keyed = { key, entry, version: this.#nextVersion() };
    this.#table.put(keyed);
    this.#changed.push(keyed);
  }
}
