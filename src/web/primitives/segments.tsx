import { createUniqueId, For } from "solid-js";
import fieldStyles from "./field.module.css";
import styles from "./segments.module.css";

/** A choice among a few values, all of them visible. */
export function Segments<T extends string>(props: {
  readonly title: string;
  readonly hint?: string | undefined;
  readonly values: readonly T[];
  readonly label: (value: T) => string;
  /** The language of a label, if it is not the app's. */
  readonly lang?: (value: T) => string | undefined;
  readonly chosen: T;
  readonly onChoose: (value: T) => void;
}) {
  const id = createUniqueId();
  return (
    <fieldset
      class={fieldStyles.field}
      aria-describedby={props.hint === undefined ? undefined : `${id}-about`}
    >
      <legend class={fieldStyles.label}>{props.title}</legend>
      <div class={styles.segments} style={{ "--count": props.values.length }}>
        <For each={props.values}>
          {(each) => (
            <label lang={props.lang?.(each)}>
              <input
                type="radio"
                name={id}
                class="hidden"
                checked={props.chosen === each}
                onChange={() => props.onChoose(each)}
              />
              <span>{props.label(each)}</span>
            </label>
          )}
        </For>
      </div>
      {props.hint !== undefined && (
        <p class={fieldStyles.hint} id={`${id}-about`}>
          {props.hint}
        </p>
      )}
    </fieldset>
  );
}
