import { createEffect, createMemo, createSignal, For, on, onCleanup, Show, untrack } from "solid-js";
import type { MessageId } from "../../../protocol/ids.ts";
import type { ComposerTarget } from "../../composer/composer-target.ts";
import { laterWords } from "../../language/language.ts";
import { names } from "../../language/names.ts";
import { BlockedPlaceholder } from "../../message/blocked-placeholder.tsx";
import { canEdit } from "../../message/choices.ts";
import { MessageBubble } from "../../message/message-bubble.tsx";
import buttonStyles from "../../primitives/button.module.css";
import noteStyles from "../../primitives/note.module.css";
import { toastRefusal } from "../../primitives/toast.tsx";
import { keyed } from "../../state/keyed.ts";
import { observe, observeFields, useMe, useParlor, usePeople } from "../../state/parlor-context.ts";
import { Announcer } from "../../timeline/announcer.tsx";
import { createMessageActions } from "../create-message-actions.ts";
import { MessageOverlays } from "../message-overlays.tsx";
import { useRoom } from "../open-room.ts";
import { Panel } from "../panel.tsx";
import { RoomComposer } from "../room-composer.tsx";
import { TypingLine } from "../typing-line.tsx";
import styles from "./thread.module.css";
import { type ThreadRow, threadRows } from "./thread-rows.ts";

/** How close to the end, in pixels, still counts as being there. */
const NEAR_PX = 48;

/** One thread: its root message, the replies, and a composer. */
export function ThreadPanel(props: { readonly root: MessageId }) {
  const room = useRoom();
  const me = useMe();
  const t = () => laterWords().room.thread;
  const { root } = untrack(() => ({ ...props })); // There is a new panel for each thread.
  const thread = room.handle.thread(root);
  onCleanup(() => thread.close());
  const state = observeFields(thread.state);
  const [target, setTarget] = createSignal<ComposerTarget>();
  const messageActions = createMessageActions({ onTarget: setTarget });
  const { actions, standing } = messageActions;

  const rows = createMemo(() => threadRows(root, state(), me().user_id));
  const { keys, item } = keyed(rows, (row) => row.key);
  const count = () => rows().filter(({ isRoot }) => !isRoot).length;
  const writers = usePeople(
    createMemo(() => [...new Set(state().messages.map(({ sender }) => sender))].slice(0, WRITERS)),
  );
  const lastOwn = () => state().messages.findLast((message) => canEdit(message, standing()));

  const blocked = observe(useParlor().blocked);
  const [revealed, setRevealed] = createSignal<ReadonlySet<string>>(new Set());
  const isHidden = ({ sender, key }: ThreadRow) => blocked().has(sender) && !revealed().has(key);

  const isNowhere = () =>
    room.state().connection.state === "live" && !state().loading && state().messages.length === 0;

  let scroller!: HTMLDivElement;
  let isAtEnd = true;
  createEffect(
    on(keys, () => {
      if (isAtEnd) queueMicrotask(() => scroller.scrollTo({ top: scroller.scrollHeight }));
    }),
  );
  createEffect(() => {
    const last = state().messages.at(-1)?.message_id ?? root;
    if (last > root && document.visibilityState === "visible") thread.markRead(last);
  });

  return (
    <Panel title={t().title} bare>
      <Show when={!isNowhere()} fallback={<p class={noteStyles.note}>{t().notFound}</p>}>
        <div class={styles.about}>
          <p class="soft cut">{names(writers().map(({ name }) => name))}</p>
          <button
            type="button"
            class={buttonStyles.button}
            aria-pressed={state().following}
            onClick={() => void toastRefusal(thread.follow(!state().following))}
          >
            {state().following ? t().following : t().follow}
          </button>
        </div>
        <div
          ref={scroller}
          class={styles.scroll}
          role="log"
          aria-label={t().title}
          aria-live="off"
          aria-busy={state().loading}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
          tabIndex={0}
          onScroll={({ currentTarget: { scrollHeight, scrollTop, clientHeight } }) => {
            isAtEnd = scrollHeight - scrollTop - clientHeight < NEAR_PX;
          }}
        >
          <For each={keys()}>
            {(key) => {
              const row = item(key);
              return (
                <>
                  <Show
                    when={!isHidden(row())}
                    fallback={
                      <BlockedPlaceholder
                        count={1}
                        onShow={() => setRevealed((known) => new Set([...known, key]))}
                      />
                    }
                  >
                    <MessageBubble row={row()} kind={room.kind} actions={actions} />
                  </Show>
                  <Show when={row().isRoot}>
                    <p class={styles.replyCount}>
                      <span>{state().loading && count() === 0 ? t().loading : t().replies(count())}</span>
                    </p>
                  </Show>
                </>
              );
            }}
          </For>
        </div>
        <Announcer room_id={room.room_id} messages={state().messages} isOn={!state().loading} />
        <TypingLine users={room.state().users} thread={root} />
        <RoomComposer
          thread={root}
          name={t().composer(room.name())}
          messages={state().messages}
          lastOwn={lastOwn}
          target={target()}
          onTarget={setTarget}
          onSend={(content, handles, files) => {
            isAtEnd = true;
            thread.send(content, handles, files);
          }}
          onTyping={(isTyping) => thread.typing(isTyping)}
        />
      </Show>
      <MessageOverlays of={messageActions} messages={state().messages} />
    </Panel>
  );
}

/** How many names stand above a thread. */
const WRITERS = 5;
