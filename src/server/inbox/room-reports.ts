import type { ChangeId, MessageId, RoomId } from "../../protocol/ids.ts";
import type { InboxDown } from "../../protocol/inbox-frames.ts";
import {
  isBehind,
  isOwn,
  isRequest,
  readUpTo,
  type StoredConversation,
  type Watchers,
  wantedOf,
  withinHead,
} from "./conversation.ts";
import type { FollowedRooms } from "./followed-rooms.ts";
import type { Inbox } from "./inbox.ts";
import type { RoomUpdate, UpdateAck, Wanted } from "./room-update.ts";
import type { ConversationTable } from "./tables/conversations.ts";

/** One of the user's rooms, and up to where all is known of it. */
export interface RoomToAsk {
  readonly room_id: RoomId;
  readonly message_id: MessageId;
  readonly change_id: ChangeId;
}

/**
 * Takes what rooms report, tells each what the inbox wants to hear of next, and remembers which were told not to
 * report each message. It is stored in the row that the report changes anyway, before the room gets the answer: so
 * whatever crashes, the inbox never believes that a room reports which does not.
 */
export class RoomReports {
  readonly #inbox: Inbox;
  readonly #conversations: ConversationTable;
  readonly #followed: Watchers & Pick<FollowedRooms, "take">;
  /** How often each room was told not to report each message since the object woke. */
  readonly #quieted = new Map<RoomId, number>();

  constructor(
    inbox: Inbox,
    conversations: ConversationTable,
    followed: Watchers & Pick<FollowedRooms, "take">,
  ) {
    this.#inbox = inbox;
    this.#conversations = conversations;
    this.#followed = followed;
  }

  /** Takes what a room reports by itself. */
  take(update: RoomUpdate): { readonly frames: readonly InboxDown[]; readonly ack: UpdateAck } {
    const [noted] = this.#followed.take(undefined, (room_id) => room_id === update.room_id);
    const read = noted?.message_id ?? 0;
    const { room_id } = update;
    const wants: Wanted[] = [];
    const frames = this.#inbox.apply(update, (next) => {
      const seen = next.membership === "left" ? next : withinHead(readUpTo(next, read));
      wants.push(wantedOf(seen, this.#followed));
      return { ...seen, quiet: !wants.includes("all") };
    });
    const [wanted = "all"] = wants;
    if (wanted !== "all") this.#quieted.set(room_id, this.timesQuieted(room_id) + 1);
    return { frames, ack: { live: wanted !== "until_asked", wanted } };
  }

  /** Takes what a room answers when it is asked. From then on it reports each message, unless it was told otherwise since. */
  answer(update: RoomUpdate, timesQuieted: number): readonly InboxDown[] {
    const isLoud = this.timesQuieted(update.room_id) === timesQuieted;
    return this.#inbox.apply(update, (next) => (isLoud ? { ...next, quiet: false } : next));
  }

  /** To be remembered with a question to a room; see `answer`. */
  timesQuieted(room_id: RoomId): number {
    return this.#quieted.get(room_id) ?? 0;
  }

  // ---- whom to ask ----------------------------------------------------------------------------

  /** The rooms that do not report each message, or have left something out. */
  silentRooms(): RoomId[] {
    return this.#conversations
      .after(0)
      .filter((known) => isOwn(known) || isRequest(known))
      .filter((known) => known.membership !== "left" && (known.large || known.quiet || isBehind(known)))
      .map(({ room_id }) => room_id);
  }

  /** The rooms that were told not to report each message. */
  quietRooms(): RoomId[] {
    return this.#conversations.quiet();
  }

  isQuiet(room_id: RoomId): boolean {
    return this.#joined(room_id)?.quiet ?? false;
  }

  roomToAsk(room_id: RoomId): RoomToAsk | undefined {
    const known = this.#joined(room_id);
    return known && { room_id, message_id: known.told_message_id, change_id: known.told_change_id };
  }

  /** Whether a room has reported something without what came before it. */
  isBehind(room_id: RoomId): boolean {
    const known = this.#joined(room_id);
    return known !== undefined && isBehind(known);
  }

  #joined(room_id: RoomId): StoredConversation | undefined {
    const known = this.#conversations.get(room_id);
    return known?.membership === "left" ? undefined : known;
  }
}
