import type { Edit, FieldContent } from "./format.ts";

/** The text of a field and its selection. */
export const contentOf = ({ value, selectionStart, selectionEnd }: HTMLTextAreaElement): FieldContent => ({
  text: value,
  from: selectionStart,
  to: selectionEnd,
});

/** Changes a field as if the user had typed, so that the browser's own undo works. */
export function applyEdit(area: HTMLTextAreaElement, { from, to, insert, select }: Edit): void {
  area.focus();
  area.setSelectionRange(from, to);
  // Deprecated but without a successor: nothing else reaches the undo history of a field. All browsers have
  // it.
  const isDone =
    insert === ""
      ? from === to || document.execCommand("delete")
      : document.execCommand("insertText", false, insert);
  if (!isDone) {
    area.setRangeText(insert, from, to, "end");
    area.dispatchEvent(new InputEvent("input", { bubbles: true }));
  }
  area.setSelectionRange(...select);
}
