import type { Accessor } from "solid-js";
import type { Action } from "../../protocol/actions.ts";
import type { Result } from "../../protocol/codes.ts";
import type { ClientId, MessageId, RoomId, UserId } from "../../protocol/ids.ts";
import type { Message } from "../../protocol/message.ts";
import type { Receipt } from "../../protocol/room-frames.ts";
import type { Choice, MenuChoice } from "./choices.ts";
import type { ReceiptSummary } from "./receipt-summary.ts";

/** What the menu opens with: everything, or only the emoji. */
export type MenuStep = "choices" | "emoji";

/** A picture that is looked at. */
export interface ViewedPicture {
  readonly message_id: MessageId;
  readonly picture: number;
}

/** What the messages of a room need to know about it, and what can be done with them. */
export interface MessageActions {
  readonly room_id: RoomId;
  readonly receiptSummary: Accessor<ReceiptSummary>;
  readonly receipts: Accessor<ReadonlyMap<UserId, Receipt>>;
  readonly isSaved: (message_id: MessageId) => boolean;
  readonly choices: (message: Message) => readonly MenuChoice[];
  readonly canReact: (message: Message) => boolean;
  readonly choose: (choice: Choice, message: Message) => void;
  readonly react: (message: Message, emoji: string) => void;
  readonly vote: (message: Message, option: number) => void;
  /** Applies an action and resolves to its result. */
  readonly applyAction: (action: Action) => Promise<Result<null>>;
  /** Goes to another message in the room. */
  readonly goTo: (message_id: MessageId) => void;
  /** Opens the menu of a message where the user pressed. */
  readonly openMenu: (message: Message, at: DOMRect, step: MenuStep) => void;
  /** Opens a picture of a message, by its place among the pictures of that. */
  readonly openPicture: (message_id: MessageId, picture: number) => void;
  /** Stops uploading the files of a message of one's own, or goes on. */
  readonly pause: (client_id: ClientId, on: boolean) => void;
  readonly retry: (client_id: ClientId) => void;
  readonly discard: (client_id: ClientId) => void;
}

/** The options chosen once a poll option was pressed. Pressing a chosen one removes it. */
export function votesAfter(message: Message, option: number): number[] {
  const chosen = (message.votes ?? []).flatMap(({ me }, index) => (me ? [index] : []));
  if (chosen.includes(option)) return chosen.filter((each) => each !== option);
  return message.poll?.multiple ? [...chosen, option].sort((a, b) => a - b) : [option];
}
