import { type Done, failureOf, type Result } from "../../protocol/codes.ts";
import type { ClientId } from "../../protocol/ids.ts";
import type { RoomDown } from "../../protocol/room-frames.ts";
import type { Outcome } from "./log.ts";

/** The answers that only the sender of a frame gets. */

/** A new message needs no answer of its own, because the broadcast carries its client_id. */
export function answerToSend(client_id: ClientId, outcome: Outcome): RoomDown | undefined {
  if (!outcome.ok) return { type: "reject", client_id, ...failureOf(outcome) };
  return outcome.repeated ? { type: "events", messages: [outcome.value], changes: [] } : undefined;
}

export const answerToAction = (client_id: ClientId, done: Result<Done>): RoomDown =>
  done.ok ? { type: "done", client_id } : { type: "reject", client_id, ...failureOf(done) };
