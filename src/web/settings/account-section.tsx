import { createSignal, onCleanup, Show } from "solid-js";
import { laterWords } from "../language/language.ts";
import { refusalText } from "../language/refusal-text.ts";
import buttonStyles from "../primitives/button.module.css";
import { Icon } from "../primitives/icon.tsx";
import { toast, toastFailure } from "../primitives/toast.tsx";
import type { LocalizedText } from "../sign-in/checks.ts";
import { useMe, useParlor } from "../state/parlor-context.ts";
import { saveExport } from "./save-export.ts";
import styles from "./settings.module.css";

/** The user's data. */
export function AccountSection() {
  return (
    <div class={styles.part}>
      <OwnData />
      <Cache />
    </div>
  );
}

function OwnData() {
  const parlor = useParlor();
  const me = useMe();
  const t = () => laterWords().settings.data;
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
  const t = () => laterWords().settings.data;
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
