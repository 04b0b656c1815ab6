import { createSignal } from "solid-js";
import type { Content } from "../../protocol/message.ts";
import type { PickedFiles } from "../files/picked-files.ts";
import type { ComposerProps } from "./composer-props.ts";

/** The files that go with what is being written, and sending it with them. */
export function createAttaching(props: ComposerProps, picked: PickedFiles) {
  /** Whether files are being made ready: what is sent meanwhile would overtake them. */
  const [isPreparing, setPreparing] = createSignal(false);
  const isEdit = () => props.target?.kind === "edit";
  const hasFiles = () => !isEdit() && picked.all.length > 0;
  return {
    picked,
    isPreparing,
    /** Whether the text may be left out. */
    mayBeEmpty: () => hasFiles() || (isEdit() && props.target?.message.files !== undefined),
    post(content: Content, handles: readonly string[]): void {
      if (!hasFiles()) return props.onSend(content, handles);
      setPreparing(true);
      void picked.take().then((files) => {
        props.onSend(content, handles, files);
        setPreparing(false);
      });
    },
  };
}
