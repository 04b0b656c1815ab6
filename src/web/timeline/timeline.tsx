import { createEffect, createMemo, createSignal, type JSX, on, onCleanup, Show, untrack } from "solid-js";
import { Virtualizer } from "virtua/solid";
import type { RoomHandle, RoomState } from "../../client/index.ts";
import type { MessageId, RoomId, RoomKind } from "../../protocol/ids.ts";
import type { Message } from "../../protocol/message.ts";
import { words } from "../language/language.ts";
import type { MessageActions } from "../message/message-actions.ts";
import { applyShortcut } from "../message/shortcuts.ts";
import { classes } from "../primitives/classes.ts";
import { layoutOf } from "../state/appearance.ts";
import { keyed } from "../state/keyed.ts";
import { observe, useMe, useParlor } from "../state/parlor-context.ts";
import { Announcer } from "./announcer.tsx";
import { FloatingDay } from "./floating-day.tsx";
import { InOrder } from "./in-order.tsx";
import { ItemView } from "./item-view.tsx";
import { type Item, indexOf, itemsOf, messageAt, reuseItems } from "./items.ts";
import { createJump } from "./jump.ts";
import { JumpToLatest } from "./jump-to-latest.tsx";
import { JumpToUnread } from "./jump-to-unread.tsx";
import { hasNoticeText } from "./notice-text.ts";
import { type Place, placeIn, rememberPlace } from "./places.ts";
import { createReading } from "./reading.ts";
import { createRovingFocus } from "./roving-focus.ts";
import { rowsOf } from "./rows.ts";
import { createScroll } from "./scroll.ts";
import { NOTHING_YET, nextStage, type Stage } from "./stages.ts";
import styles from "./timeline.module.css";

interface Props {
  readonly handle: RoomHandle;
  readonly state: RoomState;
  readonly kind: RoomKind;
  readonly name: string;
  readonly readAtOpen: MessageId | undefined;
  readonly actions: MessageActions;
  /** A message to jump to, set again by each navigation to its address. */
  readonly jumpTo?: MessageId | undefined;
}

/**
 * The messages of a room. Only those near the view are drawn; more are loaded as the reader moves in either
 * direction. The announcer says what is new, because messages bring buttons and times, and are mounted by
 * scrolling up too.
 */
