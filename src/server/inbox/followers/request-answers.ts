import type { RoomId } from "../../../protocol/ids.ts";
import type { Clock } from "../../object/clock.ts";
import { Delivery } from "../../object/delivery.ts";
import { Outbox } from "../../object/outbox.ts";
import type { OutboxSql } from "../../object/outbox-sql.ts";
import type { RequestAnswer } from "../room-update.ts";

/** What telling rooms needs of the world. */
export interface AnswerPorts {
  readonly clock: Clock;
  /** At least 0 and less than 1. */
  random(): number;
  tell(room_id: RoomId, answer: RequestAnswer, signal: AbortSignal): Promise<unknown>;
  /** Something could not be told: the alarm has to be set. */
  failed(): void;
}

/** The rooms that must still be told how the user answers their invitation, or a DM that somebody has begun. */
export const answerOutbox = (
  sql: OutboxSql,
  { clock, random }: Pick<AnswerPorts, "clock" | "random">,
): Outbox<RequestAnswer, RoomId> => new Outbox(sql, { topic: "answer", now: clock.now, random });

/** Tells rooms what the user has answered. Of two answers to a room, the later is told. */
export const answerDelivery = (
  outbox: Outbox<RequestAnswer, RoomId>,
  { clock, tell, failed }: AnswerPorts,
): Delivery<RequestAnswer, RoomId> => new Delivery(outbox, { name: "answers", clock, failed, deliver: tell });
