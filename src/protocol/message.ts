import * as z from "zod/mini";
import { type Refusal, refuse } from "./codes.ts";
import { ClientId, MessageId, UserId } from "./ids.ts";
import { MENTIONS_MAX, TEXT_MAX_CHARACTERS } from "./limits.ts";

/** What a sender says: the part of a message that is theirs. */
export const Content = z.object({
  text: z.string(),
  /** The message this one answers, in the same room. */
  reply_to: z.optional(MessageId),
  /** The people this message calls on. */
  mentions: z.optional(z.array(UserId).check(z.maxLength(MENTIONS_MAX))),
});
export type Content = z.infer<typeof Content>;

/** One thing somebody said, as the room stored it. */
export const Message = z.object({
  message_id: MessageId,
  sender: UserId,
  client_id: ClientId,
  /** Unix milliseconds by the room's clock; never smaller than that of the message before. */
  time: z.int(),
  ...Content.shape,
});
export type Message = z.infer<typeof Message>;

const characters = (text: string): number => {
  if (text.length <= TEXT_MAX_CHARACTERS) return text.length;
  let count = 0;
  for (const _ of text) count++;
  return count;
};

/**
 * Why a text cannot be a message, or nothing where it can. Not part of the schema, so that a person
 * is told what is wrong with their text rather than that "the frame is bad". NULs and lone
 * surrogates are refused because they do not survive SQLite and UTF-8 as they were typed.
 */
export function refuseText(text: string): Refusal | undefined {
  if (text.trim() === "") return refuse("text_empty");
  if (characters(text) > TEXT_MAX_CHARACTERS) return refuse("text_too_long");
  if (!text.isWellFormed() || text.includes("\0")) return refuse("text_malformed");
  return undefined;
}
