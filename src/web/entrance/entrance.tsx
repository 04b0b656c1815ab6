import { createSignal, Show } from "solid-js";
import { Wrong } from "../elements/field.tsx";
import { Logo } from "../elements/logo.tsx";
import { words } from "../language/language.ts";
import { useParlor } from "../parlor-context.ts";
import { route } from "../route.ts";
import { sentence } from "../words.ts";
import { wrongHandle, wrongName, wrongPassword } from "./checks.ts";
import "./entrance.css";
import { Field } from "../elements/field.tsx";
import { PasswordField } from "./password-field.tsx";

type Errors = {
  handle?: string | undefined;
  name?: string | undefined;
  password?: string | undefined;
  form?: string | undefined;
};

/** Beside which field a refusal is told; the others are about the form as a whole. */
const fieldOf: Partial<Record<string, keyof Errors>> = {
  handle_taken: "handle",
  wrong_credentials: "password",
};

/** The one page for whoever is not signed in. */
export function Entrance() {
  const parlor = useParlor();
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
          handle: handle().trim() === "" ? "Please enter your handle." : undefined,
          password: password() === "" ? "Please enter your password." : undefined,
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
    if (!result.ok) show({ [fieldOf[result.code] ?? "form"]: sentence(result) });
  };

  const swap = (): void => {
    setMode(isNew() ? "sign_in" : "sign_up");
    setErrors({});
    form.querySelector("input")?.focus();
  };

  return (
    <div class="entrance">
      <header class="entrance-wall">
        <p class="wordmark">
          <Logo size={40} /> Parlor
        </p>
        <p class="motto">A quiet place to&nbsp;talk.</p>
      </header>
      <main>
        <form ref={form} method="post" noValidate onSubmit={(event) => void submit(event)}>
          <h1>{isNew() ? "Take a seat" : "Welcome back"}</h1>
          <Show when={route().page === "join"}>
            <p class="invited">{words().shell.join.first}</p>
          </Show>
          <p class="soft">
            {isNew() ? "An account takes half a minute." : "Sign in and go on where you left off."}
          </p>
          <Show when={isNew()}>
            <Field
              label="Name"
              name="name"
              autocomplete="name"
              value={name()}
              onText={setName}
              wrong={errors().name}
              hint="What others see. You can change it at any time."
            />
          </Show>
          <Field
            label="Handle"
            name="username"
            autocomplete="username"
            autocapitalize="none"
            spellcheck={false}
            value={handle()}
            onText={setHandle}
            wrong={errors().handle}
            hint={isNew() ? "How people find you, such as ada or ada.lovelace." : undefined}
          />
          <PasswordField isNew={isNew()} value={password()} onText={setPassword} wrong={errors().password} />
          <Wrong text={errors().form} />
          <button type="submit" class="button main" aria-disabled={busy()}>
            {busy() ? "One moment …" : isNew() ? "Create account" : "Sign in"}
          </button>
          <p class="swap">
            {isNew() ? "Been here before?" : "New here?"}{" "}
            <button type="button" onClick={swap}>
              {isNew() ? "Sign in" : "Create an account"}
            </button>
          </p>
        </form>
      </main>
    </div>
  );
}
