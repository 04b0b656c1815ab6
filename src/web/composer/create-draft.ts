import { createEffect, createMemo, on, onCleanup, untrack } from "solid-js";
import { draftKey, keyOf } from "../../protocol/inbox.ts";
import { observe, useParlor } from "../state/parlor-context.ts";
import { DraftKeeper } from "./draft-keeper.ts";
import { type Draft, type DraftPlace, dropDraft, keepDraft, keptDraft, storeDraft } from "./drafts.ts";

/** Keeps the draft of one place while its composer exists. `show` receives what other devices write. */
export function createDraft(place: DraftPlace, show: (draft: Draft) => void): DraftKeeper {
  const parlor = useParlor();
  const { room_id, thread, edit } = place;
  const drafts = observe(parlor.entries("draft"));
  const key = draftKey(place);
  const inInbox = createMemo(() => {
    const found = drafts().find((entry) => keyOf(entry) === key);
    return found?.kind === "draft" ? found : undefined;
  });
  const keeper = new DraftKeeper(
    {
      now: () => parlor.now(),
      after: (ms, run) => {
        const timer = setTimeout(run, ms);
        return () => clearTimeout(timer);
      },
      write: async ({ text, reply_to }) => {
        const inThread = edit === undefined && thread !== undefined && { thread };
        const where = { room_id, ...inThread, ...(edit !== undefined && { edit }) };
        const action = {
          type: "draft",
          ...where,
          text,
          ...(reply_to !== undefined && { reply_to }),
        } as const;
        return (await parlor.applyInboxAction(action)).ok;
      },
      keep: (draft) => keepDraft(place, draft),
      store: () => storeDraft(place),
      drop: () => dropDraft(place),
      show,
    },
    keptDraft(place),
    untrack(inInbox),
  );
  createEffect(on(inInbox, (entry) => keeper.hear(entry), { defer: true }));

  // A draft that this device kept from earlier is sent only once the inbox's draft is known.
  const connection = observe(parlor.connection);
  const isLive = createMemo(() => connection().state === "live");
  createEffect(
    on(isLive, (live) => {
      if (!live) return;
      keeper.hear(inInbox());
      keeper.write();
    }),
  );

  const leave = (): void => {
    if (document.visibilityState === "hidden") keeper.leave();
  };
  document.addEventListener("visibilitychange", leave);
  onCleanup(() => {
    document.removeEventListener("visibilitychange", leave);
    keeper.leave();
  });
  return keeper;
}
