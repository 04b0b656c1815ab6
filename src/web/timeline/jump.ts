import { type Accessor, createEffect, createSignal, on, onCleanup } from "solid-js";
import type { RoomHandle } from "../../client/index.ts";
import type { MessageId } from "../../protocol/ids.ts";
import { words } from "../language/language.ts";
import { sentence } from "../language/refusal-text.ts";
import { toast } from "../primitives/toast.tsx";
import { type Item, indexOf } from "./items.ts";
import type { Alignment, Scroll } from "./scroll.ts";

/** Milliseconds for which a message one has gone to is lit. */
const LIT_MS = 2_600;

interface Target {
  readonly message_id: MessageId;
  readonly how: Alignment;
  readonly lights: boolean;
}

export interface Jump {
  /** Goes to a message, wherever in the room it is. In the middle of the view, unless told. */
  readonly to: (message_id: MessageId, how: { readonly lights: boolean; readonly below?: number }) => void;
  readonly toLatest: () => void;
  /** Whether a message is on its way that one wants to go to. */
  readonly isUnderWay: Accessor<boolean>;
  /** The message to look at, by its key. */
  readonly lit: Accessor<string | undefined>;
}

/** Goes to places in a room: has them loaded, then scrolls there. */
export function createJump(options: {
  readonly handle: RoomHandle;
  readonly items: Accessor<readonly Item[]>;
  readonly scroll: Scroll;
  readonly onLatest: () => void;
}): Jump {
  const { handle, items, scroll } = options;
  const [target, setTarget] = createSignal<Target>();
  const [isUnderWay, setUnderWay] = createSignal(false);
  const [lit, setLit] = createSignal<string>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let turn = 0;
  onCleanup(() => {
    turn++;
    clearTimeout(timer);
  });

  const light = (key: string | undefined): void => {
    clearTimeout(timer);
    setLit(undefined); // so that the same one lights up once more
    queueMicrotask(() => setLit(key));
    timer = setTimeout(() => setLit(undefined), LIT_MS);
  };
  createEffect(
    on([target, items], ([wanted, here]) => {
      const key = wanted && here[indexOf(here, wanted.message_id)]?.key;
      if (wanted === undefined || key === undefined) return;
      setTarget(undefined);
      queueMicrotask(() => scroll.toItem(key, wanted.how));
      if (wanted.lights) light(key);
    }),
  );

  const to: Jump["to"] = (message_id, { lights, below }) => {
    const mine = ++turn;
    setTarget(undefined);
    const slow = setTimeout(() => setUnderWay(mine === turn), 150);
    void handle.jumpTo(message_id).then((result) => {
      clearTimeout(slow);
      if (mine !== turn) return;
      setUnderWay(false);
      if (result.ok) setTarget({ message_id, lights, how: below === undefined ? "middle" : { below } });
      else toast(result.code === "unavailable" ? words().timeline.notKept : sentence(result));
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
  return { to, toLatest, isUnderWay, lit };
}
