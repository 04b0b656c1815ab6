import { Show } from "solid-js";
import { words } from "../language/language.ts";
import { Logo } from "../primitives/logo.tsx";

/** What the stage shows while no room is open: little, until it is known whether there are any. */
export function Welcome(props: { readonly isNew: boolean | undefined }) {
  const text = () =>
    props.isNew === undefined ? undefined : words().shell[props.isNew ? "gettingStarted" : "nothingOpen"];
  return (
    <div class="welcome">
      <span class="welcome-sign">
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
    <div class="welcome">
      <h1>{words().shell.unknown.title}</h1>
      <p class="soft">{words().shell.unknown.text}</p>
      <a class="button" href="/">
        {words().shell.unknown.home}
      </a>
    </div>
  );
}
