import type { AttachedFile } from "./file.ts";
import type { Content, Forward, Message } from "./message.ts";

/**
 * The room's proof that nothing is missing: each message carries SHA-256 over the value before it
 * and over its own immutable part. The content enters by its digest, so a text can be edited or
 * deleted later and the chain still be checked. PROTOCOL.md, PROOF, specifies it byte by byte. Both sides
 * compute it, each with the hash function it has.
 */

/** SHA-256 of the UTF-8 of a text, in lower-case hex. */
export type Hash = (text: string) => string;

/** The chain value before the first message. */
export const CHAIN_START = "0".repeat(64);

/** Digest of a message's content (hex). */
export function digestWith(
  hash: Hash,
  content: Content & { readonly forward?: Forward | undefined },
): string {
  const { text, reply_to, mentions, thread, mention_room, poll, forward, files } = content;
  const rare = thread ?? mention_room ?? poll ?? forward ?? files;
  const more =
    rare === undefined ? [] : [thread ?? null, mention_room ?? null, pollParts(poll), forwardParts(forward)];
  const last = files ? [files.map(fileParts)] : [];
  return hash(JSON.stringify([text, reply_to ?? null, mentions ?? [], ...more, ...last]));
}

const pollParts = (poll: Content["poll"]) => (poll ? [poll.options, poll.multiple] : null);
const forwardParts = (forward: Forward | undefined) =>
  forward ? [forward.room_id, forward.message_id, forward.sender, forward.time] : null;

const fileParts = (file: AttachedFile) => [
  file.file_id,
  file.name,
  file.type,
  file.size,
  file.width ?? null,
  file.height ?? null,
  file.thumbhash ?? null,
  file.duration_ms ?? null,
  file.alt ?? null,
  file.thumbnail ?? null,
];

type Numbered = Pick<Message, "message_id" | "sender" | "client_id" | "time">;

/** The chain value after a message, from the one before it (hex). */
export const chainWith = (hash: Hash, before: string, message: Numbered, digest: string): string =>
  hash(JSON.stringify([before, message.message_id, message.sender, message.client_id, message.time, digest]));
