import type { ActionOf } from "../../protocol/actions.ts";
import { accept, type Result, refuse } from "../../protocol/codes.ts";
import type { MessageId, UserId } from "../../protocol/ids.ts";
import { PINS_MAX, REACTION_KINDS_MAX } from "../../protocol/limits.ts";
import { type Message, type MessagePatch, refuseText } from "../../protocol/message.ts";
import type { Operation } from "../../protocol/policy.ts";
import type { Change } from "../../protocol/room.ts";
import { digestOf } from "./chain.ts";
import { announce } from "./changes.ts";
import type { RoomState } from "./room-state.ts";
import { collectFiles } from "./sent-files.ts";
import type { Field } from "./tables/changes.ts";

/** Actions on a message. Doing one again changes nothing and makes no change. */

type Done = Result<readonly Change[]>;

const NOTHING: Done = accept([]);

export function edit(
  state: RoomState,
  by: UserId,
  { message_id, text, mentions = [], mention_room }: ActionOf<"edit">,
  now: number,
  made_at: number,
): Done {
  const found = find(state, "edit", by, message_id, now);
  if (!found.ok) return found;
  const message = found.value;
  // Only the author may change a text.
  if (message.sender !== by || message.forward) return refuse("not_allowed");
  if (now - message.time > editWindow(state)) return refuse("edit_too_late");
  const isNewCall = mention_room !== undefined && mention_room !== message.mention_room;
  const refusal =
    refuseText(text, { mayBeEmpty: message.files !== undefined }) ??
    (isNewCall ? state.denialFor("mention_room", by, now) : undefined);
  if (refusal) return refusal;
  // It waited for a connection, and another device was faster with something newer.
  if (message.edited_at !== undefined && made_at < Math.min(now, message.edited_at)) return NOTHING;
  const isSameCall = message.mention_room === mention_room;
  if (message.text === text && isSameCall && isSameSet(message.mentions ?? [], mentions)) return NOTHING;
  const { reply_to, thread, poll, forward, files } = message;
  const kept = {
    reply_to,
    thread,
    ...(mention_room && { mention_room }),
    poll,
    forward,
    files,
    ...(mentions.length > 0 && { mentions: [...mentions] }),
  };
  const edited_at = Math.max(message.time, Math.min(now, made_at));
  state.tables.messages.edit(message, text, kept, edited_at, message.digest ?? digestOf(message));
  // Users who are no longer mentioned have to learn that too.
  const mentioned = message.mention_room && !isSameCall ? everyone(state) : message.mentions;
  return changed(state, by, message_id, "text", now, undefined, mentioned);
}

const everyone = ({ tables }: RoomState): UserId[] => tables.members.all().map(({ user_id }) => user_id);

/** Deletes a message for everyone: its text is gone from storage, from earlier versions and from everybody's lists. */
export function erase(state: RoomState, by: UserId, { message_id }: ActionOf<"delete">, now: number): Done {
  const message = state.tables.messages.get(message_id);
  const found = find(state, message?.sender === by ? "delete_own" : "delete_other", by, message_id, now);
  if (!found.ok) return found.code === "message_unknown" && message ? NOTHING : found;
  return eraseMessage(state, by, found.value, now);
}

/**
 * Deletes a message of somebody because those who run the deployment say so: nobody's role in the room matters. In
 * the log it is a deletion by its sender, since nobody else in the room has done it.
 */
export function takeDown(state: RoomState, sender: UserId, message_id: MessageId, now: number): Done {
  const message = state.tables.messages.get(message_id);
  if (!message || message.sender !== sender || message.deleted_at !== undefined) return NOTHING;
  return eraseMessage(state, sender, message, now);
}

function eraseMessage(state: RoomState, by: UserId, message: Message, now: number): Done {
  const { message_id, reply_to, thread, digest } = message;
  collectFiles(state.tables, message_id);
  state.tables.messages.erase(message_id, now, digest ?? digestOf(message), { reply_to, thread });
  return changed(state, by, message_id, "text", now);
}

