import type { RoomKind, UserId } from "../../protocol/ids.ts";
import { EDIT_WINDOW_MS } from "../../protocol/limits.ts";
import type { Message } from "../../protocol/message.ts";
import type { Role, Room } from "../../protocol/room.ts";
import type { IconName } from "../elements/icon.tsx";

/** What one can do with a message besides reacting to it. */
export type Choice =
  | "reply"
  | "thread"
  | "edit"
  | "copy"
  | "save"
  | "unsave"
  | "pin"
  | "unpin"
  | "unread"
  | "delete";

export const choiceWords: Record<Choice, { readonly icon: IconName; readonly label: string }> = {
  reply: { icon: "reply", label: "Reply" },
  thread: { icon: "thread", label: "Reply in thread" },
  edit: { icon: "edit", label: "Edit" },
  copy: { icon: "copy", label: "Copy text" },
  save: { icon: "star", label: "Save for later" },
  unsave: { icon: "star", label: "No longer keep for later" },
  pin: { icon: "pin", label: "Pin" },
  unpin: { icon: "pin", label: "Unpin" },
  unread: { icon: "unread", label: "Mark unread" },
  delete: { icon: "delete", label: "Delete" },
};

/** Where somebody stands towards a room and its messages. */
export interface Standing {
  readonly me: UserId;
  readonly kind: RoomKind;
  readonly room: Pick<Room, "permissions" | "archived"> | undefined;
  readonly role: Role | undefined;
  readonly now: number;
}

const isAdmin = ({ role }: Standing): boolean => role === "owner" || role === "admin";

const allows = (standing: Standing, what: "post" | "pin"): boolean =>
  standing.room !== undefined &&
  !standing.room.archived &&
  (standing.room.permissions[what] === "everyone" || isAdmin(standing));

export const canReact = (message: Message, { room }: Standing): boolean =>
  message.deleted_at === undefined && room !== undefined && !room.archived;

export const canEdit = (message: Message, { me, room, now }: Standing): boolean =>
  message.sender === me &&
  message.deleted_at === undefined &&
  now - message.time < EDIT_WINDOW_MS &&
  room !== undefined &&
  !room.archived;

/** In the order of a menu. The server has the last word; this leaves out what it would refuse. */
export function choicesFor(message: Message, standing: Standing, isSaved: boolean): Choice[] {
  if (message.deleted_at !== undefined) return [];
  const isOwn = message.sender === standing.me;
  const { kind, room } = standing;
  const mayDelete = room !== undefined && !room.archived && (isOwn || (kind !== "dm" && isAdmin(standing)));
  const all: (Choice | false)[] = [
    allows(standing, "post") && "reply",
    allows(standing, "post") && "thread",
    canEdit(message, standing) && "edit",
    "copy",
    isSaved ? "unsave" : "save",
    allows(standing, "pin") && (message.pinned ? "unpin" : "pin"),
    !isOwn && "unread",
    mayDelete && "delete",
  ];
  return all.filter((choice) => choice !== false);
}
