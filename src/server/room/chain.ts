import { createHash } from "node:crypto";
import { chainWith, digestWith } from "../../protocol/chain.ts";
import type { Content, Forward, Message } from "../../protocol/message.ts";

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

/** Digest of a message's content (hex). */
export const digestOf = (content: Content & { readonly forward?: Forward | undefined }): string =>
  digestWith(sha256, content);

/** The chain value after a message, from the one before it (hex). */
export const chainAfter = (
  before: string,
  message: Pick<Message, "message_id" | "sender" | "client_id" | "time">,
  digest: string,
): string => chainWith(sha256, before, message, digest);
