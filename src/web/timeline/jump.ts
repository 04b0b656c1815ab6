import { type Accessor, createEffect, createSignal, on, onCleanup } from "solid-js";
import type { RoomHandle } from "../../client/index.ts";
import type { MessageId } from "../../protocol/ids.ts";
import { words } from "../language/language.ts";
import { refusalText } from "../language/refusal-text.ts";
import { toast } from "../primitives/toast.tsx";
import { type Item, indexOf } from "./items.ts";
import type { Alignment, Scroll } from "./scroll.ts";

/** Milliseconds for which a message is highlighted after a jump to it. */
const HIGHLIGHT_MS = 2_600;

interface Target {
  readonly message_id: MessageId;
  readonly how: Alignment;
  readonly highlight: boolean;
}

export interface Jump {
  /**
   * Jumps to a message anywhere in the room. It ends up in the middle of the view unless `below` says
   * otherwise.
   */
  readonly to: (message_id: MessageId, how: { readonly highlight: boolean; readonly below?: number }) => void;
  readonly toLatest: () => void;
  /** Whether the target of a jump is still loading. */
  readonly isUnderWay: Accessor<boolean>;
  /** The key of the highlighted message. */
  readonly highlighted: Accessor<string | undefined>;
}

/** Jumps to places in a room: loads them, then scrolls there. */
export function createJump(options: {
  readonly handle: RoomHandle;
  readonly items: Accessor<readonly Item[]>;
  readonly scroll: Scroll;
  readonly onLatest: () => void;
}): Jump {
  const { handle, items, scroll } = options;
  const [target, setTarget] = createSignal<Target>();
  const [isUnderWay, setUnderWay] = createSignal(false);
  const [highlighted, setHighlighted] = createSignal<string>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let turn = 0;
  onCleanup(() => {
    turn++;
    clearTimeout(timer);
  });

  const highlight = (key: string | undefined): void => {
    clearTimeout(timer);
    setHighlighted(undefined); // so that the same one is highlighted once more
    queueMicrotask(() => setHighlighted(key));
    timer = setTimeout(() => setHighlighted(undefined), HIGHLIGHT_MS);
  };
  createEffect(
    on([target, items], ([wanted, here]) => {
      const key = wanted && here[indexOf(here, wanted.message_id)]?.key;
      if (wanted === undefined || key === undefined) return;
      setTarget(undefined);
      queueMicrotask(() => scroll.toItem(key, wanted.how));
      if (wanted.highlight) highlight(key);
    }),
  );

  const to: Jump["to"] = (message_id, { highlight, below }) => {
    const mine = ++turn;
    setTarget(undefined);
    const slow = setTimeout(() => setUnderWay(mine === turn), 150);
    void handle.jumpTo(message_id).then((result) => {
      clearTimeout(slow);
      if (mine !== turn) return;
      setUnderWay(false);
      if (result.ok) setTarget({ message_id, highlight, how: below === undefined ? "middle" : { below } });
      else toast(result.code === "unavailable" ? words().timeline.messageNotOnDevice : refusalText(result));
    });
  };
  const toLatest = (): void => {
    turn++;
    setUnderWay(false);
    setTarget(undefined);
    handle.jumpToLatest();
    scroll.toEnd();
    scroll.settle();
  };
  return { to, toLatest, isUnderWay, highlighted };
}
