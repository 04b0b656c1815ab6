import { messageLabel } from "../files/file-label.ts";
import { words } from "../language/language.ts";
import buttonStyles from "../primitives/button.module.css";
import { classes } from "../primitives/classes.ts";
import { Icon } from "../primitives/icon.tsx";
import { useMe, usePerson } from "../state/parlor-context.ts";
import styles from "./composer.module.css";
import type { ComposerTarget } from "./composer-target.ts";

/** Above the composer: the message being replied to or edited. */
export function TargetBar(props: { readonly target: ComposerTarget; readonly onCancel: () => void }) {
  const me = useMe();
  const message = () => props.target.message;
  const sender = usePerson(() => message().sender);
  const title = () => {
    const t = words().composer;
    if (props.target.kind === "edit") return t.editing;
    return message().sender === me().user_id ? t.replyToYourself : t.replyTo(sender()?.name ?? "…");
  };
  return (
    <div class={styles.targetBar}>
      <Icon name={props.target.kind} size={18} />
      <p>
        <span class={classes(styles.title, "cut")}>{title()}</span>
        <span class="cut" dir="auto">
          {message().deleted_at === undefined
            ? messageLabel(message()).slice(0, 300)
            : words().message.wasDeleted}
        </span>
      </p>
      <button
        type="button"
        class={buttonStyles.iconButton}
        aria-label={props.target.kind === "edit" ? words().composer.cancelEdit : words().composer.cancelReply}
        onClick={() => props.onCancel()}
      >
        <Icon name="close" size={18} />
      </button>
    </div>
  );
}
