import { createUniqueId, type JSX, onMount, Show, splitProps } from "solid-js";
import styles from "./field.module.css";
import { Icon } from "./icon.tsx";

/** An error, beside what it is about. */
export function Wrong(props: { readonly id?: string | undefined; readonly text: string | undefined }) {
  return (
    <Show when={props.text}>
      <p class={styles.wrong} id={props.id} role="alert">
        <Icon name="warning" size={18} />
        <span>{props.text}</span>
      </p>
    </Show>
  );
}

type Attributes = Omit<JSX.InputHTMLAttributes<HTMLInputElement>, "onInput">;

/** For an input of something that must be exactly what was typed, such as a handle or a code. */
export const exact = {
  autocapitalize: "none",
  autocorrect: "off",
  enterkeyhint: "next",
  spellcheck: false,
} as const satisfies Attributes;

/** A labelled input with its hint or its error underneath, tied together for screen readers. */
export function Field(
  props: Attributes & {
    readonly label: string;
    readonly hint?: string | undefined;
    readonly wrong?: string | undefined;
    readonly onText: (text: string) => void;
    /** Something at the end of the input, such as a button that shows the password. */
    readonly end?: JSX.Element;
  },
) {
  const [own, input] = splitProps(props, ["label", "hint", "wrong", "onText", "end"]);
  const id = createUniqueId();
  let line!: HTMLInputElement;
  // The attribute works only while the page loads; a field that appears later is focused here.
  onMount(() => props.autofocus && setTimeout(() => line.focus()));
  return (
    <div class={styles.field}>
      <label for={id}>{own.label}</label>
      <div class={own.end === undefined ? undefined : styles.inputRow}>
        <input
          {...input}
          ref={line}
          id={id}
          class={styles.input}
          aria-invalid={own.wrong !== undefined}
          aria-describedby={own.wrong === undefined && own.hint === undefined ? undefined : `${id}-about`}
          onInput={(event) => own.onText(event.currentTarget.value)}
        />
        {own.end}
      </div>
      <Show
        when={own.wrong}
        fallback={
          <Show when={own.hint}>
            <p class={styles.hint} id={`${id}-about`}>
              {own.hint}
            </p>
          </Show>
        }
      >
        <Wrong id={`${id}-about`} text={own.wrong} />
      </Show>
    </div>
  );
}
