import { createSignal, onCleanup, Show } from "solid-js";
import { words } from "../language/language.ts";
import { refusalText } from "../language/refusal-text.ts";
import buttonStyles from "../primitives/button.module.css";
import { classes } from "../primitives/classes.ts";
import { Wrong } from "../primitives/field.tsx";
import { Icon } from "../primitives/icon.tsx";
import { PasswordField } from "../primitives/password-field.tsx";
import { toast, toastFailure } from "../primitives/toast.tsx";
import { type LocalizedText, wrongPassword } from "../sign-in/checks.ts";
import { useMe, useParlor } from "../state/parlor-context.ts";
import { saveExport } from "./save-export.ts";
import styles from "./settings.module.css";

/** The user's password and data. */
export function AccountSection() {
  return (
    <div class={styles.part}>
      <ChangePassword />
      <OwnData />
      <Cache />
    </div>
  );
}

interface Errors {
  readonly old?: LocalizedText | undefined;
  readonly next?: LocalizedText | undefined;
  readonly form?: LocalizedText | undefined;
}

function ChangePassword() {
  const parlor = useParlor();
  const me = useMe();
  const t = () => words().settings.password;
  const [old, setOld] = createSignal("");
  const [next, setNext] = createSignal("");
  const [errors, setErrors] = createSignal<Errors>({});
  const [busy, setBusy] = createSignal(false);
  let form!: HTMLFormElement;
  const show = (found: Errors): void => {
    setErrors(found);
    form.querySelector<HTMLInputElement>('[aria-invalid="true"]')?.focus();
  };
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    if (busy()) return;
    const found = {
      old: old() === "" ? () => t().missing : undefined,
      next: wrongPassword(next()),
    };
    show(found);
    if (found.old ?? found.next) return;
    setBusy(true);
    const result = await parlor.call("changePassword", { password: old(), new_password: next() });
    setBusy(false);
    if (result.ok) {
      setOld("");
      setNext("");
      return toast(t().changed);
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
      <PasswordField label={t().old} isNew={false} value={old()} onText={setOld} wrong={errors().old?.()} />
      <PasswordField label={t().next} isNew value={next()} onText={setNext} wrong={errors().next?.()} />
      <p class="soft">{t().hint}</p>
      <Wrong text={errors().form?.()} />
      <button type="submit" class={classes(buttonStyles.button, buttonStyles.main)} aria-disabled={busy()}>
        {busy() ? words().signIn.busy : t().change}
      </button>
    </form>
  );
}

function OwnData() {
  const parlor = useParlor();
  const me = useMe();
  const t = () => words().settings.data;
  const [status, setStatus] = createSignal<LocalizedText>();
  const [running, setRunning] = createSignal<AbortController>();
  onCleanup(() => running()?.abort());
  const save = async (): Promise<void> => {
    const stop = new AbortController();
    setRunning(stop);
    setStatus(() => () => t().progress(0));
    const end = await saveExport(parlor, me().handle, stop.signal, (messages) =>
      setStatus(() => () => t().progress(messages)),
    );
    setRunning(undefined);
    if (end.state === "stopped") return void setStatus(undefined);
    if (end.state === "failed") return void setStatus(() => () => refusalText(end));
    const { messages, unreadable } = end;
    setStatus(() => () => (unreadable > 0 ? t().incomplete(unreadable) : t().done(messages)));
  };
  return (
    <section class={styles.group} aria-labelledby="own-data">
      <div class={styles.lead}>
        <h3 id="own-data">{t().title}</h3>
        <p class="soft">{t().hint}</p>
      </div>
      <div class={styles.actions}>
        <Show
          when={running()}
          fallback={
            <button type="button" class={buttonStyles.button} onClick={() => void save()}>
              <Icon name="down" size={18} /> {t().save}
            </button>
          }
        >
          {(stop) => (
            <button type="button" class={buttonStyles.button} onClick={() => stop().abort()}>
              {t().stop}
            </button>
          )}
        </Show>
        <p class="soft" role="status">
          {status()?.()}
        </p>
      </div>
    </section>
  );
}

function Cache() {
  const parlor = useParlor();
  const t = () => words().settings.data;
  const clear = async (): Promise<void> => {
    await parlor.clearCache();
    toast(t().cleared);
  };
  return (
    <section class={styles.group} aria-labelledby="cache">
      <div class={styles.lead}>
        <h3 id="cache">{t().cache}</h3>
        <p class="soft">{t().cacheHint}</p>
      </div>
      <button type="button" class={buttonStyles.button} onClick={() => void toastFailure(clear())}>
        {t().clear}
      </button>
    </section>
  );
}
