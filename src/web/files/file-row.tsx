import { createSignal, Show } from "solid-js";
import { harmlessName } from "../../protocol/harmless-name.ts";
import { words } from "../language/language.ts";
import { useParlor } from "../state/parlor-context.ts";
import styles from "./attachments.module.css";
import type { DrawnFile } from "./drawn-file.ts";
import { FileIcon } from "./file-icons.tsx";
import { fileIcon, shownName, sizeText } from "./file-text.ts";
import { Progress } from "./progress.tsx";

/** A file that is not drawn: its name, its size, and what kind it is. Pressing it saves it. */
export function FileRow(props: { readonly file: DrawnFile }) {
  const parlor = useParlor();
  const [isBusy, setBusy] = createSignal(false);
  const save = async (): Promise<void> => {
    const { source, name } = props.file;
    if (source.kind !== "sent" || isBusy()) return;
    setBusy(true);
    const address = await parlor.files.address(source.room_id, source.file_id, true);
    setBusy(false);
    saveFrom(address, name);
  };
  const content = () => (
    <>
      <span class={styles.fileIcon}>
        <FileIcon name={fileIcon(props.file)} size={20} />
      </span>
      <span class={styles.fileName}>
        <bdi>{shownName(props.file.name)}</bdi>
        <small>{sizeText(props.file.size)}</small>
      </span>
      <Progress part={props.file.progress} />
    </>
  );
  return (
    <Show when={props.file.source.kind === "sent"} fallback={<span class={styles.file}>{content()}</span>}>
      <button
        type="button"
        class={styles.file}
        aria-label={words().files.download(shownName(props.file.name))}
        onClick={() => void save()}
      >
        {content()}
        <FileIcon name="download" size={18} />
      </button>
    </Show>
  );
}

/** Has the browser save what is at an address. */
export function saveFrom(address: string, name: string): void {
  const link = document.createElement("a");
  link.href = address;
  link.download = harmlessName(name);
  link.click();
}
