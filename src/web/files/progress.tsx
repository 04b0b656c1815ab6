import { Show } from "solid-js";
import { words } from "../language/language.ts";
import styles from "./attachments.module.css";

/** How much of a file is uploaded, while it is on its way. */
export function Progress(props: { readonly part: number | undefined }) {
  const percent = () => Math.round(100 * (props.part ?? 0));
  return (
    <Show when={props.part !== undefined}>
      <span
        class={styles.progress}
        role="progressbar"
        aria-label={words().files.uploaded(percent())}
        aria-valuenow={percent()}
        aria-valuemin="0"
        aria-valuemax="100"
      >
        <span style={{ transform: `scaleX(${props.part ?? 0})` }} />
      </span>
    </Show>
  );
}
