import { createMemo, Show } from "solid-js";
import type { Typist } from "../../protocol/room-frames.ts";
import { usePeople } from "../parlor-context.ts";
import { names } from "../words.ts";

/** "Ann is typing …". Its place is always there, so that nothing moves when somebody begins. */
export function TypingLine(props: { readonly typists: readonly Typist[] }) {
  const people = usePeople(createMemo(() => props.typists.map(({ user_id }) => user_id)));
  const text = () => {
    if (people().length > 3) return "Several people are typing";
    return `${names(people().map(({ name }) => name))} ${people().length === 1 ? "is" : "are"} typing`;
  };
  return (
    <div class="typing" role="status">
      <Show when={people().length > 0}>
        <p class="cut">
          <span class="typing-dots" aria-hidden="true">
            <i />
            <i />
            <i />
          </span>
          <bdi>{text()}</bdi> …
        </p>
      </Show>
    </div>
  );
}
