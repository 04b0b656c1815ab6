import type { Message } from "../../protocol/message.ts";
import { Icon } from "../elements/icon.tsx";
import { useMe, usePerson } from "../parlor-context.ts";

/** Above the composer: the message being answered. */
export function ReplyBar(props: { readonly message: Message; readonly onCancel: () => void }) {
  const me = useMe();
  const sender = usePerson(() => props.message.sender);
  const name = () => (props.message.sender === me().user_id ? "yourself" : (sender()?.name ?? "…"));
  return (
    <div class="reply-bar">
      <Icon name="reply" size={18} />
      <p>
        <span class="quote-name cut">Reply to {name()}</span>
        <span class="cut" dir="auto">
          {props.message.text.slice(0, 300)}
        </span>
      </p>
      <button type="button" class="icon-button" aria-label="Do not reply" onClick={() => props.onCancel()}>
        <Icon name="close" size={18} />
      </button>
    </div>
  );
}
