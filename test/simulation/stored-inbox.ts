import type { RoomId, UserId } from "../../src/protocol/ids.ts";
import { type Conversation, type Entry, type EntryKind, keyOf } from "../../src/protocol/inbox.ts";
import { asId } from "../as-id.ts";
import type { ObjectHost } from "./host.ts";

interface ConversationRow
  extends Omit<Conversation, "kind" | "preview" | "level" | "unset" | "invitation" | "request" | "deleted"> {
  readonly invitation: string | null;
  readonly request: "" | "asked" | "agreed" | "declined";
  readonly declined_until: number;
  readonly preview: string | null;
  readonly deleted: string;
  readonly level: Conversation["level"] | "unset";
}

const KINDS = { d: "dm", g: "group", c: "channel" } as const;

function deletedAfter(read: number, stored: string): Pick<Conversation, "deleted"> {
  const deleted = (JSON.parse(stored) as NonNullable<Conversation["deleted"]>).filter(({ to }) => to > read);
  return deleted.length > 0 ? { deleted } : {};
}

function shown({
  preview,
  level,
  invitation,
  request,
  declined_until: _,
  deleted,
  ...row
}: ConversationRow): Conversation {
  return {
    ...row,
    read: Math.min(row.read, row.head),
    ...deletedAfter(row.read, deleted),
    ...(level === "unset" ? { level: "all" as const, unset: true } : { level }),
    kind: KINDS[row.room_id[0] as keyof typeof KINDS],
    ...(preview !== null &&
      request !== "asked" && { preview: JSON.parse(preview) as Conversation["preview"] }),
    ...(invitation !== null && { invitation: JSON.parse(invitation) as Conversation["invitation"] }),
    ...(request === "asked" && { request: true }),
  };
}

/** An inbox as it is on its disk, read without the product's code. */
export class StoredInbox {
  readonly user_id: UserId;
  /** As devices show them: not those that were left, the most recently active first. */
  readonly conversations: readonly Conversation[];
  /** Invitations, and DMs that strangers have begun. */
  readonly requests: readonly Conversation[];
  /** Unix milliseconds until which rooms are not to ask again. */
  readonly declinedUntil: ReadonlyMap<RoomId, number>;
  /** The newest change first. */
  readonly entries: readonly Entry[];
  readonly #keys: ReadonlyMap<string, Entry>;
  /** Rooms that have said later things without what came before. */
  readonly #behind: ReadonlySet<unknown>;
  /** Rooms that were told not to report each message. */
  readonly #quiet: ReadonlySet<unknown>;

  constructor({ parts, disk }: ObjectHost) {
    this.user_id = asId(parts.name);
    const rows = disk
      .exec(
        `SELECT room_id, name, membership, head, read, mentions, preview, level, muted_until, active_at, version,
           invitation, request, declined_until, deleted
         FROM conversation ORDER BY active_at DESC, room_id`,
      )
      .toArray() as ConversationRow[];
    const those = (is: (row: ConversationRow) => boolean) => rows.filter(is).map(shown);
    this.conversations = those(
      ({ membership, request }) => membership !== "left" && request !== "asked" && request !== "declined",
    );
    this.requests = those(({ membership, invitation, request }) =>
      membership === "left" ? invitation !== null : request === "asked",
    );
    this.declinedUntil = new Map(rows.map(({ room_id, declined_until }) => [room_id, declined_until]));
    const entries = disk.exec("SELECT body FROM entry WHERE body IS NOT NULL ORDER BY version DESC");
    this.entries = (entries.toArray() as { body: string }[]).map(({ body }) => JSON.parse(body) as Entry);
    const behind = disk.exec(
      "SELECT room_id FROM conversation WHERE told_message_id < head OR told_change_id < change_id",
    );
    this.#behind = new Set((behind.toArray() as { room_id: RoomId }[]).map(({ room_id }) => room_id));
    const quiet = disk.exec("SELECT room_id FROM conversation WHERE quiet = 1");
    this.#quiet = new Set((quiet.toArray() as { room_id: RoomId }[]).map(({ room_id }) => room_id));
    this.#keys = new Map(this.entries.map((entry) => [keyOf(entry), entry]));
  }

  request(room_id: RoomId): Conversation | undefined {
    return this.requests.find((conversation) => conversation.room_id === room_id);
  }

  conversation(room_id: RoomId): Conversation | undefined {
    return this.conversations.find((conversation) => conversation.room_id === room_id);
  }

  entry<Kind extends EntryKind>(
    kind: Kind,
    ...rest: readonly (string | number)[]
  ): Extract<Entry, { kind: Kind }> | undefined {
    return this.#keys.get([kind, ...rest].join(" ")) as Extract<Entry, { kind: Kind }> | undefined;
  }

  isBehind(room_id: RoomId): boolean {
    return this.#behind.has(room_id);
  }

  isQuiet(room_id: RoomId): boolean {
    return this.#quiet.has(room_id);
  }

  hasBlocked(user_id: UserId): boolean {
    return this.entry("block", user_id) !== undefined;
  }

  get isVisible(): boolean {
    return this.entry("settings")?.visible ?? true;
  }
}