export function react(
  state: RoomState,
  by: UserId,
  { message_id, emoji, on }: ActionOf<"react">,
  now: number,
): Done {
  const found = find(state, "react", by, message_id, now);
  if (!found.ok) return found;
  const kinds = found.value.reactions ?? [];
  const isNew = kinds.every((reaction) => reaction.emoji !== emoji);
  if (on && isNew && kinds.length >= REACTION_KINDS_MAX) return refuse("too_many");
  if (!state.tables.messages.reactions.set(message_id, emoji, by, on, now)) return NOTHING;
  return changed(state, by, message_id, "reactions", now, { emoji, on });
}

export function pin(state: RoomState, by: UserId, { message_id, on }: ActionOf<"pin">, now: number): Done {
  const found = find(state, "pin", by, message_id, now);
  if (!found.ok) return found;
  if (on && !found.value.pinned && state.tables.messages.pins.count() >= PINS_MAX) return refuse("too_many");
  if (!state.tables.messages.pins.set(message_id, on, now)) return NOTHING;
  return changed(state, by, message_id, "pinned", now);
}

export function vote(
  state: RoomState,
  by: UserId,
  { message_id, options }: ActionOf<"vote">,
  now: number,
): Done {
  const found = find(state, "vote", by, message_id, now);
  if (!found.ok) return found;
  const { poll, votes = [] } = found.value;
  const chosen = [...new Set(options)].sort((a, b) => a - b);
  if (!poll || chosen.some((option) => option >= poll.options.length)) return refuse("not_a_poll");
  if (chosen.length > 1 && !poll.multiple) return refuse("not_a_poll", { detail: "Only one may be chosen." });
  const before = votes.flatMap(({ me }, option) => (me ? [option] : []));
  if (chosen.join() === before.join()) return NOTHING;
  state.tables.messages.polls.vote(message_id, by, chosen);
  // Votes are counted and not named: the log says whose poll it is, and the voter's own devices what they chose.
  const change = { type: "message_changed", by: found.value.sender, message_id, field: "votes" } as const;
  return accept([announce(state.tables, { ...state.record(change, now), by }, { votes: chosen })]);
}

/** This concerns only the person who does it, so nothing is broadcast. */
export function follow(
  state: RoomState,
  by: UserId,
  { message_id, on }: ActionOf<"follow">,
  now: number,
): Done {
  const found = find(state, "follow", by, message_id, now);
  if (!found.ok) return found;
  state.tables.messages.threads.follow(message_id, by, on);
  return NOTHING;
}

export function report(
  state: RoomState,
  by: UserId,
  { message_id, reason }: ActionOf<"report">,
  now: number,
): Done {
  const found = find(state, "report", by, message_id, now);
  if (!found.ok) return found;
  const { sender, time, text, poll } = found.value;
  const message = { sender, time, text, ...(poll && { poll }) };
  const report_id = state.tables.reports.add({ message_id, by, reason, at: now, message });
  // A DM has nobody who could look into it, so its reports go to whoever runs the deployment.
  if (report_id !== undefined && state.info.kind === "dm")
    state.tables.dmReports.enqueue(String(report_id), null);
  return NOTHING;
}

/** Milliseconds in which a sender may edit: a room may allow less than the server does, never more. */
function editWindow({ limits, info }: RoomState): number {
  const { edit_window_seconds } = info.settings;
  if (edit_window_seconds === undefined) return limits.edit_window_ms;
  // Not even within the millisecond in which it was sent.
  return edit_window_seconds === 0 ? -1 : Math.min(limits.edit_window_ms, edit_window_seconds * 1_000);
}

/** The message an action is about, if it exists and the user may act on it. */
function find(
  state: RoomState,
  operation: Operation,
  by: UserId,
  message_id: MessageId,
  now: number,
): Result<Message> {
  const refusal = state.denialFor(operation, by, now);
  if (refusal) return refusal;
  const message = state.tables.messages.get(message_id, by);
  return message && message.deleted_at === undefined ? accept(message) : refuse("message_unknown");
}

const isSameSet = (some: readonly UserId[], others: readonly UserId[]): boolean =>
  [...new Set(some)].sort().join() === [...new Set(others)].sort().join();

function changed(
  state: RoomState,
  by: UserId,
  message_id: MessageId,
  field: Field,
  now: number,
  actor_state?: MessagePatch["actor_state"],
  concerned?: readonly UserId[],
): Done {
  return accept([
    announce(
      state.tables,
      state.record({ type: "message_changed", by, message_id, field }, now, concerned),
      actor_state,
    ),
  ]);
}
