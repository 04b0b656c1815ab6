import { createSignal, Show } from "solid-js";
import { words } from "../language/language.ts";
import "./update-note.css";
import { update, updateReady } from "./updates.ts";

/** Says that a new version is there, and waits to be told. What is being written is kept over a reload. */
export function UpdateNote() {
  const [isLater, setLater] = createSignal(false);
  return (
    <div class="update" role="status">
      <Show when={updateReady() && !isLater()}>
        <p>
          {words().primitives.update.ready}
          <button type="button" class="button main" onClick={() => void update()}>
            {words().primitives.update.reload}
          </button>
          <button type="button" class="button" onClick={() => setLater(true)}>
            {words().primitives.update.later}
          </button>
        </p>
      </Show>
    </div>
  );
}
