import type { MessageId, UserId } from "../../protocol/ids.ts";
import type { Receipt } from "../../protocol/room-frames.ts";

/** How far everyone else in a room has received and read messages. */
export interface ReceiptSummary {
  readonly delivered: MessageId;
  readonly read: MessageId;
}

const NOWHERE: ReceiptSummary = { delivered: 0, read: 0 };

/** The largest room in which "everyone has read it" is still meaningful. */
const SMALL_ROOM = 20;

/**
 * The lowest receipts among the others, because a tick means all of them. Somebody who has never been here or
 * does not send read receipts holds it back. In large rooms nothing is claimed.
 */
export function summarizeReceipts(
  receipts: ReadonlyMap<UserId, Receipt>,
  me: UserId,
  member_count: number | undefined,
): ReceiptSummary {
  const others = [...receipts.values()].filter(({ user_id }) => user_id !== me);
  if (member_count === undefined || member_count > SMALL_ROOM) return NOWHERE;
  if (others.length === 0 || others.length < member_count - 1) return NOWHERE;
  return {
    delivered: Math.min(...others.map(({ delivered }) => delivered)),
    read: Math.min(...others.map(({ read }) => read)),
  };
}
