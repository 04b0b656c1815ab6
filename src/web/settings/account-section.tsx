import { createSignal, onCleanup, Show } from "solid-js";
import { words } from "../language/language.ts";
import { sentence } from "../language/refusal-text.ts";
import { Wrong } from "../primitives/field.tsx";
import { Icon } from "../primitives/icon.tsx";
import { PasswordField } from "../primitives/password-field.tsx";
import { tellFailure, toast } from "../primitives/toast.tsx";
import { type Saying, wrongPassword } from "../sign-in/checks.ts";
import { useMe, useParlor } from "../state/parlor-context.ts";
import { saveExport } from "./save-export.ts";

/** One's password, and everything that is one's own. */
export function AccountSection() {
  return (
    <div class="settings-part">
      <ChangePassword />
      <OwnData />
      <Cache />
    </div>
  );
}

interface Errors {
  readonly old?: Saying | undefined;
  readonly next?: Saying | undefined;
  readonly form?: Saying | undefined;
}

function ChangePassword() {
  const parlor = useParlor();
  const me = useMe();
  const said = () => words().settings.password;
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
      old: old() === "" ? () => said().missing : undefined,
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
      return toast(said().changed);
    }
    if (result.code === "wrong_credentials") show({ old: () => said().wrong });
    else show({ form: () => sentence(result) });
  };
  return (
    <form ref={form} class="field-group" method="post" noValidate onSubmit={(event) => void submit(event)}>
      <h3>{said().title}</h3>
      {/* So that a password manager knows whose password it keeps. */}
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
      <PasswordField
        label={said().old}
        isNew={false}
        value={old()}
        onText={setOld}
        wrong={errors().old?.()}
      />
      <PasswordField label={said().next} isNew value={next()} onText={setNext} wrong={errors().next?.()} />
      <p class="soft">{said().hint}</p>
      <Wrong text={errors().form?.()} />
      <button type="submit" class="button main" aria-disabled={busy()}>
        {busy() ? words().entrance.oneMoment : said().change}
      </button>
    </form>
  );
}

function OwnData() {
  const parlor = useParlor();
  const me = useMe();
  const said = () => words().settings.data;
  const [status, setStatus] = createSignal<Saying>();
  const [running, setRunning] = createSignal<AbortController>();
  onCleanup(() => running()?.abort());
  const save = async (): Promise<void> => {
    const stop = new AbortController();
    setRunning(stop);
    setStatus(() => () => said().progress(0));
    const end = await saveExport(parlor, me().handle, stop.signal, (messages) =>
      setStatus(() => () => said().progress(messages)),
    );
    setRunning(undefined);
    if (end.state === "stopped") return void setStatus(undefined);
    if (end.state === "failed") return void setStatus(() => () => sentence(end));
    const { messages, unreadable } = end;
    setStatus(() => () => (unreadable > 0 ? said().incomplete(unreadable) : said().done(messages)));
  };
  return (
    <section class="field-group" aria-labelledby="own-data">
      <div class="settings-lead">
        <h3 id="own-data">{said().title}</h3>
        <p class="soft">{said().hint}</p>
      </div>
      <div class="settings-actions">
        <Show
          when={running()}
          fallback={
            <button type="button" class="button" onClick={() => void save()}>
              <Icon name="down" size={18} /> {said().save}
            </button>
          }
        >
          {(stop) => (
            <button type="button" class="button" onClick={() => stop().abort()}>
              {said().stop}
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
  const said = () => words().settings.data;
  const clear = async (): Promise<void> => {
    await parlor.clearCache();
    toast(said().cleared);
  };
  return (
    <section class="field-group" aria-labelledby="cache">
      <div class="settings-lead">
        <h3 id="cache">{said().cache}</h3>
        <p class="soft">{said().cacheHint}</p>
      </div>
      <button type="button" class="button" onClick={() => void tellFailure(clear())}>
        {said().clear}
      </button>
    </section>
  );
}
