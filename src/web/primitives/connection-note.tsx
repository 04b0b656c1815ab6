import { type Accessor, createEffect, createMemo, createSignal, onCleanup, Show } from "solid-js";
import type { ConnectionState } from "../../client/index.ts";
import { words } from "../language/language.ts";
import { classes } from "./classes.ts";
import styles from "./connection-note.module.css";
import { connectionText } from "./connection-text.ts";

/** Milliseconds a connection may take before it is mentioned. Most take less. */
const PATIENCE_MS = 1_500;
/** Milliseconds after which information about other rooms counts as outdated. */
const ELSEWHERE_MS = 10_000;

/** The state of the connection, shown quietly, and only after a moment of trouble. */
export function ConnectionNote(props: {
  readonly connection: ConnectionState;
  readonly class?: string | undefined;
}) {
  const text = createWords(() => props.connection);
  return (
    <div class={classes(styles.note, props.class)} role="status">
      <Show when={text()}>
        <p>
          <span class={styles.lamp} aria-hidden="true" />
          {text()}
        </p>
      </Show>
    </div>
  );
}

/**
 * Says that the list of rooms is cut off while this room is live. It is shown only where the list is not on
 * the screen, and only once that has lasted.
 */
export function ElsewhereNote(props: {
  readonly connection: ConnectionState;
  readonly list: ConnectionState;
  readonly class?: string | undefined;
}) {
  const isBehind = createMemo(
    () =>
      props.connection.state === "live" &&
      (props.list.state === "connecting" || props.list.state === "waiting"),
  );
  const [isTold, setTold] = createSignal(false);
  createEffect(() => {
    setTold(false);
    if (!isBehind()) return;
    const wait = setTimeout(() => setTold(true), ELSEWHERE_MS);
    onCleanup(() => clearTimeout(wait));
  });
  return (
    <div class={classes(styles.note, styles.elsewhere, props.class)} role="status">
      <Show when={isTold()}>
        <p>
          <span class={styles.lamp} aria-hidden="true" />
          {words().primitives.connection.elsewhere}
        </p>
      </Show>
    </div>
  );
}

function createWords(connection: Accessor<ConnectionState>): Accessor<string | undefined> {
  const [now, setNow] = createSignal(Date.now());
  const [patient, setPatient] = createSignal(true);
  const well = createMemo(() => connection().state === "live");
  createEffect(() => {
    if (well()) return;
    setPatient(true);
    setNow(Date.now());
    const tick = setInterval(() => setNow(Date.now()), 1_000);
    const wait = setTimeout(() => setPatient(false), PATIENCE_MS);
    onCleanup(() => {
      clearInterval(tick);
      clearTimeout(wait);
    });
  });
  return () => {
    const state = connection();
    const known =
      state.state === "live" || state.state === "closed" || (state.state === "waiting" && state.offline);
    return known || !patient() ? connectionText(state, now()) : undefined;
  };
}
