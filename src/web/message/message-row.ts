import type { PendingFiles } from "../../client/index.ts";
import type { ClientId, MessageId, UserId } from "../../protocol/ids.ts";
import type { Content, Message } from "../../protocol/message.ts";

export type Delivery =
  | { readonly state: "sent"; readonly message: Message }
  | { readonly state: "pending" }
  | { readonly state: "failed"; readonly why: string };

/** A message as it is drawn. Its key is the client_id, so that a pending message becomes a sent one in place. */
export interface MessageRow {
  readonly kind: "message";
  readonly key: ClientId;
  readonly sender: UserId;
  readonly time: number;
  readonly content: Content;
  readonly delivery: Delivery;
  /** Its files, while they are on their way. */
  readonly uploads?: PendingFiles | undefined;
  readonly isOwn: boolean;
  /** Whether it is the first and the last of consecutive messages by one author. */
  readonly first: boolean;
  readonly last: boolean;
  /** Whether its time is shown. It is not if the next message of the same author shows the same time. */
  readonly timed: boolean;
  /** The message it replies to, if that is loaded. */
  readonly answers: Message | undefined;
  /** Whether that stands right above it, so that it need not be quoted. */
  readonly answersAbove: boolean;
}

/** The message as the server has it; undefined until it does. */
export const sentOf = ({ delivery }: MessageRow): Message | undefined =>
  delivery.state === "sent" ? delivery.message : undefined;

/** The message that is quoted above another: the one it replies to, or the first of its thread. */
export const answeredBy = ({ reply_to, thread }: Content): MessageId | undefined => reply_to ?? thread;
