import type { Message } from "../../protocol/message.ts";
import type { MessageActions } from "./message-actions.ts";

/** The props of every sheet about a message. */
export interface SheetProps {
  readonly message: Message;
  readonly actions: MessageActions;
  readonly onClose: () => void;
}
