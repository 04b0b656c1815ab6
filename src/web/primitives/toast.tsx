import { createSignal, Show } from "solid-js";
import type { Result } from "../../protocol/codes.ts";
import { words } from "../language/language.ts";
import { refusalText } from "../language/refusal-text.ts";
import styles from "./toast.module.css";

/** Milliseconds it takes to read a short sentence. */
const READ_MS = 4_000;

const [text, setText] = createSignal("");
let timer: ReturnType<typeof setTimeout> | undefined;

/** Says briefly that something was done, or was not. */
export function toast(next: string): void {
  clearTimeout(timer);
  setText(next);
  timer = setTimeout(() => setText(""), READ_MS);
}

/**
 * Shows why a request was refused, because its optimistic effect disappears. Returns whether it was accepted.
 */
export async function toastRefusal(result: Promise<Result<unknown>>): Promise<boolean> {
  const done = await result;
  if (!done.ok) toast(refusalText(done));
  return done.ok;
}

/** The same for other failures, such as a part of the app that could not be loaded. */
export const toastFailure = (work: Promise<unknown>): Promise<void> =>
  work.then(
    () => undefined,
    () => toast(words().refusals.unknown),
  );

export function Toast() {
  return (
    <div class={styles.toast} role="status">
      <Show when={text()} keyed>
        {(shown) => <p>{shown}</p>}
      </Show>
    </div>
  );
}
