import type { Message } from "../../protocol/message.ts";
import type { Talk } from "./message-actions.ts";

/** What every sheet about a message is given. */
export interface SheetProps {
  readonly message: Message;
  readonly talk: Talk;
  readonly onClose: () => void;
}
