import { onCleanup } from "solid-js";
import { words } from "../language/language.ts";
import { toast } from "../primitives/toast.tsx";

/**
 * Says that files cannot be sent, wherever one is dropped or pasted. A browser would leave the app and show
 * a dropped file in its place.
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
    // What office programs copy is a picture as well as words, and the words are what is meant.
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
