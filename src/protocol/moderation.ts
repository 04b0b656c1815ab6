import * as z from "zod/mini";
import { Action } from "./actions.ts";
import { MessageId, RoomId, RoomKind, UserId } from "./ids.ts";

/** What only owners and admins see. */

/** As the room stores it. */
const StoredLinkId = z.string().brand<"link", "inout">();

/** A link by which anyone who has it joins a room. Its secret is shown once, when it is made. */
export const InviteLink = z.object({
  link_id: StoredLinkId,
  by: UserId,
  created_at: z.int(),
  /** Unix milliseconds; null for never. */
  expires_at: z.nullable(z.int()),
  /** How many more people may join by it; null for any number. */
  uses_left: z.nullable(z.int()),
});
export type InviteLink = z.infer<typeof InviteLink>;

/** A room as it appears to somebody with an invite link. */
export const LinkedRoom = z.object({
  room_id: RoomId,
  kind: RoomKind,
  name: z.string(),
  topic: z.string(),
  member_count: z.int(),
  /** Whether they are a member already. */
  is_member: z.boolean(),
});
export type LinkedRoom = z.infer<typeof LinkedRoom>;

export const JoinRequest = z.object({ user_id: UserId, at: z.int() });
export type JoinRequest = z.infer<typeof JoinRequest>;

export const Report = z.object({
  report_id: z.int(),
  message_id: MessageId,
  by: UserId,
  reason: z.string(),
  at: z.int(),
});
export type Report = z.infer<typeof Report>;

/** Something an owner or admin did. */
export const AuditEntry = z.object({
  audit_id: z.int(),
  by: UserId,
  at: z.int(),
  action: z.union([
    Action,
    z.object({ type: z.literal("create_link"), link_id: StoredLinkId }),
    z.object({ type: z.literal("revoke_link"), link_id: StoredLinkId }),
  ]),
});
export type AuditEntry = z.infer<typeof AuditEntry>;

/** An earlier text of an edited message, and when it was replaced (Unix milliseconds). */
export const Revision = z.object({ text: z.string(), until: z.int() });
export type Revision = z.infer<typeof Revision>;
