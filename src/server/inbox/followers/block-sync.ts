import type { UserId } from "../../../protocol/ids.ts";
import type { Clock } from "../../object/clock.ts";
import { Delivery } from "../../object/delivery.ts";
import { Outbox } from "../../object/outbox.ts";
import type { OutboxSql } from "../../object/outbox-sql.ts";

/** The dependencies of block sync. */
export interface BlockSyncPorts {
  readonly clock: Clock;
  /** At least 0 and less than 1. */
  random(): number;
  isBlocked(user_id: UserId): boolean;
  /** Tells the DM room of the user and somebody else whether that one is blocked. */
  tell(user_id: UserId, isBlocked: boolean, signal: AbortSignal): Promise<unknown>;
  /** Something could not be told: the alarm has to be set. */
  failed(): void;
}

/** The people whose DM still has to be told that they were blocked or unblocked. */
export const blockOutbox = (
  sql: OutboxSql,
  { clock, random }: Pick<BlockSyncPorts, "clock" | "random">,
): Outbox<null, UserId> => new Outbox(sql, { topic: "block", now: clock.now, random });

/** Tells DMs who is blocked. A room is told the state at the time of the call. */
export const blockSync = (
  outbox: Outbox<null, UserId>,
  { clock, isBlocked, tell, failed }: BlockSyncPorts,
): Delivery<null, UserId> =>
  new Delivery(outbox, {
    name: "block sync",
    clock,
    failed,
    deliver: (user_id, _, signal) => tell(user_id, isBlocked(user_id), signal),
  });
