import { words } from "../language/language.ts";
import { plainText } from "../markdown/notation.ts";
import { Icon } from "../primitives/icon.tsx";
import { useMe, usePerson } from "../state/parlor-context.ts";
import type { Aim } from "./composer-target.ts";

/** Above the composer: the message being answered, or the own one being changed. */
export function AimBar(props: { readonly aim: Aim; readonly onCancel: () => void }) {
  const me = useMe();
  const message = () => props.aim.message;
  const sender = usePerson(() => message().sender);
  const title = () => {
    const said = words().composer;
    if (props.aim.kind === "edit") return said.editing;
    return message().sender === me().user_id ? said.replyToYourself : said.replyTo(sender()?.name ?? "…");
  };
  return (
    <div class="aim-bar">
      <Icon name={props.aim.kind} size={18} />
      <p>
        <span class="quote-name cut">{title()}</span>
        <span class="cut" dir="auto">
          {plainText(message().text).slice(0, 300)}
        </span>
      </p>
      <button
        type="button"
        class="icon-button"
        aria-label={props.aim.kind === "edit" ? words().composer.doNotEdit : words().composer.doNotReply}
        onClick={() => props.onCancel()}
      >
        <Icon name="close" size={18} />
      </button>
    </div>
  );
}
