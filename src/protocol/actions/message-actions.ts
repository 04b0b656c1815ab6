import * as z from "zod/mini";
import { graphemesOf } from "../graphemes.ts";
import { MessageId, UserId } from "../ids.ts";
import { EMOJI_MAX, MENTIONS_MAX, POLL_OPTIONS_MAX, REASON_MAX } from "../limits.ts";
import type { Reaction, Tally } from "../message.ts";
import { ANY, SHARED } from "../rule.ts";
import { lines, ROOM_MENTIONS } from "../user.ts";
import { roomAction } from "./definition.ts";

/** What people do with a message that is already in the room. */

const message = { message_id: MessageId };

const isOneEmoji = (text: string): boolean =>
  /\p{Extended_Pictographic}|\p{Regional_Indicator}|\u20e3/u.test(text) && graphemesOf(text).length === 1;

/** One emoji as people see it: a single grapheme. New ones appear every year, so they are not listed. */
const Emoji = z.string().check(z.minLength(1), z.maxLength(EMOJI_MAX), z.refine(isOneEmoji));

export const messageActions = {
  edit: roomAction({
    schema: z.object({
      type: z.literal("edit"),
      ...message,
      text: z.string(),
      /** What is left out of these two is no longer mentioned. */
      mentions: z.optional(z.array(UserId).check(z.maxLength(MENTIONS_MAX))),
      mention_room: z.optional(z.enum(ROOM_MENTIONS)),
    }),
    summary: "Changes the text of your own message, and whom it mentions",
    rules: { edit: { who: "member", kinds: ANY, posts: true } },
    refusals: ["message_unknown", "edit_too_late", "text_empty", "text_too_long", "text_malformed"],
    durable: true,
    coalescingKey: ({ message_id }) => `edit ${message_id}`,
    optimistic: (_, { text, mentions = [], mention_room }, { at }) => ({
      text,
      mentions,
      ...(mention_room && { mention_room }),
      edited_at: at,
    }),
  }),

  delete: roomAction({
    schema: z.object({ type: z.literal("delete"), ...message }),
    summary: "Deletes a message for everyone: your own, or anybody's as an owner or admin",
    rules: {
      delete_own: { who: "member", kinds: ANY },
      delete_other: { who: "admin", kinds: SHARED },
    },
    refusals: ["message_unknown"],
    durable: true,
    audited: "others",
    coalescingKey: ({ message_id }) => `delete ${message_id}`,
    optimistic: (_, __, { at }) => ({ deleted_at: at }),
  }),

  react: roomAction({
    schema: z.object({ type: z.literal("react"), ...message, emoji: Emoji, on: z.boolean() }),
    summary: "Adds or removes your reaction with an emoji",
    rules: { react: { who: "member", kinds: ANY, posts: true } },
    refusals: ["message_unknown", "too_many"],
    durable: true,
    coalescingKey: ({ message_id, emoji }) => `react ${message_id} ${emoji}`,
    optimistic: ({ reactions = [] }, { emoji, on }, { self }) => ({
      reactions: withReaction(reactions, emoji, on, self),
    }),
  }),

  pin: roomAction({
    schema: z.object({ type: z.literal("pin"), ...message, on: z.boolean() }),
    summary: "Pins or unpins a message",
    rules: { pin: { who: "pin", kinds: ANY } },
    refusals: ["message_unknown", "too_many"],
    durable: true,
    coalescingKey: ({ message_id }) => `pin ${message_id}`,
    optimistic: (_, { on }) => ({ pinned: on }),
  }),

  vote: roomAction({
    schema: z.object({
      type: z.literal("vote"),
      ...message,
      /** The chosen options, counted from 0; an empty list takes the vote back. */
      options: z.array(z.int().check(z.minimum(0))).check(z.maxLength(POLL_OPTIONS_MAX)),
    }),
    summary: "Votes in a message's poll, or takes the vote back",
    rules: { vote: { who: "member", kinds: ANY } },
    refusals: ["message_unknown", "not_a_poll"],
    durable: true,
    coalescingKey: ({ message_id }) => `vote ${message_id}`,
    optimistic: ({ votes = [] }, { options }) => ({ votes: withVote(votes, options) }),
  }),

  follow: roomAction({
    schema: z.object({ type: z.literal("follow"), ...message, on: z.boolean() }),
    summary: "Follows a message's thread, or stops following it; replying follows it too",
    rules: { follow: { who: "member", kinds: ANY } },
    refusals: ["message_unknown"],
    coalescingKey: ({ message_id }) => `follow ${message_id}`,
  }),

  report: roomAction({
    schema: z.object({
      type: z.literal("report"),
      ...message,
      reason: z.string().check(z.maxLength(REASON_MAX), lines),
    }),
    summary: "Reports a message to the room's owners and admins",
    rules: { report: { who: "member", kinds: ANY, archived: true, blocked: true } },
    refusals: ["message_unknown"],
  }),
} as const;

function withReaction(reactions: readonly Reaction[], emoji: string, on: boolean, self: UserId): Reaction[] {
  const known = reactions.find((reaction) => reaction.emoji === emoji);
  if ((known?.me ?? false) === on) return [...reactions];
  if (!known) return [...reactions, { emoji, count: 1, users: [self], me: true }];
  const users = known.users.filter((user_id) => user_id !== self);
  const next = on
    ? { emoji, count: known.count + 1, users: [...users, self], me: true }
    : { emoji, count: known.count - 1, users, me: false };
  return reactions.flatMap((reaction) => {
    if (reaction !== known) return [reaction];
    return next.count > 0 ? [next] : [];
  });
}

const withVote = (tallies: readonly Tally[], options: readonly number[]): Tally[] =>
  tallies.map(({ count, me = false }, option) => {
    const chosen = options.includes(option);
    return { count: count + Number(chosen) - Number(me), me: chosen };
  });
