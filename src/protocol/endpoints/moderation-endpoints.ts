import * as z from "zod/mini";
import { LinkId, RoomId, UserId } from "../ids.ts";
import { AuditEntry, InviteLink, JoinRequest, LinkedRoom, Report } from "../moderation.ts";
import { Empty, endpoint, inRoom, messageId, RULING } from "./endpoint.ts";

const linkToken = z.object({ token: z.string().check(z.maxLength(200)) });

/** Invite links, join requests, bans, reports and the audit log. */
export const moderationEndpoints = {
  createLink: endpoint({
    method: "POST",
    path: "/api/rooms/:room_id/links",
    summary: "Create an invite link (owners and admins); its token is shown only this once",
    auth: "user",
    ...inRoom,
    body: z.object({
      expires_in_seconds: z._default(z.nullable(z.int().check(z.minimum(60))), 7 * 24 * 60 * 60),
      uses: z._default(z.nullable(z.int().check(z.minimum(1), z.maximum(10_000))), null),
    }),
    response: z.object({ link: InviteLink, token: z.string() }),
    refusals: [...RULING, "archived", "too_many", "rate_limited"],
  }),
  links: endpoint({
    method: "GET",
    path: "/api/rooms/:room_id/links",
    summary: "The invite links of a room (owners and admins)",
    auth: "user",
    ...inRoom,
    response: z.object({ links: z.array(InviteLink) }),
    refusals: [...RULING, "archived"],
  }),
  revokeLink: endpoint({
    method: "DELETE",
    path: "/api/rooms/:room_id/links/:link_id",
    summary: "Revoke an invite link (owners and admins)",
    auth: "user",
    params: z.object({ room_id: RoomId, link_id: LinkId }),
    response: Empty,
    refusals: [...RULING, "not_found", "archived", "rate_limited"],
  }),
  previewLink: endpoint({
    method: "POST",
    path: "/api/links/preview",
    summary: "See which room an invite link leads to",
    auth: "user",
    body: linkToken,
    response: LinkedRoom,
    refusals: ["link_invalid", "banned", "room_full", "archived"],
  }),
  joinByLink: endpoint({
    method: "POST",
    path: "/api/links/join",
    summary: "Join a room by an invite link",
    auth: "user",
    body: linkToken,
    response: z.object({ room_id: RoomId }),
    refusals: ["link_invalid", "banned", "room_full", "archived"],
  }),
  requests: endpoint({
    method: "GET",
    path: "/api/rooms/:room_id/requests",
    summary: "The join requests of a room (owners and admins)",
    auth: "user",
    ...inRoom,
    response: z.object({ requests: z.array(JoinRequest) }),
    refusals: [...RULING, "archived"],
  }),
  bans: endpoint({
    method: "GET",
    path: "/api/rooms/:room_id/bans",
    summary: "The people banned from a room (owners and admins)",
    auth: "user",
    ...inRoom,
    response: z.object({ bans: z.array(z.object({ user_id: UserId, by: UserId, at: z.int() })) }),
    refusals: RULING,
  }),
  reports: endpoint({
    method: "GET",
    path: "/api/rooms/:room_id/reports",
    summary: "Reported messages, the latest first (owners and admins)",
    auth: "user",
    ...inRoom,
    response: z.object({ reports: z.array(Report) }),
    refusals: RULING,
  }),
  audit: endpoint({
    method: "GET",
    path: "/api/rooms/:room_id/audit",
    summary: "The audit log, the latest first (owners and admins)",
    auth: "user",
    ...inRoom,
    query: z.object({ before: messageId }),
    response: z.object({ entries: z.array(AuditEntry) }),
    refusals: RULING,
  }),
} as const;
