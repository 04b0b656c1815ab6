import { createMemo, Show } from "solid-js";
import { Attachments } from "../files/attachments.tsx";
import { pendingFiles, sentFiles } from "../files/drawn-file.ts";
import { FileIcon } from "../files/file-icons.tsx";
import { words } from "../language/language.ts";
import buttonStyles from "../primitives/button.module.css";
import type { MessageActions } from "./message-actions.ts";
import styles from "./message-files.module.css";
import { type MessageRow, sentOf } from "./message-row.ts";

/** The files of a message, and while they are on their way, what can be done about that. */
export function MessageFiles(props: { readonly row: MessageRow; readonly actions: MessageActions }) {
  const sent = () => sentOf(props.row);
  const files = createMemo(() => {
    const { uploads, content } = props.row;
    return uploads ? pendingFiles(uploads) : sentFiles(props.actions.room_id, content.files);
  });
  const open = (picture: number): void => {
    const message = sent();
    if (message) props.actions.openPicture(message.message_id, picture);
  };
  return (
    <Show when={files().length > 0}>
      <Attachments files={files()} onOpen={sent() && open} />
      <Show when={props.row.delivery.state === "pending" && props.row.uploads}>
        {(uploads) => (
          <p class={styles.uploading}>
            <span>{words().files.uploaded(percentOf(files()))}</span>
            <Choice
              icon={uploads().isPaused ? "play" : "pause"}
              label={uploads().isPaused ? words().files.resume : words().files.pause}
              onPick={() => props.actions.pause(props.row.key, !uploads().isPaused)}
            />
            <Choice
              icon="close"
              label={words().files.cancel}
              onPick={() => props.actions.discard(props.row.key)}
            />
          </p>
        )}
      </Show>
    </Show>
  );
}

function Choice(props: {
  readonly icon: "play" | "pause" | "close";
  readonly label: string;
  readonly onPick: () => void;
}) {
  return (
    <button
      type="button"
      class={buttonStyles.iconButton}
      aria-label={props.label}
      title={props.label}
      onClick={() => props.onPick()}
    >
      <FileIcon name={props.icon} size={16} />
    </button>
  );
}

/** Of all files together, by their bytes. */
function percentOf(files: readonly { readonly size: number; readonly progress?: number }[]): number {
  const all = files.reduce((sum, { size }) => sum + size, 0);
  const done = files.reduce((sum, { size, progress = 0 }) => sum + size * progress, 0);
  return all === 0 ? 100 : Math.floor((100 * done) / all);
}
