import { createMemo } from "solid-js";
import type { MessageId } from "../../protocol/ids.ts";
import type { Message } from "../../protocol/message.ts";
import { Composer } from "../composer/composer.tsx";
import type { ComposerProps } from "../composer/composer-props.ts";
import { CannotPost } from "./cannot-post.tsx";
import { useRoom } from "./open-room.ts";

type Own = Pick<ComposerProps, "target" | "onTarget" | "onSend" | "onTyping" | "name">;

/** The composer of the open room or of one of its threads, unless the user may not write. */
export function RoomComposer(
  props: Own & {
    readonly thread?: MessageId;
    /** The messages that can be replied to and edited here. */
    readonly messages: readonly Message[];
    /** The user's last message among them that can still be edited. */
    readonly lastOwn: () => Message | undefined;
  },
) {
  const room = useRoom();
  const canMentionRoom = createMemo(() => room.room() && room.rights().mentionRoom);
  return (
    <CannotPost>
      <Composer
        room_id={room.room_id}
        thread={props.thread}
        name={props.name}
        members={room.mentionable()}
        knowsAll={room.knowsAllMembers()}
        speakers={room.speakers()}
        canMentionRoom={canMentionRoom()}
        messageOf={(id) => props.messages.find(({ message_id }) => message_id === id)}
        target={props.target}
        onTarget={props.onTarget}
        onSend={props.onSend}
        onEdit={(message_id, content, handles) =>
          room.applyAction({ type: "edit", message_id, ...content }, handles)
        }
        onEditLast={() => {
          const message = props.lastOwn();
          if (message !== undefined) props.onTarget({ kind: "edit", message });
        }}
        onTyping={props.onTyping}
      />
    </CannotPost>
  );
}
