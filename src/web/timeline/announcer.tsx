import { createEffect, createSignal, For, on, onCleanup, untrack } from "solid-js";
import type { RoomId } from "../../protocol/ids.ts";
import type { Message } from "../../protocol/message.ts";
import { plainText } from "../markdown/notation.ts";
import { observe, useMe, useParlor } from "../state/parlor-context.ts";

/** Messages announced at once: after a pause, nobody wants to hear all that was missed. */
const MOST = 5;
/** Milliseconds after which an announcement is taken away. Screen readers have taken it by then. */
const HEARD_MS = 3_000;
/** Announcements that are remembered, so that a reply is not heard in its room and in its thread. */
const REMEMBERED_MAX = 50;
const announced: string[] = [];

/**
 * Says what others have just written, by name and words and nothing else: a message brings its time and its buttons,
 * and a screen reader would read out all that is added to a live region.
 */
export function Announcer(props: {
  readonly room_id: RoomId;
  readonly messages: readonly Message[];
  /** Whether the reader is where new messages appear. */
  readonly isOn: boolean;
}) {
  const me = useMe();
  const { people, blocked } = useParlor();
  const isBlocked = observe(blocked);
  const [texts, setTexts] = createSignal<readonly { readonly text: string }[]>([]);
  const timers = new Set<ReturnType<typeof setTimeout>>();
  const isNew = ({ message_id }: Message): boolean => {
    const key = `${props.room_id} ${message_id}`;
    if (announced.includes(key)) return false;
    announced.splice(0, Math.max(0, announced.push(key) - REMEMBERED_MAX));
    return true;
  };
  const say = (messages: readonly Message[]): void => {
    const added = messages.slice(-MOST).map(({ sender, text }) => ({
      text: `${people.get(sender).get()?.name ?? "…"}: ${plainText(text)}`,
    }));
    setTexts((before) => [...before, ...added]);
    const timer = setTimeout(() => {
      timers.delete(timer);
      setTexts((before) => before.filter((each) => !added.includes(each)));
    }, HEARD_MS);
    timers.add(timer);
  };
  createEffect(
    on(
      () => props.messages.at(-1)?.message_id ?? 0,
      (last, before = 0) => {
        if (before === 0 || last <= before || !untrack(() => props.isOn)) return;
        const fresh = untrack(() => props.messages).filter(
          (each) =>
            each.message_id > before &&
            each.sender !== me().user_id &&
            each.deleted_at === undefined &&
            !untrack(isBlocked).has(each.sender) &&
            isNew(each),
        );
        if (fresh.length > 0) say(fresh);
      },
    ),
  );
  onCleanup(() => timers.forEach((timer) => clearTimeout(timer)));
  return (
    <div class="hidden" aria-live="polite" aria-relevant="additions" data-announcer="">
      <For each={texts()}>{({ text }) => <p dir="auto">{text}</p>}</For>
    </div>
  );
}
