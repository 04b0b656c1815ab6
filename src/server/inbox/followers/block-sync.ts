import type { UserId } from "../../../protocol/ids.ts";
import { Delivery, type DeliveryPorts } from "../../object/delivery.ts";
import { Outbox } from "../../object/outbox.ts";
import type { OutboxSql } from "../../object/outbox-sql.ts";

/** The dependencies of block sync. */
export interface BlockSyncPorts extends DeliveryPorts {
  isBlocked(user_id: UserId): boolean;
  /** Tells the DM room of the user and somebody else whether that one is blocked. */
  tell(user_id: UserId, isBlocked: boolean, signal: AbortSignal): Promise<unknown>;
}

/** The people whose DM still has to be told that they were blocked or unblocked. */
export const blockOutbox = (
  sql: OutboxSql,
  { clock, random }: Pick<DeliveryPorts, "clock" | "random">,
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
