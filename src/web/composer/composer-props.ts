import type { NewFile } from "../../client/index.ts";
import type { MessageId, RoomId } from "../../protocol/ids.ts";
import type { Content, Message } from "../../protocol/message.ts";
import type { User } from "../../protocol/user.ts";
import type { ComposerTarget } from "./composer-target.ts";

/**
 * Each room and each thread gets a composer of its own: `room_id` and `thread` never change during its life.
 */
export interface ComposerProps {
  readonly room_id: RoomId;
  /** The thread it writes in, if any. A thread has a draft of its own. */
  readonly thread?: MessageId | undefined;
  /** The name of the recipient: a person, a room or a thread. */
  readonly name: string;
  /** The members known here, for `@`. If they fill a page or more, the server is asked for others. */
  readonly members: readonly User[];
  /** Whether `members` is complete. If not, unknown handles are resolved when the message is sent. */
  readonly knowsAll?: boolean | undefined;
  /** Others who have written here. They are offered for `@` too, although they may have left. */
  readonly speakers?: readonly User[] | undefined;
  /** Whether the user may mention the whole room with `@all` and `@here`; undefined until that is known. */
  readonly canMentionRoom?: boolean | undefined;
  /** What the text is for, unless it is simply a new message. The caller owns it; `onTarget` changes it. */
  readonly target: ComposerTarget | undefined;
  readonly onTarget: (target: ComposerTarget | undefined) => void;
  /** Looks up a loaded message by its id, so that a draft finds the message it replies to. */
  readonly messageOf?: ((message_id: MessageId) => Message | undefined) | undefined;
  /**
   * `handles` are those in the text that `content.mentions` does not cover, because nobody here is known by
   * them.
   */
  readonly onSend: (content: Content, handles: readonly string[], files?: readonly NewFile[]) => void;
  /** Resolves to whether the edit was accepted. */
  readonly onEdit: (
    message_id: MessageId,
    content: Pick<Content, "text" | "mentions" | "mention_room">,
    handles: readonly string[],
  ) => Promise<boolean>;
  /** Arrow up in an empty field: edits the user's last message. */
  readonly onEditLast: () => void;
  readonly onTyping: (on: boolean) => void;
}
