import { createUniqueId, Show } from "solid-js";
import styles from "./switch.module.css";

/** Something that is on or off, and takes effect at once. */
export function Switch(props: {
  readonly label: string;
  readonly hint?: string | undefined;
  readonly on: boolean;
  readonly disabled?: boolean;
  readonly onChange: (on: boolean) => void;
}) {
  const id = createUniqueId();
  return (
    <label class={styles.switch}>
      <span class={styles.text}>
        <span class={styles.label}>{props.label}</span>
        <Show when={props.hint}>
          <span class={styles.hint} id={`${id}-about`}>
            {props.hint}
          </span>
        </Show>
      </span>
      <input
        type="checkbox"
        // biome-ignore lint/a11y/useAriaPropsForRole: a checkbox says by itself whether it is checked
        role="switch"
        aria-label={props.label}
        aria-describedby={props.hint === undefined ? undefined : `${id}-about`}
        checked={props.on}
        disabled={props.disabled}
        onChange={(event) => {
          const { checked } = event.currentTarget;
          // It shows the actual state: if the change fails, it stays as it was.
          event.currentTarget.checked = props.on;
          props.onChange(checked);
        }}
      />
    </label>
  );
}
