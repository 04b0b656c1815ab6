import { Icon } from "../elements/icon.tsx";
import { useMe, usePerson } from "../parlor-context.ts";
import type { Aim } from "./aim.ts";

/** Above the composer: the message being answered, or the own one being changed. */
export function AimBar(props: { readonly aim: Aim; readonly onCancel: () => void }) {
  const me = useMe();
  const message = () => props.aim.message;
  const sender = usePerson(() => message().sender);
  const title = () => {
    if (props.aim.kind === "edit") return "Edit message";
    return `Reply to ${message().sender === me().user_id ? "yourself" : (sender()?.name ?? "…")}`;
  };
  return (
    <div class="aim-bar">
      <Icon name={props.aim.kind} size={18} />
      <p>
        <span class="quote-name cut">{title()}</span>
        <span class="cut" dir="auto">
          {message().text.slice(0, 300)}
        </span>
      </p>
      <button
        type="button"
        class="icon-button"
        aria-label={props.aim.kind === "edit" ? "Do not edit" : "Do not reply"}
        onClick={() => props.onCancel()}
      >
        <Icon name="close" size={18} />
      </button>
    </div>
  );
}
