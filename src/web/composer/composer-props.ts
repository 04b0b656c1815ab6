import type { MessageId, RoomId } from "../../protocol/ids.ts";
import type { Content, Message } from "../../protocol/message.ts";
import type { User } from "../../protocol/user.ts";
import type { ComposerTarget } from "./composer-target.ts";

/** A composer is made anew for each room and thread: `room_id` and `thread` do not change in its life. */
export interface ComposerProps {
  readonly room_id: RoomId;
  /** The thread it writes in, where it does: that has a draft of its own. */
  readonly thread?: MessageId | undefined;
  /** Whom it speaks to, as a name. */
  readonly name: string;
  /** The members at hand, for `@`. Where they are a page or more, the server is asked for others. */
  readonly members: readonly User[];
  /** Whether `members` are all there are. If not, whose a handle is may be found out when it is sent. */
  readonly knowsAll?: boolean | undefined;
  /** Others who have spoken here: offered for `@` too, though they may have left. */
  readonly speakers?: readonly User[] | undefined;
  /** Whether this user may call on the whole room by `@all` and `@here`; not set before that is known. */
  readonly canMentionRoom?: boolean | undefined;
  /** What the text is for, where it is not simply something new. Owned by the caller, changed by `onTarget`. */
  readonly target: ComposerTarget | undefined;
  readonly onTarget: (target: ComposerTarget | undefined) => void;
  /** A message that is here, by its id: so that a draft finds again what it answers. */
  readonly messageOf?: ((message_id: MessageId) => Message | undefined) | undefined;
  /** `handles`: those the text calls by beyond its mentions. Here it is not known whose they are. */
  readonly onSend: (content: Content, handles: readonly string[]) => void;
  /** Resolves to whether it was taken. */
  readonly onEdit: (
    message_id: MessageId,
    content: Pick<Content, "text" | "mentions">,
    handles: readonly string[],
  ) => Promise<boolean>;
  /** The arrow up in an empty field: to the last own message. */
  readonly onEditLast: () => void;
  readonly onTyping: (on: boolean) => void;
}
