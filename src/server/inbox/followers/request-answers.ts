import type { RoomId } from "../../../protocol/ids.ts";
import { Delivery, type DeliveryPorts } from "../../object/delivery.ts";
import { Outbox } from "../../object/outbox.ts";
import type { OutboxSql } from "../../object/outbox-sql.ts";
import type { RequestAnswer } from "../room-update.ts";

/** What telling rooms needs of the world. */
export interface AnswerPorts extends DeliveryPorts {
  tell(room_id: RoomId, answer: RequestAnswer, signal: AbortSignal): Promise<unknown>;
}

/** The rooms that must still be told how the user answers their invitation, or a DM that somebody has begun. */
export const answerOutbox = (
  sql: OutboxSql,
  { clock, random }: Pick<DeliveryPorts, "clock" | "random">,
): Outbox<RequestAnswer, RoomId> => new Outbox(sql, { topic: "answer", now: clock.now, random });

/** Tells rooms what the user has answered. Of two answers to a room, the later is told. */
export const answerDelivery = (
  outbox: Outbox<RequestAnswer, RoomId>,
  { clock, tell, failed }: AnswerPorts,
): Delivery<RequestAnswer, RoomId> => new Delivery(outbox, { name: "answers", clock, failed, deliver: tell });
