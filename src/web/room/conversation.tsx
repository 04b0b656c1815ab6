import { createEffect, createSignal, Show, untrack } from "solid-js";
import type { MessageId } from "../../protocol/ids.ts";
import { unread } from "../../protocol/inbox.ts";
import type { Aim } from "../composer/aim.ts";
import { Composer } from "../composer/composer.tsx";
import { draftOf } from "../composer/drafts.ts";
import { ConnectionNote } from "../elements/connection-note.tsx";
import { useMe } from "../parlor-context.ts";
import { MessageMenu } from "../timeline/message-menu.tsx";
import { Timeline } from "../timeline/timeline.tsx";
import { CannotPost } from "./cannot-post.tsx";
import { createTalk } from "./create-talk.ts";
import { useRoom } from "./open-room.ts";
import { TypingLine } from "./typing-line.tsx";

/** What is said in the room, and saying something. */
export function ConversationView(props: { readonly jumpTo: MessageId | undefined }) {
  const room = useRoom();
  const { room_id, handle, state } = room;
  const me = useMe();
  const atOpen = untrack(room.conversation);
  const readAtOpen = atOpen !== undefined && unread(atOpen) > 0 ? atOpen.read : undefined;

  const [aim, setAim] = createSignal<Aim>();
  const { talk, menu, closeMenu, lastOwn, act } = createTalk({ onAim: setAim });
  const drafted = draftOf({ me: me().user_id, room_id }).reply_to;
  createEffect(() => {
    const message =
      drafted === undefined ? undefined : state().messages.find(({ message_id }) => message_id === drafted);
    if (message !== undefined && untrack(aim) === undefined) setAim({ kind: "reply", message });
  });

  return (
    <>
      <Timeline
        handle={handle}
        state={state()}
        kind={room.kind}
        name={room.name()}
        readAtOpen={readAtOpen}
        talk={talk}
        jumpTo={props.jumpTo}
      />
      <TypingLine typists={state().typists} thread={undefined} />
      <ConnectionNote connection={state().connection} />
      <CannotPost>
        <Composer
          room_id={room_id}
          name={room.name()}
          members={room.callable()}
          aim={aim()}
          onAim={setAim}
          onSend={(content) => handle.send(content)}
          onEdit={(message_id, content) => act({ type: "edit", message_id, ...content })}
          onEditLast={() => {
            const message = lastOwn();
            if (message !== undefined) setAim({ kind: "edit", message });
          }}
          onTyping={(on) => handle.typing(on)}
        />
      </CannotPost>
      <Show when={menu()} keyed>
        {(open) => <MessageMenu {...open} talk={talk} onClose={closeMenu} />}
      </Show>
    </>
  );
}
