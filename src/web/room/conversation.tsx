import { createSignal, Show, untrack } from "solid-js";
import type { MessageId } from "../../protocol/ids.ts";
import { unread } from "../../protocol/inbox.ts";
import type { Aim } from "../composer/aim.ts";
import { Composer } from "../composer/composer.tsx";
import { ConnectionNote, ElsewhereNote } from "../elements/connection-note.tsx";
import { observe, useParlor } from "../parlor-context.ts";
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
  const atOpen = untrack(room.conversation);
  const readAtOpen = atOpen !== undefined && unread(atOpen) > 0 ? atOpen.read : undefined;

  const list = observe(useParlor().connection);
  const [aim, setAim] = createSignal<Aim>();
  const { talk, menu, closeMenu, lastOwn } = createTalk({ onAim: setAim });

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
      <ElsewhereNote connection={state().connection} list={list()} />
      <CannotPost>
        <Composer
          room_id={room_id}
          name={room.name()}
          members={room.callable()}
          knowsAll={room.callsAll()}
          speakers={room.speakers()}
          callsRoom={room.room() && room.rights().callRoom}
          messageOf={(id) => state().messages.find(({ message_id }) => message_id === id)}
          aim={aim()}
          onAim={setAim}
          onSend={(content, handles) => handle.send(content, handles)}
          onEdit={(message_id, content, handles) =>
            room.act({ type: "edit", message_id, ...content }, handles)
          }
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
