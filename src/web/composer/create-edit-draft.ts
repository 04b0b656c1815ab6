import { createMemo, untrack } from "solid-js";
import type { ComposerTarget } from "./composer-target.ts";
import { createDraft } from "./create-draft.ts";
import type { DraftPlace } from "./drafts.ts";

/**
 * Keeps the change of a message while it is being made: like the draft of a new message it survives another room,
 * a reload and Escape, and follows the user to other devices. `show` receives what another device writes.
 */
export function createEditDraft(
  place: DraftPlace,
  target: () => ComposerTarget | undefined,
  show: (text: string) => void,
) {
  const edited = () => {
    const now = target();
    return now?.kind === "edit" ? now.message : undefined;
  };
  const message_id = createMemo(() => edited()?.message_id);
  const draft = createMemo(() => {
    const edit = message_id();
    if (edit === undefined) return undefined;
    const original = untrack(edited)?.text ?? "";
    return { original, keeper: createDraft({ ...place, edit }, ({ text }) => show(text || original)) };
  });
  return {
    /** The text to go on with. */
    text: (): string => {
      const now = draft();
      return now?.keeper.draft.text || (now?.original ?? "");
    },
    keep: (text: string): void => {
      const now = draft();
      now?.keeper.type({ text: text === now.original ? "" : text });
    },
    /** The change was made: nothing is left to keep. */
    end: (): void => {
      draft()?.keeper.type({ text: "" });
      draft()?.keeper.write();
    },
  };
}
