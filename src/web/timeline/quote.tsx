import { Show } from "solid-js";
import type { Message } from "../../protocol/message.ts";
import { plainText } from "../markdown/plain-text.ts";
import { useMe, usePerson } from "../parlor-context.ts";

/** The message that is answered, in two lines at most. */
export function Quote(props: { readonly message_id: number; readonly message: Message | undefined }) {
  const me = useMe();
  const sender = usePerson(() => props.message?.sender ?? me().user_id);
  const name = () => (props.message?.sender === me().user_id ? "You" : (sender()?.name ?? "…"));
  return (
    <blockquote class="quote">
      <Show when={props.message} fallback={<span class="quote-words">An earlier message</span>}>
        {(message) => (
          <>
            <span class="hidden">In reply to </span>
            <span class="quote-name cut">
              <bdi>{name()}</bdi>
            </span>
            <span class="quote-words" dir="auto">
              {message().deleted_at === undefined
                ? plainText(message().text).slice(0, 300)
                : "This message was deleted"}
            </span>
          </>
        )}
      </Show>
    </blockquote>
  );
}
