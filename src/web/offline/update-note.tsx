import { createSignal, Show } from "solid-js";
import { words } from "../language/language.ts";
import buttonStyles from "../primitives/button.module.css";
import { classes } from "../primitives/classes.ts";
import styles from "./update-note.module.css";
import { update, updateReady } from "./updates.ts";

/** Announces a new version and waits for the user. Drafts survive the reload. */
export function UpdateNote() {
  const [isLater, setLater] = createSignal(false);
  return (
    <div class={styles.update} role="status">
      <Show when={updateReady() && !isLater()}>
        <p>
          {words().primitives.update.ready}
          <button
            type="button"
            class={classes(buttonStyles.button, buttonStyles.main)}
            onClick={() => void update()}
          >
            {words().primitives.update.reload}
          </button>
          <button type="button" class={buttonStyles.button} onClick={() => setLater(true)}>
            {words().primitives.update.later}
          </button>
        </p>
      </Show>
    </div>
  );
}
