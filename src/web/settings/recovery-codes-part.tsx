import { createSignal, For, Show } from "solid-js";
import { laterWords } from "../language/language.ts";
import { refusalText } from "../language/refusal-text.ts";
import buttonStyles from "../primitives/button.module.css";
import { copy } from "../primitives/copy.ts";
import { Icon } from "../primitives/icon.tsx";
import { toast } from "../primitives/toast.tsx";
import { useMe, useParlor } from "../state/parlor-context.ts";
import type { Prover } from "./proof.tsx";
import { offerFile } from "./save-export.ts";
import styles from "./settings.module.css";

/** Makes recovery codes and shows them this once. */
export function RecoveryCodesPart(props: {
  readonly left: number;
  readonly prover: Prover;
  readonly onChanged: () => void;
}) {
  const parlor = useParlor();
  const t = () => laterWords().settings.codes;
  const [codes, setCodes] = createSignal<readonly string[]>();
  const [busy, setBusy] = createSignal(false);
  const make = async (): Promise<void> => {
    if (busy()) return;
    setBusy(true);
    const made = await props.prover.withProof(() => parlor.call("makeRecoveryCodes", {}));
    setBusy(false);
    if (!made.ok) return toast(refusalText(made));
    setCodes(made.value.codes);
    props.onChanged();
  };
  return (
    <section class={styles.group} aria-labelledby="recovery-codes">
      <div class={styles.lead}>
        <h3 id="recovery-codes">{t().title}</h3>
        <p class="soft">{t().hint}</p>
      </div>
      <Show when={codes()} fallback={<p class="soft">{props.left > 0 ? t().left(props.left) : t().none}</p>}>
        {(made) => <Codes codes={made()} />}
      </Show>
      <div class={styles.actions}>
        <button type="button" class={buttonStyles.button} aria-disabled={busy()} onClick={() => void make()}>
          {props.left > 0 ? t().makeNew : t().make}
        </button>
        <Show when={props.left > 0}>
          <p class="soft">{t().replaces}</p>
        </Show>
      </div>
    </section>
  );
}

function Codes(props: { readonly codes: readonly string[] }) {
  const me = useMe();
  const t = () => laterWords().settings.codes;
  const text = () => `${t().fileTitle(me().handle, location.origin)}\n\n${props.codes.join("\n")}\n`;
  const save = (): void =>
    offerFile(new Blob([text()], { type: "text/plain" }), `parlor-${me().handle}-recovery-codes.txt`);
  return (
    <>
      <p role="status">{t().shown}</p>
      <ul class={styles.codes} aria-label={t().title}>
        <For each={props.codes}>
          {(code) => (
            <li>
              <code>{code}</code>
            </li>
          )}
        </For>
      </ul>
      <div class={styles.actions}>
        <button type="button" class={buttonStyles.button} onClick={() => void copy(text())}>
          <Icon name="copy" size={18} /> {t().copy}
        </button>
        <button type="button" class={buttonStyles.button} onClick={save}>
          <Icon name="down" size={18} /> {t().save}
        </button>
      </div>
    </>
  );
}
