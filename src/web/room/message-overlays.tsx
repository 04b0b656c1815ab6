import { Show, Suspense } from "solid-js";
import type { Message } from "../../protocol/message.ts";
import { MessageMenu, Viewer } from "../message/message-views.ts";
import type { createMessageActions } from "./create-message-actions.ts";

/** What opens over messages, of a room or of a thread: the menu of one of them, and the viewer of its pictures. */
export function MessageOverlays(props: {
  readonly of: ReturnType<typeof createMessageActions>;
  readonly messages: readonly Message[];
}) {
  return (
    <>
      <Suspense>
        <Show when={props.of.viewed()} keyed>
          {(picture) => (
            <Viewer
              viewed={picture}
              actions={props.of.actions}
              messages={props.messages}
              onClose={props.of.closeViewer}
            />
          )}
        </Show>
      </Suspense>
      <Suspense>
        <Show when={props.of.menu()} keyed>
          {(open) => <MessageMenu {...open} actions={props.of.actions} onClose={props.of.closeMenu} />}
        </Show>
      </Suspense>
    </>
  );
}
