import { kindOf, type RoomId } from "../../protocol/ids.ts";
import type { Conversation, InboxPosition } from "../../protocol/inbox.ts";
import type { InboxDown } from "../../protocol/inbox-frames.ts";
import { INBOX_PAGE, MIN_PROTOCOL_VERSION, PROTOCOL_VERSION } from "../../protocol/limits.ts";
import type { InboxSql, StoredConversation } from "./inbox-sql.ts";
import type { RoomUpdate } from "./room-update.ts";

/**
 * The rules of one user's inbox. Rooms report state, so every rule is a maximum: repeats and late
 * arrivals change nothing. `version` counts the changes; a device that was away asks for what
 * changed after its own and gets each conversation once, as it is now.
 */
export class Inbox {
  readonly #sql: InboxSql;
  readonly #epoch: string;
  #version: number;

  /** `epoch` is fresh randomness, used only where the inbox is new. */
  constructor(sql: InboxSql, epoch: string) {
    this.#sql = sql;
    sql.migrate(epoch);
    this.#epoch = sql.epoch() ?? epoch;
    this.#version = sql.version();
  }

  position(): InboxPosition {
    return { epoch: this.#epoch, version: this.#version };
  }

  /** Takes what a room reports. Returns the conversation if that changed it. */
  apply(update: RoomUpdate): Conversation | undefined {
    const { user_id: _, ...reported } = update;
    const known = this.#sql.conversation(update.room_id);
    const merged = known
      ? newest(known, reported)
      : { ...reported, kind: kindOf(update.room_id), version: 0 };
    return this.#keep(known, merged);
  }

  /** The user has read up to here. Never moves back. Returns the conversation if that changed it. */
  read(room_id: RoomId, message_id: number): Conversation | undefined {
    const known = this.#sql.conversation(room_id);
    // It may be ahead of `head`: a socket of the room is faster than the room's report to the inbox.
    return known && this.#keep(known, { ...known, read: Math.max(known.read, message_id) });
  }

  /** The user's rooms, latest first. */
  list(): Conversation[] {
    return this.#sql
      .conversationsAfter(0)
      .filter((conversation) => conversation.membership !== "left")
      .sort((a, b) => b.active_at - a.active_at)
      .map(visible);
  }

  /** All frames that bring a device from where it stands to the present. */
  resume(position: InboxPosition | undefined, now: number): InboxDown[] {
    const head = this.position();
    const known = position?.epoch === head.epoch && position.version <= head.version;
    const conversations = this.#sql.conversationsAfter(known ? position.version : 0).map(visible);
    const frames: InboxDown[] = [
      {
        type: "welcome",
        protocol: PROTOCOL_VERSION,
        min_protocol: MIN_PROTOCOL_VERSION,
        mode: known ? "resume" : "reload",
        head,
        server_time: now,
      },
    ];
    for (let start = 0; start < conversations.length; start += INBOX_PAGE)
      frames.push({ type: "conversations", conversations: conversations.slice(start, start + INBOX_PAGE) });
    return [...frames, { type: "current", position: head }];
  }

  #keep(known: StoredConversation | undefined, next: StoredConversation): Conversation | undefined {
    if (known && same(known, next)) return undefined;
    const version = ++this.#version;
    this.#sql.put({ ...next, version });
    return visible({ ...next, version });
  }
}

/** The newer of each part: name and membership by change_id, head and preview by message_id. */
function newest(known: StoredConversation, reported: Omit<RoomUpdate, "user_id">): StoredConversation {
  const renamed = reported.change_id >= known.change_id ? reported : known;
  const said = reported.head >= known.head ? reported : known;
  return {
    ...known,
    change_id: renamed.change_id,
    name: renamed.name,
    membership: renamed.membership,
    head: said.head,
    ...(said.preview && { preview: said.preview }),
    read: Math.max(known.read, reported.read),
    active_at: Math.max(known.active_at, reported.active_at),
  };
}

const same = (a: StoredConversation, b: StoredConversation): boolean =>
  a.change_id === b.change_id && a.head === b.head && a.read === b.read && a.active_at === b.active_at;

const visible = ({ change_id: _, ...conversation }: StoredConversation): Conversation => conversation;
