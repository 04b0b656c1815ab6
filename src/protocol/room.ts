import * as z from "zod/mini";
import {
  ChangeId,
  ChangePosition,
  type MessageId,
  MessagePosition,
  RoomId,
  RoomKind,
  UserId,
} from "./ids.ts";
import { DESCRIPTION_MAX, EDIT_WINDOW_MS, NAME_MAX, SLOW_MODE_MAX_SECONDS, TOPIC_MAX } from "./limits.ts";
import { Message, MessagePatch } from "./message.ts";
import { lines, oneLine, visible } from "./user.ts";

/** What a member may do. A room has at least one owner while it has members. */
export const Role = z.enum(["owner", "admin", "member"]);
export type Role = z.infer<typeof Role>;

/** Who may do what a room's settings decide: every member, or owners and admins. */
const Who = z.enum(["everyone", "admins"]);

export const Permissions = z.object({ post: Who, invite: Who, pin: Who, mention_room: Who });
export type Permissions = z.infer<typeof Permissions>;

/** What owners and admins set. */
export const RoomSettings = z.object({
  /** Empty for a DM: each side shows the other's name. */
  name: z.string().check(z.trim(), z.maxLength(NAME_MAX), oneLine, visible),
  topic: z.string().check(z.maxLength(TOPIC_MAX), lines),
  description: z.string().check(z.maxLength(DESCRIPTION_MAX), lines),
  permissions: Permissions,
  /** Seconds a member waits between two messages; 0 is off. Owners and admins do not wait. */
  slow_mode_seconds: z.int().check(z.minimum(0), z.maximum(SLOW_MODE_MAX_SECONDS)),
  /** Seconds in which a sender may edit a message, if that is less than the server allows; 0 is never. */
  edit_window_seconds: z.optional(z.int().check(z.minimum(0), z.maximum(EDIT_WINDOW_MS / 1_000))),
  /** Whether joining a channel needs an admin's approval. */
  join: z.enum(["open", "request"]),
  /** An archived room can be read, left, deleted and unarchived; messages can be reported. */
  archived: z.boolean(),
});
export type RoomSettings = z.infer<typeof RoomSettings>;

/** Some settings to be set. One that does not exist is refused, and not ignored as other unknown fields are. */
export const RoomSettingsChange = z.strictObject({
  ...z.partial(RoomSettings).shape,
  permissions: z.optional(z.strictObject(Permissions.shape)),
});

/** A room as its members see it. */
export const Room = z.object({
  room_id: RoomId,
  kind: RoomKind,
  ...RoomSettings.shape,
  name: z.string(),
  /** Unix milliseconds. */
  created_at: z.int(),
  member_count: z.int(),
});
export type Room = z.infer<typeof Room>;

export const Member = z.object({
  user_id: UserId,
  role: Role,
  /** Unix milliseconds. */
  joined_at: z.int(),
  /** Unix milliseconds until which the member may not post; 0 if not muted. */
  muted_until: z.int(),
});
export type Member = z.infer<typeof Member>;

/**
 * Where a reader stands in a room: everything up to and including both counters is known. `epoch`
 * changes only if the log itself is ever restored or replaced; then nothing known is worth keeping.
 */
export const Position = z.object({
  epoch: z.string().check(z.minLength(1), z.maxLength(32)),
  message_id: MessagePosition,
  change_id: ChangePosition,
});
export type Position = z.infer<typeof Position>;

const change = {
  change_id: ChangeId,
  /** The change happened after this message and before the next; 0 if there was none yet. */
  after_message_id: z.int(),
  time: z.int(),
  /** Who did it. */
  by: UserId,
};
/** What was set then. Names had other rules once. */
const SettingsSet = z.partial(z.extend(RoomSettings, { name: z.string() }));
const aboutMember = { ...change, user_id: UserId };

/** Anything that happens in a room other than a new message. Numbered apart, so that message ids have no holes. */
export const Change = z.discriminatedUnion("type", [
  z.object({ ...aboutMember, type: z.literal("member_joined"), role: Role }),
  z.object({ ...aboutMember, type: z.literal("member_left") }),
  z.object({ ...aboutMember, type: z.literal("member_removed") }),
  // `outside`: they were not in the room, so nobody has left.
  z.object({ ...aboutMember, type: z.literal("member_banned"), outside: z.optional(z.literal(true)) }),
  z.object({ ...aboutMember, type: z.literal("member_unbanned") }),
  z.object({ ...aboutMember, type: z.literal("member_muted"), until: z.int() }),
  z.object({ ...aboutMember, type: z.literal("role_changed"), role: Role }),
  z.object({ ...change, type: z.literal("room_changed"), settings: SettingsSet }),
  z.object({ ...change, type: z.literal("message_changed"), patch: MessagePatch }),
]);
export type Change = z.infer<typeof Change>;

/** A page of a room's log, oldest first, with the chain values at both ends (hex). */
export const History = z.object({
  epoch: z.string(),
  messages: z.array(Message),
  /** Newest message in the room at the time of reading. */
  head: z.int(),
  /** Chain values before the first message of the page and after its last; see PROTOCOL.md, PROOF. */
  chain_before: z.string(),
  chain_after: z.string(),
});
export type History = z.infer<typeof History>;

/** Which page: `before` and `after` exclude the named message, `around` has it in the middle. */
export interface HistoryQuery {
  readonly before?: MessageId | undefined;
  readonly after?: MessageId | undefined;
  readonly around?: MessageId | undefined;
  readonly limit: number;
}