export function Timeline(props: Props) {
  const { handle, room_id } = untrack(() => ({ handle: props.handle, room_id: props.actions.room_id }));
  const hasNewer = createMemo(() => props.state.hasNewer);
  const scroll = createScroll({
    hasNewer,
    isCatchingUp: () => props.state.connection.state === "connecting",
    indexOf: (key) => drawnAt(key),
    onNearStart: () => props.state.hasOlder && void handle.loadOlder(),
    onNearEnd: () => void handle.loadNewer(),
    onLook: () => {
      handle.setPlace(scroll.atEnd() ? undefined : messageAt(items(), middle()));
      opening.look();
    },
  });
  const middle = () => Math.round((scroll.highest() + scroll.lowest()) / 2);
  const end = createMemo(() => props.state.messages.at(-1)?.message_id ?? 0);
  const reading = createReading({
    readAtOpen: props.readAtOpen,
    head: () => (hasNewer() ? props.state.head : end()),
    atEnd: scroll.atEnd,
    seen: () => messageAt(items(), scroll.lowest()),
    first: () => props.state.messages[0]?.message_id ?? 1,
    handle,
  });
  const { items, reveal } = createItems(props, reading.newAfter);
  const { keys, item } = keyed(items, ({ key }) => key);

  const stage = createStage(keys, scroll.isMeasured);
  /** The index among the drawn items. An item that was just added above counts only once it is drawn. */
  const drawnAt = (key: string): number => stage().keys.indexOf(key);

  const jump = createJump({ handle, items, scroll, onLatest: reading.clear });
  const opening = createOpening(props, { room_id, items, scroll, jump });
  // Somebody who sends a message wants to see it.
  const showSent = (): void => {
    reading.clear();
    jump.toLatest();
  };
  onGrowth(() => props.state.pending.length, showSent);
  createEffect(on(() => props.state.connection.state, scroll.settle));

  let element: HTMLElement | undefined;
  const rovingFocus = createRovingFocus({
    items,
    scroll,
    element: () => element,
    onFirst: () => jump.to(1, { highlight: false }),
    onLast: jump.toLatest,
    onMenu: (message, at) => props.actions.openMenu(message, at, "choices"),
    onShortcut: (key, message, at) => applyShortcut(props.actions, key, message, at),
  });

  return (
    <div class={classes(styles.timeline, layoutOf(props.kind) !== "bubbles" && styles.asLines)}>
      <section
        ref={(section) => {
          element = section;
          scroll.attach(section);
        }}
        class={styles.scroll}
        role="log"
        aria-label={words().timeline.messagesIn(props.name)}
        aria-live="off"
        aria-busy={props.state.loadingOlder || props.state.loadingNewer || jump.isUnderWay()}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        tabIndex={0}
        onKeyDown={rovingFocus.onKeyDown}
        onFocusIn={rovingFocus.onFocusIn}
      >
        <div class={styles.gap} />
        <Drawn stage={stage()} scroll={scroll} active={rovingFocus.active()}>
          {(key) => (
            <ItemView
              item={item(key)()}
              kind={props.kind}
              name={props.name}
              actions={props.actions}
              isActive={rovingFocus.active() === key}
              isHighlighted={jump.highlighted() === key}
              onReveal={reveal}
            />
          )}
        </Drawn>
      </section>
      <Announcer room_id={room_id} messages={props.state.messages} isOn={scroll.atEnd() && !hasNewer()} />
      <NoneYet state={props.state} />
      <Show when={jump.isUnderWay() || props.state.loadingOlder}>
        <p class={styles.loading} role="status">
          {jump.isUnderWay() ? words().timeline.jumping : words().timeline.loadingEarlier}
        </p>
      </Show>
      <FloatingDay item={items()[scroll.highest()]} isShown={scroll.isMoving() && !jump.isUnderWay()} />
      <JumpToUnread
        newAfter={reading.newAfter()}
        head={props.state.head}
        deletedAfter={(after) => deletedAfter(props.state.messages, after)}
        highest={messageAt(items(), scroll.highest())}
        onJump={(message_id) => jump.to(message_id, { highlight: false })}
        onDismiss={reading.clear}
      />
      <JumpToLatest atEnd={scroll.atEnd()} head={props.state.head} onJump={jump.toLatest} />
    </div>
  );
}

const deletedAfter = (messages: readonly Message[], after: number): number =>
  messages.filter(({ message_id, deleted_at }) => message_id > after && deleted_at !== undefined).length;

/** The drawn part of the list, with the active item, which stays mounted to keep the focus. */
function Drawn(props: {
  readonly stage: Stage;
  readonly scroll: ReturnType<typeof createScroll>;
  readonly active: string | undefined;
  readonly children: (key: string) => JSX.Element;
}) {
  const kept = createMemo(() => {
    const at = props.stage.keys.indexOf(props.active ?? "");
    return at < 0 ? [] : [at];
  });
  return (
    <Show when={props.stage.generation} keyed>
      {(_) => (
        <Virtualizer
          ref={props.scroll.follow}
          as={InOrder}
          data={props.stage.keys}
          shift={props.stage.shift}
          keepMounted={kept()}
          onResize={props.scroll.resized}
          bufferSize={600}
        >
          {(key: string) => props.children(key)}
        </Virtualizer>
      )}
    </Show>
  );
}

/** Says why there is nothing to see if no message of the room has ever reached this device. */
function NoneYet(props: Pick<Props, "state">) {
  const connection = () => {
    if (props.state.room !== undefined || props.state.messages.length > 0) return undefined;
    const { state } = props.state.connection;
    return state === "connecting" || state === "waiting" ? state : undefined;
  };
  return (
    <Show when={connection()}>
      {(state) => (
        <p class={classes(styles.none, state() === "connecting" && "late")} role="status">
          {words().timeline[state() === "connecting" ? "loading" : "notOnDevice"]}
        </p>
      )}
    </Show>
  );
}

/** What the list draws of the items, one stage after the other. */
function createStage(keys: () => readonly string[], isMeasured: () => boolean) {
  const [stage, setStage] = createSignal(NOTHING_YET);
  const advance = (): void => {
    const next = nextStage(untrack(stage), untrack(keys), isMeasured());
    setStage(next);
    if (next.keys !== untrack(keys)) queueMicrotask(advance);
  };
  createEffect(on(keys, advance));
  return stage;
}

