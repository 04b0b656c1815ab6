import { createSignal } from "solid-js";
import { PASSWORD_MIN } from "../../protocol/limits.ts";
import { Field } from "../elements/field.tsx";
import { Icon } from "../elements/icon.tsx";

/** A password a manager can fill in or make up, and a person can check before sending. */
export function PasswordField(props: {
  readonly isNew: boolean;
  readonly value: string;
  readonly onText: (text: string) => void;
  readonly wrong: string | undefined;
}) {
  const [shown, setShown] = createSignal(false);
  return (
    <Field
      label="Password"
      name="password"
      type={shown() ? "text" : "password"}
      autocomplete={props.isNew ? "new-password" : "current-password"}
      minLength={PASSWORD_MIN}
      spellcheck={false}
      value={props.value}
      onText={props.onText}
      wrong={props.wrong}
      hint={props.isNew ? `${PASSWORD_MIN} characters or more.` : undefined}
      end={
        <button
          type="button"
          class="icon-button"
          aria-label="Show the password"
          aria-pressed={shown()}
          onClick={() => setShown(!shown())}
        >
          <Icon name={shown() ? "hide" : "eye"} />
        </button>
      }
    />
  );
}
