import { type Accessor, createSignal, For, Match, onMount, Show, Suspense, Switch } from "solid-js";
import type { Parlor } from "../../client/index.ts";
import type { Output, SignUp } from "../../protocol/endpoints.ts";
import { chooseLanguage, language, languageNames, words } from "../language/language.ts";
import { lazyView } from "../language/lazy-view.ts";
import buttonStyles from "../primitives/button.module.css";
import { classes } from "../primitives/classes.ts";
import { exact, Field, Wrong } from "../primitives/field.tsx";
import { Icon } from "../primitives/icon.tsx";
import logoStyles from "../primitives/logo.module.css";
import { Logo } from "../primitives/logo.tsx";
import { PasswordField } from "../primitives/password-field.tsx";
import { toastFailure } from "../primitives/toast.tsx";
import { useParlor } from "../state/parlor-context.ts";
import { route } from "../state/route.ts";
import { createEntry } from "./create-entry.ts";
import styles from "./sign-in-page.module.css";

const WayBack = lazyView(async () => (await import("./way-back.tsx")).WayBack);

/** The page for somebody who is not signed in. */
export function SignInPage() {
  const deployment = createDeployment(useParlor());
  const [isLost, setLost] = createSignal(false);
  const token = (): string | undefined => {
    const there = route();
    return there.page === "reset" ? there.token : undefined;
  };
  return (
    <div class={styles.page}>
      <header class={styles.wall}>
        <p class={logoStyles.wordmark}>
          <Logo size={40} /> <span dir="auto">{deployment()?.name || "Parlor"}</span>
        </p>
        <p class={styles.motto}>{words().signIn.motto}</p>
      </header>
      <main>
        <Switch
          fallback={<SignInForm signUp={deployment()?.sign_up ?? "open"} onLost={() => setLost(true)} />}
        >
          <Match when={isLost() || token() !== undefined}>
            <Suspense fallback={<div />}>
              <WayBack token={token()} onBack={() => setLost(false)} />
            </Suspense>
          </Match>
        </Switch>
        <Languages />
      </main>
    </div>
  );
}

/** What the server says of itself. Until then, and if it cannot be reached, the page is that of an open one. */
function createDeployment(parlor: Parlor): Accessor<Output<"deployment"> | undefined> {
  const [deployment, setDeployment] = createSignal<Output<"deployment">>();
  const load = async (): Promise<void> => {
    const answer = await parlor.call("deployment", {});
    if (answer.ok) setDeployment(answer.value);
  };
  onMount(() => void load());
  return deployment;
}

function SignInForm(props: { readonly signUp: SignUp; readonly onLost: () => void }) {
  const t = () => words().signIn;
  let form!: HTMLFormElement;
  const entry = createEntry(useParlor(), () => form);
  const { isNew, busy, errors } = entry;
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    void entry.submit();
  };
  return (
    <form ref={form} method="post" noValidate onSubmit={submit}>
      <h1>{isNew() ? t().signUpTitle : t().signInTitle}</h1>
      <Show when={route().page === "join"}>
        <p class={styles.invited}>{words().shell.join.signInFirst}</p>
      </Show>
      <Show when={entry.invitation() !== undefined && isNew()}>
        <p class={styles.invited}>{t().invited}</p>
      </Show>
      <p class="soft">{isNew() ? t().signUpIntro : t().signInIntro}</p>
      <Show when={isNew()}>
        <Field
          label={t().name}
          name="name"
          autocomplete="name"
          enterkeyhint="next"
          value={entry.name()}
          onText={entry.setName}
          wrong={errors().name?.()}
          hint={t().nameHint}
        />
      </Show>
      <Field
        label={t().handle}
        name="username"
        autocomplete="username webauthn"
        {...exact}
        value={entry.handle()}
        onText={entry.setHandle}
        wrong={errors().handle?.()}
        hint={isNew() ? t().handleHint : undefined}
      />
      <PasswordField
        label={t().password}
        isNew={isNew()}
        value={entry.password()}
        onText={entry.setPassword}
        wrong={errors().password?.()}
      />
      <Wrong text={errors().form?.()} />
      <button type="submit" class={classes(buttonStyles.button, buttonStyles.main)} aria-disabled={busy()}>
        {busy() ? t().busy : isNew() ? t().createAccount : t().signIn}
      </button>
      <Show when={entry.hasPasskeys()}>
        <button
          type="button"
          class={classes(buttonStyles.button, styles.passkey)}
          aria-disabled={busy()}
          onClick={() => void entry.byPasskey()}
        >
          <Icon name="key" size={18} /> {t().usePasskey}
        </button>
        <Show when={isNew()}>
          <p class={styles.passkeyHint}>{t().passkeyHint}</p>
        </Show>
      </Show>
      <p class={styles.swap}>
        <Show
          when={isNew() || props.signUp === "open" || entry.invitation() !== undefined}
          fallback={props.signUp === "closed" ? t().closed : t().byInvitation}
        >
          {isNew() ? t().haveAccount : t().newHere}{" "}
          <button type="button" onClick={entry.swap}>
            {isNew() ? t().toSignIn : t().toSignUp}
          </button>
        </Show>
      </p>
      <Show when={!isNew()}>
        <p class={styles.swap}>
          <button type="button" onClick={() => props.onLost()}>
            {t().lost}
          </button>
        </p>
      </Show>
    </form>
  );
}

/** Each language by its own name, so that it can be found from any other. */
function Languages() {
  return (
    <fieldset class={styles.languages}>
      <legend class="hidden">{words().signIn.language}</legend>
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
