import buttonStyles from "../primitives/button.module.css";
import { copy } from "../primitives/copy.ts";
import { Dialog } from "../primitives/dialog.tsx";
import fieldStyles from "../primitives/field.module.css";
import { Icon } from "../primitives/icon.tsx";
import { adminWords } from "./admin-words.ts";
import styles from "./deployment.module.css";

/** A link that is shown once. */
export function OneTimeLink(props: {
  readonly title: string;
  readonly url: string;
  readonly hint: string;
  readonly onClose: () => void;
}) {
  return (
    <Dialog title={props.title} onClose={() => props.onClose()}>
      <div class={styles.made}>
        <input
          class={fieldStyles.input}
          readOnly
          aria-label={props.title}
          value={props.url}
          onFocus={(event) => event.currentTarget.select()}
        />
        <button type="button" class={buttonStyles.button} onClick={() => void copy(props.url)}>
          <Icon name="copy" size={18} /> {adminWords().entry.copy}
        </button>
        <p class="soft">{props.hint}</p>
      </div>
    </Dialog>
  );
}
