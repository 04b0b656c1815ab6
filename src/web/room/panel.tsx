import { createUniqueId, type JSX, onMount, Show } from "solid-js";
import { laterWords, words } from "../language/language.ts";
import buttonStyles from "../primitives/button.module.css";
import { classes } from "../primitives/classes.ts";
import { Icon } from "../primitives/icon.tsx";
import { isNarrow } from "../primitives/narrow.ts";
import { onSwipeBack } from "../primitives/swipe-back.ts";
import { closePanel, goBack, isNestedPanel, roomPath } from "../state/route.ts";
import { useRoom } from "./open-room.ts";
import styles from "./panel.module.css";

/**
 * A panel beside the messages, or instead of them on a phone. It takes the focus when it opens. Escape and a
 * swipe from the edge close it, as Back does.
 */
export function Panel(props: {
  readonly title: string;
  /** Without padding, for lists and threads. */
  readonly bare?: boolean;
  readonly children: JSX.Element;
}) {
  const { room_id, name } = useRoom();
  const id = createUniqueId();
  const isNested = isNestedPanel();
  const back = (): void => goBack(roomPath(room_id));
  let panel!: HTMLElement;
  let title!: HTMLHeadingElement;
  // Unless something inside already has the focus, such as a composer.
  const focus = (): void => {
    if (!panel.contains(document.activeElement)) title.focus({ preventScroll: true });
  };
  onMount(() => queueMicrotask(focus));
  return (
    <aside
      ref={(element) => {
        panel = element;
        onSwipeBack(element, back);
      }}
      class={styles.panel}
      aria-labelledby={id}
      data-drop={words().files.dropHere}
      onKeyDown={(event) => {
        if (event.key !== "Escape" || event.defaultPrevented || isWriting(event.target)) return;
        event.stopPropagation();
        closePanel(room_id);
      }}
    >
      <header>
        <button
          type="button"
          class={classes(buttonStyles.iconButton, styles.back, isNested && styles.nested)}
          aria-label={laterWords().room.panel.back}
          onClick={back}
        >
          <Icon name="back" />
        </button>
        {/* On a phone the room's own heading is not on the page. */}
        {isNarrow() && <h1 class="hidden">{name() || props.title}</h1>}
        <h2 ref={title} id={id} tabIndex={-1} class="cut">
          {props.title}
        </h2>
        <button
          type="button"
          class={classes(buttonStyles.iconButton, styles.close)}
          aria-label={laterWords().room.panel.close}
          onClick={() => closePanel(room_id)}
        >
          <Icon name="close" />
        </button>
      </header>
      <Show when={!props.bare} fallback={props.children}>
        <div class={styles.body}>{props.children}</div>
      </Show>
    </aside>
  );
}

/** In a filled field Escape means something else: it clears a search or cancels a reply. */
const isWriting = (target: EventTarget | null): boolean =>
  (target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement) && target.value !== "";
