import * as z from "zod/mini";
import { AgeMs } from "../actions/definition.ts";
import { Action, refusalsOf, roomActions } from "../actions.ts";
import { RoomId, UserId } from "../ids.ts";
import { FIND_PAGE, INVITE_MAX, MEMBERS_PAGE, MENTIONS_MAX, NAME_MAX } from "../limits.ts";
import { Member, Position, Role, Room, RoomSettings } from "../room.ts";
import { RoomDown } from "../room-frames.ts";
import { Handle, User } from "../user.ts";
import { commaList, counter, Empty, endpoint, inRoom, READING, RULING, wait, withEpoch } from "./endpoint.ts";

const users = z.array(UserId).check(z.maxLength(INVITE_MAX));
const handleList = commaList(Handle, MENTIONS_MAX);
const { name: RoomName, topic: Topic } = RoomSettings.shape;

/** A public channel as the directory lists it. */
export const Channel = z.object({
  room_id: RoomId,
  name: z.string(),
  topic: z.string(),
  created_at: z.int(),
});
export type Channel = z.infer<typeof Channel>;

/** Rooms: creating, finding and joining them, and applying actions. */
export const roomEndpoints = {
  openDm: endpoint({
    method: "POST",
    path: "/api/dms",
    summary: "Open the DM with a person; the same two people always get the same room",
    auth: "user",
    body: z.object({ user_id: UserId }),
    response: Room,
    refusals: ["not_found", "blocked", "rate_limited"],
  }),
  createRoom: endpoint({
    method: "POST",
    path: "/api/rooms",
    summary: "Create a private group or a public channel; you become its owner",
    auth: "user",
    body: z.object({
      kind: z.enum(["group", "channel"]),
      name: RoomName,
      topic: z._default(Topic, ""),
      members: z._default(users, []),
    }),
    response: Room,
    refusals: ["not_found", "rate_limited"],
  }),
  channels: endpoint({
    method: "GET",
    path: "/api/channels",
    summary: `Find public channels by the start of a word in their name (at most ${FIND_PAGE})`,
    auth: "user",
    query: z.object({ q: z._default(z.string().check(z.maxLength(NAME_MAX)), "") }),
    response: z.object({ channels: z.array(Channel) }),
    refusals: [],
  }),
  room: endpoint({
    method: "GET",
    path: "/api/rooms/:room_id",
    summary: "A room and your own role in it",
    auth: "user",
    ...inRoom,
    response: z.object({ room: Room, role: Role }),
    refusals: READING,
  }),
  deleteRoom: endpoint({
    method: "DELETE",
    path: "/api/rooms/:room_id",
    summary: "Delete a group or channel with all its messages (owners)",
    auth: "user",
    ...inRoom,
    response: Empty,
    refusals: RULING,
  }),
  members: endpoint({
    method: "GET",
    path: "/api/rooms/:room_id/members",
    summary: `The members of a room, owners and admins first (${MEMBERS_PAGE} at a time), or those whose handle or name starts as typed`,
    auth: "user",
    ...inRoom,
    query: z.object({ after: z.optional(UserId), q: z.optional(z.string().check(z.maxLength(NAME_MAX))) }),
    response: z.object({ members: z.array(Member) }),
    refusals: READING,
  }),
  membersByHandle: endpoint({
    method: "GET",
    path: "/api/rooms/:room_id/members/by-handle",
    summary: `The members who have these handles (comma-separated, at most ${MENTIONS_MAX}); others are left out`,
    auth: "user",
    ...inRoom,
    query: z.object({ handles: handleList }),
    response: z.object({ people: z.array(User) }),
    refusals: READING,
  }),
  invite: endpoint({
    method: "POST",
    path: "/api/rooms/:room_id/members",
    summary:
      "Bring people into a group or channel, or invite those who do not know the caller; members stay as they are",
    auth: "user",
    ...inRoom,
    body: z.object({ user_ids: users.check(z.minLength(1)) }),
    /** Those who will be members only if they agree, if there are any. */
    response: z.object({ invited: z.optional(z.array(UserId)) }),
    refusals: [...RULING, "room_full", "not_found", "archived", "person_banned", "too_many", "rate_limited"],
  }),
  join: endpoint({
    method: "POST",
    path: "/api/rooms/:room_id/join",
    summary:
      "Join a public channel, ask to if its admins want to be asked, or accept an invitation to a group or channel",
    auth: "user",
    ...inRoom,
    body: Empty,
    response: z.object({ state: z.enum(["joined", "requested"]) }),
    refusals: [...READING, "archived", "room_full", "too_many", "declined"],
  }),
  leave: endpoint({
    method: "POST",
    path: "/api/rooms/:room_id/leave",
    summary:
      "Leave a group or channel; when its last owner leaves, the longest-standing admin or member becomes owner",
    auth: "user",
    ...inRoom,
    body: Empty,
    response: Empty,
    refusals: [...RULING, "rate_limited"],
  }),
  applyAction: endpoint({
    method: "POST",
    path: "/api/rooms/:room_id/actions",
    summary: "Apply an action in a room: edit, delete, react, pin, vote, moderate, change settings",
    auth: "user",
    ...inRoom,
    body: z.object({ action: Action, age_ms: AgeMs }),
    response: Empty,
    refusals: [
      ...new Set([
        ...RULING,
        "archived",
        "muted",
        "blocked",
        "rate_limited",
        ...refusalsOf(roomActions),
      ] as const),
    ],
  }),
  syncRoom: endpoint({
    method: "GET",
    path: "/api/rooms/:room_id/sync",
    summary: "Long poll: what a room's socket would have sent from this position on",
    auth: "user",
    ...inRoom,
    query: z
      .object({
        epoch: z.optional(Position.shape.epoch),
        message_id: z.optional(counter),
        change_id: z.optional(counter),
        wait_ms: wait,
      })
      .check(withEpoch("message_id", "change_id")),
    response: z.object({ frames: z.array(RoomDown) }),
    refusals: [...READING, "removed", "room_deleted", "too_many_sockets"],
  }),
} as const;
