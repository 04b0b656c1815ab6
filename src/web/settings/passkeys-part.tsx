import { createSignal, For, Match, Show, Switch } from "solid-js";
import { canUsePasskeys } from "../../client/index.ts";
import { addPasskey } from "../../client/passkeys.ts";
import type { Passkey } from "../../protocol/passkey.ts";
import { laterWords } from "../language/language.ts";
import { refusalText } from "../language/refusal-text.ts";
import { agoInWords, exactTime, fullDate } from "../language/times.ts";
import buttonStyles from "../primitives/button.module.css";
import { ConfirmInline } from "../primitives/confirm-inline.tsx";
import { Field } from "../primitives/field.tsx";
import { Icon } from "../primitives/icon.tsx";
import { toast } from "../primitives/toast.tsx";
import { useParlor } from "../state/parlor-context.ts";
import type { Outcome, Prover } from "./proof.tsx";
import styles from "./settings.module.css";

interface Props {
  readonly prover: Prover;
  readonly onChanged: () => void;
}

/** The user's passkeys: each with its name, which they can change, and a way to remove it. */
export function PasskeysPart(props: Props & { readonly passkeys: readonly Passkey[] }) {
  const parlor = useParlor();
  const t = () => laterWords().settings.passkeys;
  const [busy, setBusy] = createSignal(false);
  const add = async (): Promise<void> => {
    if (busy()) return;
    setBusy(true);
    const added: Outcome<unknown> = await props.prover.withProof(() => addPasskey(parlor));
    setBusy(false);
    toast(added.ok ? t().added : refusalText(added));
    if (added.ok) props.onChanged();
  };
  return (
    <section class={styles.group} aria-labelledby="passkeys">
      <div class={styles.lead}>
        <h3 id="passkeys">{t().title}</h3>
        <p class="soft">{t().hint}</p>
      </div>
      <Show when={props.passkeys.length > 0} fallback={<p class="soft">{t().none}</p>}>
        <ul class={styles.list} aria-label={t().title}>
          <For each={props.passkeys}>{(each) => <PasskeyRow passkey={each} {...props} />}</For>
        </ul>
      </Show>
      <Show when={canUsePasskeys()} fallback={<p class="soft">{t().unsupported}</p>}>
        <button type="button" class={buttonStyles.button} aria-disabled={busy()} onClick={() => void add()}>
          <Icon name="new" size={18} /> {t().add}
        </button>
      </Show>
    </section>
  );
}

function PasskeyRow(props: Props & { readonly passkey: Passkey }) {
  const parlor = useParlor();
  const t = () => laterWords().settings.passkeys;
  const [open, setOpen] = createSignal<"rename" | "remove">();
  const passkey_id = () => props.passkey.passkey_id;
  const end = (outcome: Outcome<unknown>, done: string): void => {
    setOpen(undefined);
    toast(outcome.ok ? done : refusalText(outcome));
    if (outcome.ok) props.onChanged();
  };
  const remove = async (): Promise<void> =>
    end(
      await props.prover.withProof(() => parlor.call("removePasskey", { passkey_id: passkey_id() })),
      t().removed,
    );
  const rename = async (name: string): Promise<void> =>
    end(await parlor.call("renamePasskey", { passkey_id: passkey_id(), name }), laterWords().settings.saved);
  return (
    <li class={styles.row}>
      <Switch fallback={<AtRest passkey={props.passkey} onDo={setOpen} />}>
        <Match when={open() === "remove"}>
          <ConfirmInline
            question={t().removeQuestion(props.passkey.name)}
            cancel={laterWords().settings.proof.cancel}
            confirm={t().remove}
            onCancel={() => setOpen(undefined)}
            onConfirm={() => void remove()}
          />
        </Match>
        <Match when={open() === "rename"}>
          <Rename name={props.passkey.name} onName={(name) => void rename(name)} />
        </Match>
      </Switch>
    </li>
  );
}

function AtRest(props: { readonly passkey: Passkey; readonly onDo: (what: "rename" | "remove") => void }) {
  const t = () => laterWords().settings.passkeys;
  const used = (): string =>
    props.passkey.last_used_at === null
      ? t().neverUsed
      : t().lastUsed(agoInWords(props.passkey.last_used_at));
  return (
    <>
      <span class={styles.sign} aria-hidden="true">
        <Icon name="key" />
      </span>
      <span class={styles.rowText}>
        <bdi class="cut">{props.passkey.name}</bdi>
        <span class="soft" title={exactTime(props.passkey.last_used_at ?? props.passkey.created_at)}>
          {used()} · {t().since(fullDate(props.passkey.created_at))}
          <Show when={props.passkey.synced}> · {t().synced}</Show>
        </span>
      </span>
      <button
        type="button"
        class={buttonStyles.iconButton}
        aria-label={t().renameWhich(props.passkey.name)}
        onClick={() => props.onDo("rename")}
      >
        <Icon name="edit" />
      </button>
      <button
        type="button"
        class={buttonStyles.iconButton}
        aria-label={t().removeWhich(props.passkey.name)}
        onClick={() => props.onDo("remove")}
      >
        <Icon name="delete" />
      </button>
    </>
  );
}

function Rename(props: { readonly name: string; readonly onName: (name: string) => void }) {
  const [name, setName] = createSignal(props.name);
  return (
    <form
      class={styles.rename}
      onSubmit={(event) => {
        event.preventDefault();
        if (name().trim() !== "") props.onName(name().trim());
      }}
    >
      <Field
        label={laterWords().settings.passkeys.name}
        autofocus
        autocomplete="off"
        value={name()}
        onText={setName}
      />
      <button type="submit" class={buttonStyles.button}>
        {laterWords().settings.save}
      </button>
    </form>
  );
}
