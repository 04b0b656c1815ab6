import { Logo } from "../elements/logo.tsx";

/** What the stage shows while no room is open. */
export function Welcome(props: { readonly isNew: boolean }) {
  return (
    <div class="welcome">
      <span class="welcome-sign">
        <Logo size={56} />
      </span>
      <h1>{props.isNew ? "Make yourself at home" : "Nothing open"}</h1>
      <p class="soft">
        {props.isNew
          ? "Press New to find a person, start a group, or look which channels are already talking."
          : "Choose a room on the left, or press New to start one."}
      </p>
    </div>
  );
}
