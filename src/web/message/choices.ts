import type { RoomKind, UserId } from "../../protocol/ids.ts";
import { EDIT_WINDOW_MS } from "../../protocol/limits.ts";
import type { Message } from "../../protocol/message.ts";
import type { Role, Room } from "../../protocol/room.ts";
import type { IconName } from "../primitives/icon.tsx";
import { rightsIn } from "../state/rights.ts";

/** What the user can do with a message right away, besides reacting to it. */
export type Choice =
  | "reply"
  | "thread"
  | "edit"
  | "copy"
  | "link"
  | "save"
  | "unsave"
  | "pin"
  | "unpin"
  | "unread"
  | "delete";
/** Choices that open a sheet. */
export type SheetName = "forward" | "seen" | "reactions" | "history" | "report";
export type MenuChoice = Choice | SheetName;

export const choiceIcons: Record<MenuChoice, IconName> = {
  reply: "reply",
  thread: "thread",
  edit: "edit",
  copy: "copy",
  link: "link",
  forward: "forward",
  save: "star",
  unsave: "star",
  pin: "pin",
  unpin: "pin",
  unread: "unread",
  seen: "checks",
  reactions: "react",
  history: "clock",
  report: "flag",
  delete: "delete",
};

const SHEETS: ReadonlySet<MenuChoice> = new Set(["forward", "seen", "reactions", "history", "report"]);
export const isSheet = (choice: MenuChoice): choice is SheetName => SHEETS.has(choice);

/** The user's position in a room. */
export interface Standing {
  readonly me: UserId;
  readonly kind: RoomKind;
  readonly room: Pick<Room, "permissions" | "archived" | "edit_window_seconds"> | undefined;
  readonly role: Role | undefined;
  readonly now: number;
}

/** What is known about a message besides its content. */
export interface MessageFlags {
  readonly isSaved: boolean;
  /** Whether the room keeps read receipts. */
  readonly hasReceipts: boolean;
}

export const canReact = (message: Message, { room }: Standing): boolean =>
  message.deleted_at === undefined && room !== undefined && !room.archived;

export const canEdit = (message: Message, { me, room, now }: Standing): boolean =>
  message.sender === me &&
  message.forward === undefined &&
  message.deleted_at === undefined &&
  room !== undefined &&
  !room.archived &&
  now - message.time < 1_000 * (room.edit_window_seconds ?? EDIT_WINDOW_MS / 1_000);

/**
 * The choices in the order of the menu. The server decides in the end; this leaves out what it would refuse.
 */
export function choicesFor(message: Message, standing: Standing, flags: MessageFlags): MenuChoice[] {
  if (message.deleted_at !== undefined) return [];
  const isOwn = message.sender === standing.me;
  const { kind, room, role } = standing;
  const isShared = kind !== "dm";
  const rights = rightsIn(kind, room, role);
  const mayDelete = room !== undefined && !room.archived && (isOwn || rights.isAdmin);
  const all: (MenuChoice | false)[] = [
    rights.post && "reply",
    (rights.post || message.replies !== undefined) && "thread",
    canEdit(message, standing) && "edit",
    "copy",
    // The address of a DM names its two people.
    isShared && "link",
    "forward",
    flags.isSaved ? "unsave" : "save",
    rights.pin && (message.pinned ? "unpin" : "pin"),
    !isOwn && "unread",
    isShared && flags.hasReceipts && "seen",
    message.reactions !== undefined && "reactions",
    rights.isAdmin && message.edited_at !== undefined && "history",
    !isOwn && "report",
    mayDelete && "delete",
  ];
  return all.filter((choice) => choice !== false);
}
