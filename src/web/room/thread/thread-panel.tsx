import { createEffect, createMemo, createSignal, For, on, onCleanup, Show, untrack } from "solid-js";
import type { MessageId } from "../../../protocol/ids.ts";
import type { Aim } from "../../composer/composer-target.ts";
import { words } from "../../language/language.ts";
import { names } from "../../language/refusal-text.ts";
import { Veil } from "../../message/blocked-placeholder.tsx";
import { canEdit } from "../../message/choices.ts";
import { Said } from "../../message/message-bubble.tsx";
import { MessageMenu } from "../../message/message-menu.tsx";
import { tellRefusal } from "../../primitives/toast.tsx";
import { keyed } from "../../state/keyed.ts";
import { observe, useMe, useParlor, usePeople } from "../../state/parlor-context.ts";
import { createTalk } from "../create-message-actions.ts";
import { useRoom } from "../open-room.ts";
import { Panel } from "../panel.tsx";
import { RoomComposer } from "../room-composer.tsx";
import { TypingLine } from "../typing-line.tsx";
import { type ThreadRow, threadRows } from "./thread-rows.ts";
import "./thread.css";

/** Pixels from the end that still count as being there. */
const NEAR_PX = 48;

/** One thread: the message it hangs on, the replies, and answering in it. */
export function ThreadPanel(props: { readonly root: MessageId }) {
  const room = useRoom();
  const me = useMe();
  const said = () => words().room.thread;
  const { root } = untrack(() => ({ ...props })); // A panel for each thread.
  const thread = room.handle.thread(root);
  onCleanup(() => thread.close());
  const state = observe(thread.state);
  const [aim, setAim] = createSignal<Aim>();
  const { talk, menu, closeMenu, standing } = createTalk({ onAim: setAim });

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
    <Panel title={said().title} bare>
      <Show when={!isNowhere()} fallback={<p class="people-note">{said().nowhere}</p>}>
        <div class="thread-about">
          <p class="soft cut">{names(writers().map(({ name }) => name))}</p>
          <button
            type="button"
            class="button"
            aria-pressed={state().following}
            onClick={() => void tellRefusal(thread.follow(!state().following))}
          >
            {state().following ? said().following : said().follow}
          </button>
        </div>
        <div
          ref={scroller}
          class="thread-scroll"
          role="log"
          aria-label={said().title}
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
                      <Veil count={1} onShow={() => setRevealed((known) => new Set([...known, key]))} />
                    }
                  >
                    <Said row={row()} kind={room.kind} talk={talk} />
                  </Show>
                  <Show when={row().isRoot}>
                    <p class="thread-line">
                      <span>
                        {state().loading && count() === 0 ? said().loading : said().replies(count())}
                      </span>
                    </p>
                  </Show>
                </>
              );
            }}
          </For>
        </div>
        <TypingLine users={room.state().users} thread={root} />
        <RoomComposer
          thread={root}
          name={said().composer(room.name())}
          messages={state().messages}
          lastOwn={lastOwn}
          aim={aim()}
          onAim={setAim}
          onSend={(content, handles) => {
            isAtEnd = true;
            thread.send(content, handles);
          }}
          onTyping={(isTyping) => thread.typing(isTyping)}
        />
      </Show>
      <Show when={menu()} keyed>
        {(open) => <MessageMenu {...open} talk={talk} onClose={closeMenu} />}
      </Show>
    </Panel>
  );
}

/** Names above a thread. */
const WRITERS = 5;
