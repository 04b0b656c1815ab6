import type { Message } from "../../protocol/message.ts";
import { picturesIn } from "../files/drawn-file.ts";
import { Lightbox } from "../files/lightbox.tsx";
import type { MessageActions, ViewedPicture } from "./message-actions.ts";

/** The picture that is looked at, among all pictures of the messages that are here. */
export function Viewer(props: {
  readonly viewed: ViewedPicture;
  readonly messages: readonly Message[];
  readonly actions: MessageActions;
  readonly onClose: () => void;
}) {
  return (
    <Lightbox
      pictures={picturesIn(props.actions.room_id, props.messages)}
      message_id={props.viewed.message_id}
      picture={props.viewed.picture}
      onJump={(id) => {
        props.onClose();
        props.actions.goTo(id);
      }}
      onClose={props.onClose}
    />
  );
}
