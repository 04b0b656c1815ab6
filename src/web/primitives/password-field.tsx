import { createSignal } from "solid-js";
import { PASSWORD_MIN } from "../../protocol/limits.ts";
import { words } from "../language/language.ts";
import styles from "./button.module.css";
import { Field } from "./field.tsx";
import { Icon } from "./icon.tsx";

/** A password that a manager can fill in or generate, and that the user can check before sending. */
export function PasswordField(props: {
  readonly label: string;
  readonly isNew: boolean;
  readonly value: string;
  readonly onText: (text: string) => void;
  readonly wrong: string | undefined;
}) {
  const [shown, setShown] = createSignal(false);
  const [capsLock, setCapsLock] = createSignal(false);
  const t = () => words().signIn;
  const hint = () => {
    if (capsLock() && !shown()) return t().capsLock;
    return props.isNew ? t().passwordHint(PASSWORD_MIN) : undefined;
  };
  const look = (event: KeyboardEvent): void => {
    // The events of password managers are not real keyboard events.
    if (typeof event.getModifierState === "function") setCapsLock(event.getModifierState("CapsLock"));
  };
  return (
    <Field
      label={props.label}
      name={props.isNew ? "new-password" : "password"}
      type={shown() ? "text" : "password"}
      autocomplete={props.isNew ? "new-password" : "current-password"}
      autocapitalize="none"
      autocorrect="off"
      minLength={PASSWORD_MIN}
      spellcheck={false}
      value={props.value}
      onText={props.onText}
      onKeyDown={look}
      onKeyUp={look}
      onBlur={() => setCapsLock(false)}
      wrong={props.wrong}
      hint={hint()}
      end={
        <button
          type="button"
          class={styles.iconButton}
          aria-label={t().showPassword}
          aria-pressed={shown()}
          onClick={() => setShown(!shown())}
        >
          <Icon name={shown() ? "hide" : "eye"} />
        </button>
      }
    />
  );
}
