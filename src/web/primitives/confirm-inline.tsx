import buttonStyles from "./button.module.css";
import { classes } from "./classes.ts";
import styles from "./confirm-inline.module.css";
/** Asks in place before something that cannot be undone. The focus is on Cancel. */
export function ConfirmInline(props: {
  readonly question: string;
  readonly cancel: string;
  readonly confirm: string;
  readonly onCancel: () => void;
  readonly onConfirm: () => void;
}) {
  return (
    <div class={styles.confirm}>
      <p>{props.question}</p>
      <button
        type="button"
        class={buttonStyles.button}
        ref={(cancel) => queueMicrotask(() => cancel.focus())}
        onClick={() => props.onCancel()}
      >
        {props.cancel}
      </button>
      <button
        type="button"
        class={classes(buttonStyles.button, buttonStyles.danger)}
        onClick={() => props.onConfirm()}
      >
        {props.confirm}
      </button>
    </div>
  );
}
