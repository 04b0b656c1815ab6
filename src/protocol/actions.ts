import * as z from "zod/mini";
import { graphemesOf } from "./graphemes.ts";
import { MessageId, UserId } from "./ids.ts";
import { EMOJI_MAX, MENTIONS_MAX, POLL_OPTIONS_MAX, REASON_MAX } from "./limits.ts";
import { Role, RoomSettings } from "./room.ts";
import { lines } from "./user.ts";

/**
 * Everything a person can do in a room besides saying something. An action sets a state ("this reaction
 * is on"), so doing it twice comes to the same, and a client that got no answer just does it again.
 * Each can be sent as a frame or by HTTP, and becomes a change.
 */

const about = { message_id: MessageId };
const toward = { user_id: UserId };

const isOneEmoji = (text: string): boolean =>
  /\p{Extended_Pictographic}|\p{Regional_Indicator}|\u20e3/u.test(text) && graphemesOf(text).length === 1;

/** One emoji as people see it: a single grapheme. Which there are changes each year, so they are not listed. */
const Emoji = z.string().check(z.minLength(1), z.maxLength(EMOJI_MAX), z.refine(isOneEmoji));

export const Action = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("edit"),
    ...about,
    text: z.string(),
    mentions: z.optional(z.array(UserId).check(z.maxLength(MENTIONS_MAX))),
  }),
  z.object({ type: z.literal("delete"), ...about }),
  z.object({ type: z.literal("react"), ...about, emoji: Emoji, on: z.boolean() }),
  z.object({ type: z.literal("pin"), ...about, on: z.boolean() }),
  /** The options chosen, counted from 0; none takes the vote back. */
  z.object({
    type: z.literal("vote"),
    ...about,
    options: z.array(z.int().check(z.minimum(0))).check(z.maxLength(POLL_OPTIONS_MAX)),
  }),
  /** Wants to be told of replies in a message's thread. Who writes in it does so by that. */
  z.object({ type: z.literal("follow"), ...about, on: z.boolean() }),
  z.object({ type: z.literal("report"), ...about, reason: z.string().check(z.maxLength(REASON_MAX), lines) }),

  z.object({ type: z.literal("update_room"), settings: z.partial(RoomSettings) }),
  z.object({ type: z.literal("set_role"), ...toward, role: Role }),
  z.object({ type: z.literal("remove"), ...toward }),
  z.object({ type: z.literal("ban"), ...toward, on: z.boolean() }),
  /** Until when, in Unix milliseconds, the member may not post; 0 ends it. */
  z.object({ type: z.literal("mute"), ...toward, until: z.int().check(z.minimum(0)) }),
  z.object({ type: z.literal("answer_request"), ...toward, admit: z.boolean() }),
]);
export type Action = z.infer<typeof Action>;
export type ActionType = Action["type"];