/** Runs something whenever a number grows. */
function onGrowth(count: () => number, run: () => void): void {
  createEffect(on(count, (now, before = 0) => now > before && run(), { defer: true }));
}

/** Builds the timeline's items from the state of the room. */
function createItems(props: Props, newAfter: () => MessageId | undefined) {
  const me = useMe();
  const blocked = observe(useParlor().blocked);
  const [revealed, setRevealed] = createSignal<ReadonlySet<string>>(new Set());
  // Separate memos, because typing and receipts change the room's state often but none of its rows.
  const messages = createMemo(() => props.state.messages);
  const changes = createMemo(() => props.state.changes);
  const pending = createMemo(() => (props.state.hasNewer ? [] : props.state.pending));
  const isKnown = createMemo(() => props.state.room !== undefined);
  const items = createMemo<readonly Item[]>((before) => {
    const first = messages()[0];
    const rows = rowsOf({
      messages: messages(),
      // In a direct message nobody needs to read that its two members joined.
      changes: props.kind === "dm" ? [] : changes().filter(hasNoticeText),
      pending: pending(),
      fromStart: first === undefined ? isKnown() : first.message_id === 1,
      me: me().user_id,
      newAfter: newAfter(),
    });
    const [hidden, shown] = [blocked(), revealed()];
    return reuseItems(
      before,
      itemsOf(rows, ({ sender, key }) => hidden.has(sender) && !shown.has(key)),
    );
  }, []);
  /** Shows hidden messages from one on, as many as its line stands for. */
  const reveal = (key: string, count: number): void => {
    const from = items().findIndex((each) => each.key === key);
    const keys = items()
      .slice(from, from + count)
      .map((each) => each.key);
    setRevealed((before) => new Set([...before, ...keys]));
  };
  return { items, reveal };
}

/**
 * Where a room opens: at the message of the address, where the reader was, at the first new message, or at
 * the end.
 */
function createOpening(
  props: Props,
  parts: {
    readonly room_id: RoomId;
    readonly items: () => readonly Item[];
    readonly scroll: ReturnType<typeof createScroll>;
    readonly jump: ReturnType<typeof createJump>;
  },
): { readonly look: () => void } {
  const { room_id, items, scroll, jump } = parts;
  const place = placeIn(room_id);
  let isPlaced = props.jumpTo !== undefined || place !== undefined;
  if (props.jumpTo === undefined && place)
    jump.to(place.message_id, { highlight: false, below: place.below });
  let last: MessageId | undefined;
  let isBack = false;
  const onBack = (): void => {
    isBack = true;
    setTimeout(() => (isBack = false));
  };
  addEventListener("popstate", onBack, { capture: true });
  createEffect(
    on(
      () => props.jumpTo,
      (message_id) => {
        // Coming back from a panel does not jump again, because the reader may have moved on since.
        if (message_id === undefined || (isBack && message_id === last)) return;
        last = message_id;
        jump.to(message_id, { highlight: true });
      },
    ),
  );
  createEffect(
    on(items, (now) => {
      const line = now.findIndex(({ above }) => above.some(({ kind }) => kind === "unread"));
      const key = now[line]?.key;
      if (!isPlaced && line > 0 && key) queueMicrotask(() => scroll.toItem(key, { below: 72 }));
      isPlaced ||= line > 0 || (now.length > 0 && props.state.connection.state === "live");
      scroll.settle();
    }),
  );
  // Until the view has been looked at, the reader is where they were.
  let seen: Place | undefined = place;
  const look = (): void => {
    const message_id = messageAt(items(), scroll.highest());
    const isHere = message_id > 0 && !scroll.atEnd();
    seen = isHere ? { message_id, below: scroll.below(indexOf(items(), message_id)) } : undefined;
  };
  const remember = (): void => rememberPlace(room_id, seen);
  addEventListener("pagehide", remember);
  onCleanup(() => {
    removeEventListener("pagehide", remember);
    removeEventListener("popstate", onBack, { capture: true });
    remember();
  });
  return { look };
}
