import { Show } from "solid-js";
import { words } from "../language/language.ts";
import buttonStyles from "../primitives/button.module.css";
import emptyStateStyles from "../primitives/empty-state.module.css";
import { Logo } from "../primitives/logo.tsx";
import styles from "./welcome.module.css";

/** Shown while no room is open. It says little until it is known whether there are any rooms. */
export function Welcome(props: { readonly isNew: boolean | undefined }) {
  const text = () =>
    props.isNew === undefined ? undefined : words().shell[props.isNew ? "gettingStarted" : "nothingOpen"];
  return (
    <div class={emptyStateStyles.emptyState}>
      <span class={styles.sign}>
        <Logo size={56} />
      </span>
      <Show when={text()}>
        {(shown) => (
          <>
            <h1>{shown().title}</h1>
            <p class="soft">{shown().text}</p>
          </>
        )}
      </Show>
    </div>
  );
}

/** An address that leads nowhere. */
export function Unknown() {
  return (
    <div class={emptyStateStyles.emptyState}>
      <h1>{words().shell.unknown.title}</h1>
      <p class="soft">{words().shell.unknown.text}</p>
      <a class={buttonStyles.button} href="/">
        {words().shell.unknown.home}
      </a>
    </div>
  );
}
