import { Logo } from "../elements/logo.tsx";
import { words } from "../language/language.ts";

/** What the stage shows while no room is open. */
export function Welcome(props: { readonly isNew: boolean }) {
  const said = () => (props.isNew ? words().shell.first : words().shell.nothingOpen);
  return (
    <div class="welcome">
      <span class="welcome-sign">
        <Logo size={56} />
      </span>
      <h1>{said().title}</h1>
      <p class="soft">{said().text}</p>
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
