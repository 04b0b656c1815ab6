import { type Accessor, createEffect, createMemo, createSignal, on, onCleanup } from "solid-js";
import type { RoomHandle } from "../../client/index.ts";
import type { MessageId } from "../../protocol/ids.ts";

/** Whether the page is visible: nothing is read in a background tab or on a locked phone. */
function createInView(): Accessor<boolean> {
  const [inView, set] = createSignal(document.visibilityState === "visible");
  const look = () => set(document.visibilityState === "visible");
  document.addEventListener("visibilitychange", look);
  onCleanup(() => document.removeEventListener("visibilitychange", look));
  return inView;
}

export interface Reading {
  /** The message after which the "new messages" line stands. */
  readonly newAfter: Accessor<MessageId | undefined>;
  /** The user wrote something, so nothing counts as new any more. */
  readonly clear: () => void;
}

/**
 * What has been read, and where new messages begin. A message is read when it is on the screen of a visible
 * page. The line stands where reading stopped: when the room was opened, or when the reader looked away.
 */
export function createReading(options: {
  readonly readAtOpen: MessageId | undefined;
  readonly head: Accessor<MessageId>;
  readonly atEnd: Accessor<boolean>;
  /** The newest message on the screen. */
  readonly seen: Accessor<MessageId>;
  /** The first loaded message: messages that a jump skipped have not been read. */
  readonly first: Accessor<MessageId>;
  readonly handle: Pick<RoomHandle, "markRead" | "setAtEnd">;
}): Reading {
  const { head, atEnd, seen } = options;
  const inView = createInView();
  const [newAfter, setNewAfter] = createSignal(options.readAtOpen);
  const attentive = createMemo(() => inView() && atEnd());
  let leftAt: MessageId | undefined;
  createEffect(() => options.handle.setAtEnd(attentive()));

  createEffect(
    on(
      attentive,
      (now) => {
        leftAt = now ? undefined : (leftAt ?? (head() > 0 ? head() : undefined));
      },
      { defer: true },
    ),
  );
  createEffect(
    on(head, (now) => {
      if (attentive() || leftAt === undefined || now <= leftAt) return;
      if ((newAfter() ?? 0) < leftAt) setNewAfter(leftAt);
    }),
  );

  let read = options.readAtOpen;
  let reported = 0;
  createEffect(() => {
    const isWhole = read === undefined || options.first() <= read + 1;
    const upTo = atEnd() ? head() : isWhole ? seen() : 0;
    if (!inView() || upTo <= reported) return;
    reported = upTo;
    read = Math.max(upTo, read ?? head());
    options.handle.markRead(upTo);
  });
  return { newAfter, clear: () => setNewAfter(undefined) };
}
