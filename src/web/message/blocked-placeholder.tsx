import { words } from "../language/language.ts";
import styles from "./blocked-placeholder.module.css";

/** Stands for messages of a blocked user until the reader asks to see them. */
export function BlockedPlaceholder(props: {
  readonly count: number;
  /** The key of the message it stands for, if arrow keys move from message to message. */
  readonly at?: string;
  readonly isActive?: boolean;
  readonly onShow: () => void;
}) {
  return (
    <p
      class={styles.placeholder}
      data-key={props.at}
      tabIndex={props.at === undefined ? undefined : props.isActive ? 0 : -1}
    >
      <span>{words().message.hidden(props.count)}</span>
      <button type="button" onClick={props.onShow}>
        {words().message.show}
      </button>
    </p>
  );
}
