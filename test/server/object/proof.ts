import { createHash } from "node:crypto";
import type { Message } from "../../../src/protocol/message.ts";

/**
 * PROOF1 as a stranger would write it who has nothing but PROTOCOL.md: no code of the server's is used,
 * so that a change of the chain cannot hide from the test.
 */

export const BEFORE_THE_FIRST = "0".repeat(64);

const hex = (array: readonly unknown[]): string =>
  createHash("sha256").update(JSON.stringify(array), "utf8").digest("hex");

/** What was first said; of an edited or deleted message only the digest is left. */
function digestOf(message: Message): string {
  if (message.digest !== undefined) return message.digest;
  const { text, reply_to, mentions, thread, mention_room, poll, forward } = message;
  const base = [text, reply_to ?? null, mentions ?? []];
  if (thread === undefined && mention_room === undefined && !poll && !forward) return hex(base);
  return hex([
    ...base,
    thread ?? null,
    mention_room ?? null,
    poll ? [poll.options, poll.multiple] : null,
    forward ? [forward.room_id, forward.message_id, forward.sender, forward.time] : null,
  ]);
}

/** The chain value after some messages, from the one before them. */
export function chainAfter(before: string, messages: readonly Message[]): string {
  return messages.reduce(
    (chain, message) =>
      hex([chain, message.message_id, message.sender, message.client_id, message.time, digestOf(message)]),
    before,
  );
}
