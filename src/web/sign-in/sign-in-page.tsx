import { createSignal, For, Show } from "solid-js";
import { chooseLanguage, language, languageNames, words } from "../language/language.ts";
import { refusalText } from "../language/refusal-text.ts";
import buttonStyles from "../primitives/button.module.css";
import { classes } from "../primitives/classes.ts";
import { Field, Wrong } from "../primitives/field.tsx";
import logoStyles from "../primitives/logo.module.css";
import { Logo } from "../primitives/logo.tsx";
import { PasswordField } from "../primitives/password-field.tsx";
import { toastFailure } from "../primitives/toast.tsx";
import { useParlor } from "../state/parlor-context.ts";
import { route } from "../state/route.ts";
import { type LocalizedText, wrongHandle, wrongName, wrongPassword } from "./checks.ts";
import styles from "./sign-in-page.module.css";

type Errors = {
  readonly [field in "handle" | "name" | "password" | "form"]?: LocalizedText | undefined;
};

/** The field beside which a refusal is shown. All others concern the form as a whole. */
const fieldOf: Partial<Record<string, keyof Errors>> = {
  handle_taken: "handle",
  handle_misleading: "handle",
  weak_password: "password",
  wrong_credentials: "password",
};

/** The page for somebody who is not signed in. */
export function SignInPage() {
  return (
    <div class={styles.page}>
      <header class={styles.wall}>
        <p class={logoStyles.wordmark}>
          <Logo size={40} /> Parlor
        </p>
        <p class={styles.motto}>{words().signIn.motto}</p>
      </header>
      <main>
        <SignInForm />
        <Languages />
      </main>
    </div>
  );
}

function SignInForm() {
  const parlor = useParlor();
  const t = () => words().signIn;
  const [mode, setMode] = createSignal<"sign_in" | "sign_up">("sign_in");
  const [handle, setHandle] = createSignal("");
  const [name, setName] = createSignal("");
  const [password, setPassword] = createSignal("");
  const [errors, setErrors] = createSignal<Errors>({});
  const [busy, setBusy] = createSignal(false);
  const isNew = () => mode() === "sign_up";
  let form!: HTMLFormElement;

  const check = (): Errors =>
    isNew()
      ? { handle: wrongHandle(handle()), name: wrongName(name()), password: wrongPassword(password()) }
      : {
          handle: handle().trim() === "" ? () => t().errors.yourHandle : undefined,
          password: password() === "" ? () => t().errors.yourPassword : undefined,
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
    const who = { handle: handle().trim().toLowerCase(), password: password() };
    const result = isNew()
      ? await parlor.register({ ...who, name: name().trim() })
      : await parlor.signIn(who);
    setBusy(false);
    if (!result.ok) show({ [fieldOf[result.code] ?? "form"]: () => refusalText(result) });
  };

  const swap = (): void => {
    setMode(isNew() ? "sign_in" : "sign_up");
    setErrors({});
    form.querySelector("input")?.focus();
  };

  return (
    <form ref={form} method="post" noValidate onSubmit={(event) => void submit(event)}>
      <h1>{isNew() ? t().signUpTitle : t().signInTitle}</h1>
      <Show when={route().page === "join"}>
        <p class={styles.invited}>{words().shell.join.signInFirst}</p>
      </Show>
      <p class="soft">{isNew() ? t().signUpIntro : t().signInIntro}</p>
      <Show when={isNew()}>
        <Field
          label={t().name}
          name="name"
          autocomplete="name"
          enterkeyhint="next"
          value={name()}
          onText={setName}
          wrong={errors().name?.()}
          hint={t().nameHint}
        />
      </Show>
      <Field
        label={t().handle}
        name="username"
        autocomplete="username"
        autocapitalize="none"
        autocorrect="off"
        enterkeyhint="next"
        spellcheck={false}
        value={handle()}
        onText={setHandle}
        wrong={errors().handle?.()}
        hint={isNew() ? t().handleHint : undefined}
      />
      <PasswordField
        label={t().password}
        isNew={isNew()}
        value={password()}
        onText={setPassword}
        wrong={errors().password?.()}
      />
      <Wrong text={errors().form?.()} />
      <button type="submit" class={classes(buttonStyles.button, buttonStyles.main)} aria-disabled={busy()}>
        {busy() ? t().busy : isNew() ? t().createAccount : t().signIn}
      </button>
      <p class={styles.swap}>
        {isNew() ? t().haveAccount : t().newHere}{" "}
        <button type="button" onClick={swap}>
          {isNew() ? t().toSignIn : t().toSignUp}
        </button>
      </p>
    </form>
  );
}

/** Each language by its own name, so that it can be found from any other. */
function Languages() {
  return (
    <fieldset class={styles.languages}>
      <legend class="hidden">{words().settings.language.title}</legend>
      <For each={languageNames}>
        {([each, name]) => (
          <button
            type="button"
            lang={each}
            aria-pressed={language() === each}
            onClick={() => void toastFailure(chooseLanguage(each))}
          >
            {name}
          </button>
        )}
      </For>
    </fieldset>
  );
}
