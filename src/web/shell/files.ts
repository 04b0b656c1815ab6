import { onCleanup } from "solid-js";
import { words } from "../language/language.ts";
import { toast } from "../primitives/toast.tsx";

/**
 * Says that files cannot be sent, wherever one is dropped or pasted. A browser would otherwise leave the app
 * and show the dropped file.
 */
export function refuseFiles(): void {
  const bringsFiles = (data: DataTransfer | null): data is DataTransfer =>
    data?.types.includes("Files") === true;
  const onDrag = (event: DragEvent): void => {
    if (!bringsFiles(event.dataTransfer)) return;
    event.preventDefault();
    if (event.type === "drop") toast(words().shell.noFiles);
  };
  const onPaste = ({ clipboardData }: ClipboardEvent): void => {
    // Office programs copy a picture along with the text, and the text is what is meant.
    if (bringsFiles(clipboardData) && clipboardData.getData("text/plain") === "")
      toast(words().shell.noFiles);
  };
  addEventListener("dragover", onDrag);
  addEventListener("drop", onDrag);
  addEventListener("paste", onPaste);
  onCleanup(() => {
    removeEventListener("dragover", onDrag);
    removeEventListener("drop", onDrag);
    removeEventListener("paste", onPaste);
  });
}
