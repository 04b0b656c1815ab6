import type { ThreadState } from "../../../client/index.ts";
import type { MessageId, UserId } from "../../../protocol/ids.ts";
import type { Content, Message } from "../../../protocol/message.ts";
import { type MessageRow, sentOf } from "../../message/message-row.ts";
import { rowsOf } from "../../timeline/rows.ts";

export interface ThreadRow extends MessageRow {
  /** Whether this is the root message of the thread. */
  readonly isRoot: boolean;
}

/** The rows of a thread. Its replies need not say that they belong to it, because they are shown in it. */
export function threadRows(root: MessageId, { messages, pending }: ThreadState, me: UserId): ThreadRow[] {
  const rows = rowsOf({
    messages: messages.map((message) =>
      message.message_id === root ? withoutReplies(message) : alone(message),
    ),
    changes: [],
    pending: pending.map((each) => ({ ...each, content: alone(each.content) })),
    fromStart: false,
    me,
    newAfter: undefined,
  });
  const replies = rows.filter((row) => row.kind === "message");
  return replies.map((row) => ({ ...row, isRoot: sentOf(row)?.message_id === root }));
}

const alone = <T extends Content>({ thread: _, ...content }: T): Omit<T, "thread"> => content;
const withoutReplies = ({ replies: _, ...message }: Message): Message => message;
