import type { Message } from "../../protocol/message.ts";
import type { MessageActions } from "./message-actions.ts";

/** What every sheet about a message is given. */
export interface SheetProps {
  readonly message: Message;
  readonly actions: MessageActions;
  readonly onClose: () => void;
}
