import { createUniqueId, For } from "solid-js";
import styles from "./field.module.css";

/** A choice among a few values, in the browser's own list. */
export function Select<T>(props: {
  readonly label: string;
  readonly value: T;
  readonly of: readonly T[];
  readonly say: (value: T) => string;
  readonly onPick: (value: T) => void;
}) {
  const id = createUniqueId();
  // A value set by other means is listed too.
  const all = () => (props.of.includes(props.value) ? props.of : [...props.of, props.value]);
  return (
    <div class={styles.field}>
      <label for={id}>{props.label}</label>
      <select
        id={id}
        class={styles.input}
        onChange={(event) => {
          const picked = all()[event.currentTarget.selectedIndex];
          if (picked !== undefined) props.onPick(picked);
        }}
      >
        <For each={all()}>
          {(value) => <option selected={value === props.value}>{props.say(value)}</option>}
        </For>
      </select>
    </div>
  );
}
