import { latinKey } from "../primitives/latin-key.ts";
import type { createWriting } from "./create-writing.ts";
import { contentOf } from "./field-content.ts";
import { type Mark, newLine, toggleMark } from "./format.ts";

/** On a touch keyboard, Enter starts a new line, as everywhere on a phone. */
export const isPhone = (): boolean => matchMedia("(hover: none) and (pointer: coarse)").matches;

/**
 * While an input method is composing, Enter chooses a candidate. Safari ends composing before the keydown and
 * marks that event with the old keyCode instead.
 */
const isComposing = (event: KeyboardEvent): boolean => event.isComposing || event.keyCode === 229;

const marks: Readonly<Record<string, Mark>> = { b: "strong", i: "emphasis", e: "code", X: "strike" };

/** What the keys of the field do besides typing. */
export function createKeyHandlers(
  writing: ReturnType<typeof createWriting>,
  area: () => HTMLTextAreaElement,
  does: { readonly editLast: () => boolean; readonly cancel: () => boolean },
) {
  const { completion } = writing;
  const complete = (event: KeyboardEvent): boolean => {
    const suggestions = completion.suggestions();
    const chosen = suggestions[completion.active()];
    if (chosen === undefined || event.shiftKey || event.ctrlKey || event.metaKey || event.altKey)
      return false;
    if (event.key === "ArrowDown" || event.key === "ArrowUp")
      completion.step(event.key === "ArrowDown" ? 1 : -1);
    else if (event.key === "Enter" || event.key === "Tab") writing.pick(chosen);
    else if (event.key === "Escape") completion.close();
    else return false;
    return true;
  };
  const format = (event: KeyboardEvent): boolean => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey) return false;
    const key = latinKey(event);
    const mark = marks[event.shiftKey ? key.toUpperCase() : key.toLowerCase()];
    if (mark === undefined) return false;
    writing.apply(toggleMark(contentOf(area()), mark));
    return true;
  };
  const enter = (event: KeyboardEvent): boolean => {
    if (event.key !== "Enter") return false;
    const isLine = event.shiftKey || (isPhone() && !event.ctrlKey && !event.metaKey);
    if (!isLine) writing.send();
    else {
      const edit = newLine(contentOf(area()));
      // A plain new line is best left to the browser.
      if (edit.insert === "\n") return false;
      writing.apply(edit);
    }
    return true;
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (isComposing(event)) return;
    const isDone =
      complete(event) ||
      format(event) ||
      enter(event) ||
      (event.key === "Escape" && does.cancel()) ||
      (event.key === "ArrowUp" && writing.text() === "" && does.editLast());
    if (isDone) event.preventDefault();
  };
  /** The cursor may have moved to another word. */
  const onKeyUp = (event: KeyboardEvent): void => {
    if (/^(Arrow(Left|Right)|Home|End)$/.test(event.key))
      completion.look(area().value, area().selectionStart);
  };
  return { onKeyDown, onKeyUp };
}
