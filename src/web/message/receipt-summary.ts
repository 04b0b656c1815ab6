import type { MessageId, UserId } from "../../protocol/ids.ts";
import type { Receipt } from "../../protocol/room-frames.ts";

/** How far everyone else in a room has come. */
export interface ReceiptSummary {
  readonly delivered: MessageId;
  readonly read: MessageId;
}

const NOWHERE: ReceiptSummary = { delivered: 0, read: 0 };

/** Members up to whom "everyone has read it" still says something. */
const SMALL_ROOM = 20;

/**
 * The least that the others have got and read: a tick means all of them. Who has never been here, or does
 * not say what they read, holds it back; in large rooms nothing is claimed.
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
