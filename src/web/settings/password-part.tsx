import { createSignal, Show } from "solid-js";
import type { Credentials } from "../../protocol/passkey.ts";
import { laterWords, words } from "../language/language.ts";
import { refusalText } from "../language/refusal-text.ts";
import buttonStyles from "../primitives/button.module.css";
import { classes } from "../primitives/classes.ts";
import { ConfirmInline } from "../primitives/confirm-inline.tsx";
import { Wrong } from "../primitives/field.tsx";
import { PasswordField } from "../primitives/password-field.tsx";
import { toast } from "../primitives/toast.tsx";
import { type LocalizedText, wrongPassword } from "../sign-in/checks.ts";
import { useMe, useParlor } from "../state/parlor-context.ts";
import type { Outcome, Prover } from "./proof.tsx";
import styles from "./settings.module.css";

interface Errors {
  readonly old?: LocalizedText | undefined;
  readonly next?: LocalizedText | undefined;
  readonly form?: LocalizedText | undefined;
}

interface Props {
  readonly credentials: Credentials;
  readonly prover: Prover;
  readonly onChanged: () => void;
}

/** Changes the password, sets one, or removes it if there is another way to sign in. */
export function PasswordPart(props: Props) {
  const parlor = useParlor();
  const t = () => laterWords().settings.password;
  const [isRemoving, setRemoving] = createSignal(false);
  const remove = async (): Promise<void> => {
    setRemoving(false);
    const removed = await props.prover.withProof<unknown>(() => parlor.call("removePassword", {}));
    toast(removed.ok ? t().removed : refusalText(removed));
    if (removed.ok) props.onChanged();
  };
  return (
    <div class={styles.group}>
      <PasswordForm {...props} />
      <Show when={props.credentials.has_password && props.credentials.passkeys.length > 0}>
        <Show
          when={isRemoving()}
          fallback={
            <button
              type="button"
              class={classes(buttonStyles.button, buttonStyles.danger)}
              onClick={() => setRemoving(true)}
            >
              {t().remove}
            </button>
          }
        >
          <ConfirmInline
            question={t().removeQuestion}
            cancel={laterWords().settings.proof.cancel}
            confirm={t().remove}
            onCancel={() => setRemoving(false)}
            onConfirm={() => void remove()}
          />
        </Show>
      </Show>
    </div>
  );
}

function PasswordForm(props: Props) {
  const parlor = useParlor();
  const me = useMe();
  const t = () => laterWords().settings.password;
  const [old, setOld] = createSignal("");
  const [next, setNext] = createSignal("");
  const [errors, setErrors] = createSignal<Errors>({});
  const [busy, setBusy] = createSignal(false);
  const hasOld = () => props.credentials.has_password;
  let form!: HTMLFormElement;
  const show = (found: Errors): void => {
    setErrors(found);
    form.querySelector<HTMLInputElement>('[aria-invalid="true"]')?.focus();
  };
  const change = (): Promise<Outcome<unknown>> => {
    const new_password = next();
    return hasOld()
      ? parlor.call("changePassword", { password: old(), new_password })
      : props.prover.withProof(() => parlor.call("changePassword", { new_password }));
  };
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    if (busy()) return;
    const found = {
      old: hasOld() && old() === "" ? () => t().missing : undefined,
      next: wrongPassword(next()),
    };
    show(found);
    if (found.old ?? found.next) return;
    setBusy(true);
    const result = await change();
    setBusy(false);
    if (result.ok) {
      toast(hasOld() ? t().changed : t().wasSet);
      setOld("");
      setNext("");
      return props.onChanged();
    }
    if (result.code === "wrong_credentials") show({ old: () => t().wrong });
    else if (result.code === "weak_password") show({ next: () => refusalText(result) });
    else show({ form: () => refusalText(result) });
  };
  return (
    <form ref={form} class={styles.group} method="post" noValidate onSubmit={(event) => void submit(event)}>
      <h3>{t().title}</h3>
      {/* Tells a password manager which account the password is for. */}
      <input
        class="hidden"
        type="text"
        name="username"
        autocomplete="username"
        value={me().handle}
        readOnly
        tabIndex={-1}
        aria-hidden="true"
      />
      <Show when={hasOld()} fallback={<p class="soft">{t().none}</p>}>
        <PasswordField label={t().old} isNew={false} value={old()} onText={setOld} wrong={errors().old?.()} />
      </Show>
      <PasswordField label={t().next} isNew value={next()} onText={setNext} wrong={errors().next?.()} />
      <p class="soft">{t().hint}</p>
      <Wrong text={errors().form?.()} />
      <button type="submit" class={classes(buttonStyles.button, buttonStyles.main)} aria-disabled={busy()}>
        {busy() ? words().signIn.busy : hasOld() ? t().change : t().set}
      </button>
    </form>
  );
}
