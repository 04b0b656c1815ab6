import { createEffect, createSignal, Show } from "solid-js";
import type { MessageId } from "../../protocol/ids.ts";
import { Icon } from "../elements/icon.tsx";
import { count } from "../words.ts";

/** Back to the newest message, and how many have come since the reader went up. */
export function JumpToLatest(props: {
  readonly atEnd: boolean;
  readonly head: MessageId;
  readonly onJump: () => void;
}) {
  const [leftAt, setLeftAt] = createSignal(0);
  createEffect(() => {
    if (props.atEnd) setLeftAt(props.head);
  });
  const fresh = () => (leftAt() === 0 ? 0 : Math.max(0, props.head - leftAt()));
  return (
    <Show when={!props.atEnd}>
      <button type="button" class="jump" onClick={() => props.onJump()}>
        <Show when={fresh() > 0} fallback={<span class="hidden">Jump to latest</span>}>
          <span>{count(fresh(), "new message", "new messages")}</span>
        </Show>
        <Icon name="down" size={20} />
      </button>
    </Show>
  );
}
