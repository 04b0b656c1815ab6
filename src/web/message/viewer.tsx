import { lazy, Show, Suspense } from "solid-js";
import type { Message } from "../../protocol/message.ts";
import { picturesIn } from "../files/drawn-file.ts";
import type { MessageActions, ViewedPicture } from "./message-actions.ts";

const Lightbox = lazy(async () => ({ default: (await import("../files/lightbox.tsx")).Lightbox }));

/** The picture that is looked at, among all pictures of the messages that are here. */
export function Viewer(props: {
  readonly viewed: ViewedPicture | undefined;
  readonly messages: readonly Message[];
  readonly actions: MessageActions;
  readonly onClose: () => void;
}) {
  return (
    <Show when={props.viewed} keyed>
      {({ message_id, picture }) => (
        <Suspense>
          <Lightbox
            pictures={picturesIn(props.actions.room_id, props.messages)}
            message_id={message_id}
            picture={picture}
            onJump={(id) => {
              props.onClose();
              props.actions.goTo(id);
            }}
            onClose={props.onClose}
          />
        </Suspense>
      )}
    </Show>
  );
}
