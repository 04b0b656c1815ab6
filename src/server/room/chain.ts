import { createHash } from "node:crypto";
import type { Content, Message } from "../../protocol/message.ts";

/**
 * The room's proof that nothing is missing: each message carries SHA-256 over the value before it
 * and over its own immutable part. The content enters by its digest, so a text can be deleted later
 * and the chain still be checked. PROTOCOL.md, PROOF, says it byte by byte.
 */

/** The chain value before the first message. */
export const CHAIN_START = "0".repeat(64);

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

/** Digest of what the sender said (hex). */
export const digestOf = (content: Content): string =>
  sha256(JSON.stringify([content.text, content.reply_to ?? null, content.mentions ?? []]));

/** The chain value after a message, from the one before it (hex). */
export const chainAfter = (before: string, message: Omit<Message, "text">, digest: string): string =>
  sha256(
    JSON.stringify([before, message.message_id, message.sender, message.client_id, message.time, digest]),
  );
