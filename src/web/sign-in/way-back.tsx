import { createSignal, Show } from "solid-js";
import { words } from "../language/language.ts";
import { refusalText } from "../language/refusal-text.ts";
import buttonStyles from "../primitives/button.module.css";
import { classes } from "../primitives/classes.ts";
import { exact, Field, Wrong } from "../primitives/field.tsx";
import { PasswordField } from "../primitives/password-field.tsx";
import { useParlor } from "../state/parlor-context.ts";
import { navigate } from "../state/route.ts";
import { type LocalizedText, wrongPassword } from "./checks.ts";
import styles from "./sign-in-page.module.css";

type Errors = { readonly [field in "handle" | "code" | "password" | "form"]?: LocalizedText | undefined };

const fieldOf: Partial<Record<string, keyof Errors>> = { wrong_code: "code", weak_password: "password" };

/** Sets a new password without the old one: with a recovery code, or by a one-time link if there is a token. */
export function WayBack(props: { readonly token: string | undefined; readonly onBack: () => void }) {
  const parlor = useParlor();
  const t = () => words().signIn.wayBack;
  const [handle, setHandle] = createSignal("");
  const [code, setCode] = createSignal("");
  const [password, setPassword] = createSignal("");
  const [errors, setErrors] = createSignal<Errors>({});
  const [busy, setBusy] = createSignal(false);
  let form!: HTMLFormElement;

  const check = (): Errors => {
    const wrong = { password: wrongPassword(password()) };
    if (props.token !== undefined) return wrong;
    return {
      handle: handle().trim() === "" ? () => words().signIn.errors.yourHandle : undefined,
      code: code().trim() === "" ? () => t().noCode : undefined,
      ...wrong,
    };
  };
  const show = (found: Errors): void => {
    setErrors(found);
    form.querySelector<HTMLInputElement>('[aria-invalid="true"]')?.focus();
  };
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    if (busy()) return;
    const found = check();
    show(found);
    if (Object.values(found).some((error) => error !== undefined)) return;
    setBusy(true);
    const new_password = password();
    const result = await (props.token === undefined
      ? parlor.recover({ handle: handle().trim().toLowerCase(), code: code(), new_password })
      : parlor.resetPassword({ token: props.token, new_password }));
    setBusy(false);
    if (!result.ok) show({ [fieldOf[result.code] ?? "form"]: () => refusalText(result) });
    else if (props.token !== undefined) navigate("/", "replace");
  };
  const leave = (): void => {
    props.onBack();
    if (props.token !== undefined) navigate("/", "replace");
  };

  return (
    <form ref={form} method="post" noValidate onSubmit={(event) => void submit(event)}>
      <h1>{props.token === undefined ? t().title : t().resetTitle}</h1>
      <p class="soft">{props.token === undefined ? t().intro : t().resetIntro}</p>
      <Show when={props.token === undefined}>
        <Field
          label={words().signIn.handle}
          name="username"
          autocomplete="username"
          {...exact}
          value={handle()}
          onText={setHandle}
          wrong={errors().handle?.()}
        />
        <Field
          label={t().code}
          name="recovery-code"
          autocomplete="off"
          {...exact}
          value={code()}
          onText={setCode}
          wrong={errors().code?.()}
          hint={t().codeHint}
        />
      </Show>
      <PasswordField
        label={t().next}
        isNew
        value={password()}
        onText={setPassword}
        wrong={errors().password?.()}
      />
      <p class="soft">{t().hint}</p>
      <Wrong text={errors().form?.()} />
      <button type="submit" class={classes(buttonStyles.button, buttonStyles.main)} aria-disabled={busy()}>
        {busy() ? words().signIn.busy : t().submit}
      </button>
      <Show when={props.token === undefined}>
        <p class="soft">{t().none}</p>
      </Show>
      <p class={styles.swap}>
        <button type="button" onClick={leave}>
          {t().cancel}
        </button>
      </p>
    </form>
  );
}
