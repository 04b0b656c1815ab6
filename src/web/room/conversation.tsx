import { createSignal, onCleanup, untrack } from "solid-js";
import type { MessageId } from "../../protocol/ids.ts";
import { unread } from "../../protocol/inbox.ts";
import type { ComposerTarget } from "../composer/composer-target.ts";
import { MessageMenu } from "../message/message-views.ts";
import { ConnectionNote, ElsewhereNote } from "../primitives/connection-note.tsx";
import { observe, useParlor } from "../state/parlor-context.ts";
import { Timeline } from "../timeline/timeline.tsx";
import styles from "./conversation.module.css";
import { createMessageActions } from "./create-message-actions.ts";
import { MessageOverlays } from "./message-overlays.tsx";
import { useRoom } from "./open-room.ts";
import { ProofNote } from "./proof-note.tsx";
import { RequestBar } from "./request-bar.tsx";
import { RoomComposer } from "./room-composer.tsx";
import { TypingLine } from "./typing-line.tsx";

/** Milliseconds after which the messages have been drawn. Somebody may soon open the menu of one. */
const DRAWN_MS = 500;

/** The messages of the room and the composer. */
export function ConversationView(props: { readonly jumpTo: MessageId | undefined }) {
  const room = useRoom();
  const { handle, state } = room;
  const atOpen = untrack(room.conversation);
  const readAtOpen = atOpen !== undefined && unread(atOpen) > 0 ? atOpen.read : undefined;

  const list = observe(useParlor().connection);
  const [target, setTarget] = createSignal<ComposerTarget>();
  const messageActions = createMessageActions({ onTarget: setTarget });
  const { actions, lastOwn } = messageActions;
  const timer = setTimeout(MessageMenu.prefetch, DRAWN_MS);
  onCleanup(() => clearTimeout(timer));

  return (
    <>
      <Timeline
        handle={handle}
        state={state()}
        kind={room.kind}
        name={room.name()}
        readAtOpen={readAtOpen}
        actions={actions}
        jumpTo={props.jumpTo}
      />
      <ProofNote />
      <TypingLine users={state().users} thread={undefined} />
      <ConnectionNote connection={state().connection} class={styles.connection} />
      <ElsewhereNote connection={state().connection} list={list()} class={styles.connection} />
      <RequestBar />
      <RoomComposer
        name={room.name()}
        messages={state().messages}
        lastOwn={lastOwn}
        target={target()}
        onTarget={setTarget}
        onSend={(content, handles, files) => handle.send(content, handles, files)}
        onTyping={(on) => handle.typing(on)}
      />
      <MessageOverlays of={messageActions} messages={state().messages} />
    </>
  );
}
