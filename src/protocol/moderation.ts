import * as z from "zod/mini";
import { Action } from "./actions.ts";
import { MessageId, RoomId, RoomKind, UserId } from "./ids.ts";
import { Poll } from "./message.ts";

/** What owners and admins work with, and nobody else sees. */

/** As the room has stored it. */
const StoredLinkId = z.string().brand<"link", "inout">();

/** A way into a room for whoever has the link. The secret part is shown once, when it is made. */
export const InviteLink = z.object({
  link_id: StoredLinkId,
  by: UserId,
  created_at: z.int(),
  /** Unix milliseconds; null for never. */
  expires_at: z.nullable(z.int()),
  /** How many more may come in by it; null for any number. */
  uses_left: z.nullable(z.int()),
});
export type InviteLink = z.infer<typeof InviteLink>;

/** A room as somebody sees it who holds a link into it. */
export const LinkedRoom = z.object({
  room_id: RoomId,
  kind: RoomKind,
  name: z.string(),
  topic: z.string(),
  member_count: z.int(),
  /** Whether they are in it already. */
  is_member: z.boolean(),
});
export type LinkedRoom = z.infer<typeof LinkedRoom>;

export const JoinRequest = z.object({ user_id: UserId, at: z.int() });
export type JoinRequest = z.infer<typeof JoinRequest>;

/** A message as it was when somebody reported it. It stays so, whatever becomes of the message. */
export const ReportedMessage = z.object({
  sender: UserId,
  /** Unix milliseconds. */
  time: z.int(),
  text: z.string(),
  poll: z.optional(Poll),
});
export type ReportedMessage = z.infer<typeof ReportedMessage>;

export const Report = z.object({
  report_id: z.int(),
  message_id: MessageId,
  by: UserId,
  reason: z.string(),
  at: z.int(),
  /** Left out of reports made before messages were kept with them. */
  message: z.optional(ReportedMessage),
});
export type Report = z.infer<typeof Report>;

/** Something an admin did to others. */
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

/** An earlier text of an edited message, and until when (Unix milliseconds) it stood. */
export const Revision = z.object({ text: z.string(), until: z.int() });
export type Revision = z.infer<typeof Revision>;
