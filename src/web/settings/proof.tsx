import { createSignal, type JSX, Show } from "solid-js";
import { canUsePasskeys } from "../../client/index.ts";
import { proveWithPasskey } from "../../client/passkeys.ts";
import { laterWords, words } from "../language/language.ts";
import { refusalText } from "../language/refusal-text.ts";
import buttonStyles from "../primitives/button.module.css";
import { classes } from "../primitives/classes.ts";
import { Dialog } from "../primitives/dialog.tsx";
import { Wrong } from "../primitives/field.tsx";
import { Icon } from "../primitives/icon.tsx";
import { PasswordField } from "../primitives/password-field.tsx";
import { useParlor } from "../state/parlor-context.ts";
import styles from "./settings.module.css";

/** What was done, or the code of why not. */
export type Outcome<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly code: string; readonly retry_after_ms?: number };

export interface Prover {
  /** Does something; if the server wants to know first that it is the user, it asks them and does it again. */
  readonly withProof: <T>(run: () => Promise<Outcome<T>>) => Promise<Outcome<T>>;
  /** The question, while it is asked. */
  readonly dialog: () => JSX.Element;
}

/** `hasPassword` says whether a password may be an answer. */
export function createProver(hasPassword: () => boolean): Prover {
  const [asking, setAsking] = createSignal<(isProved: boolean) => void>();
  const finish = (isProved: boolean): void => {
    asking()?.(isProved);
    setAsking(undefined);
  };
  return {
    withProof: async (run) => {
      const first = await run();
      if (first.ok || first.code !== "proof_needed") return first;
      const isProved = await new Promise<boolean>((resolve) => setAsking(() => resolve));
      return isProved ? run() : first;
    },
    dialog: () => (
      <Show when={asking()}>
        <ProofDialog hasPassword={hasPassword()} onEnd={finish} />
      </Show>
    ),
  };
}

function ProofDialog(props: { readonly hasPassword: boolean; readonly onEnd: (isProved: boolean) => void }) {
  const parlor = useParlor();
  const t = () => laterWords().settings.proof;
  const [password, setPassword] = createSignal("");
  const [wrong, setWrong] = createSignal<Outcome<unknown> & { ok: false }>();
  const [busy, setBusy] = createSignal(false);
  const text = (): string | undefined => {
    const refused = wrong();
    if (refused === undefined) return undefined;
    return refused.code === "wrong_credentials" ? laterWords().settings.password.wrong : refusalText(refused);
  };
  const show = async (proof: Promise<Outcome<unknown>>): Promise<void> => {
    setBusy(true);
    const proved = await proof;
    setBusy(false);
    if (proved.ok) props.onEnd(true);
    else setWrong(proved);
  };
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    if (!busy() && password() !== "") void show(parlor.call("prove", { password: password() }));
  };
  return (
    <Dialog title={t().title} onClose={() => props.onEnd(false)}>
      <form class={styles.proof} method="post" noValidate onSubmit={submit}>
        <p class="soft">{t().hint}</p>
        <Show when={canUsePasskeys()}>
          <button
            type="button"
            class={buttonStyles.button}
            aria-disabled={busy()}
            onClick={() => !busy() && void show(proveWithPasskey(parlor))}
          >
            <Icon name="key" size={18} /> {words().signIn.usePasskey}
          </button>
        </Show>
        <Show when={props.hasPassword} fallback={<Wrong text={text()} />}>
          <PasswordField
            label={words().signIn.password}
            isNew={false}
            value={password()}
            onText={setPassword}
            wrong={text()}
          />
          <button
            type="submit"
            class={classes(buttonStyles.button, buttonStyles.main)}
            aria-disabled={busy()}
          >
            {t().confirm}
          </button>
        </Show>
      </form>
    </Dialog>
  );
}
