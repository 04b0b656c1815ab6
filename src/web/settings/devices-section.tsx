import { createResource, For, Show } from "solid-js";
import type { OwnSession } from "../../protocol/endpoints.ts";
import type { SessionId } from "../../protocol/ids.ts";
import { laterWords } from "../language/language.ts";
import { refusalText } from "../language/refusal-text.ts";
import { agoInWords, exactTime, fullDate } from "../language/times.ts";
import buttonStyles from "../primitives/button.module.css";
import { classes } from "../primitives/classes.ts";
import { Wrong } from "../primitives/field.tsx";
import { Icon } from "../primitives/icon.tsx";
import { toast } from "../primitives/toast.tsx";
import { useParlor } from "../state/parlor-context.ts";
import styles from "./settings.module.css";

/** The devices that are signed in, each with a button that signs it out. */
export function DevicesSection() {
  const parlor = useParlor();
  const t = () => laterWords().settings.devices;
  const [found, { refetch }] = createResource(() => parlor.call("sessions", {}));
  const sessions = (): readonly OwnSession[] => {
    const result = found.latest;
    return result?.ok ? result.value.sessions.toSorted((a, b) => Number(b.current) - Number(a.current)) : [];
  };
  const failed = () => {
    const result = found.latest;
    return result === undefined || result.ok ? undefined : refusalText(result);
  };
  const signOut = async (session_id: SessionId): Promise<void> => {
    const result = await parlor.call("endSession", { session_id });
    // If somebody else was faster, the session is gone all the same.
    toast(result.ok || result.code === "not_found" ? t().signedOut(1) : refusalText(result));
    await refetch();
  };
  const signOutOthers = async (): Promise<void> => {
    const result = await parlor.call("endOtherSessions", {});
    toast(result.ok ? t().signedOut(result.value.ended) : refusalText(result));
    await refetch();
  };
  return (
    <div class={styles.part} aria-busy={found.loading}>
      <p class="soft">{t().hint}</p>
      <Wrong text={failed()} />
      <ul class={styles.list} aria-label={laterWords().settings.sections.devices}>
        <For each={sessions()}>
          {(session) => <Device session={session} onSignOut={() => void signOut(session.session_id)} />}
        </For>
      </ul>
      <Show
        when={sessions().length > 1}
        fallback={
          <Show when={sessions().length === 1}>
            <p class="soft">{t().only}</p>
          </Show>
        }
      >
        <button
          type="button"
          class={classes(buttonStyles.button, buttonStyles.danger)}
          onClick={() => void signOutOthers()}
        >
          {t().signOutOthers}
        </button>
      </Show>
    </div>
  );
}

function Device(props: { readonly session: OwnSession; readonly onSignOut: () => void }) {
  const t = () => laterWords().settings.devices;
  const name = () =>
    props.session.client === ""
      ? props.session.system || t().unknown
      : t().name(props.session.client, props.session.system);
  return (
    <li class={styles.row}>
      <span class={styles.sign} aria-hidden="true">
        <Icon name="device" />
      </span>
      <span class={styles.rowText}>
        <span>{name()}</span>
        <span class="soft" title={exactTime(props.session.last_used_at)}>
          {t().lastUsed(agoInWords(props.session.last_used_at))}
          {" · "}
          {t().since(fullDate(props.session.created_at))}
        </span>
      </span>
      <Show when={!props.session.current} fallback={<span class={styles.tag}>{t().current}</span>}>
        <button
          type="button"
          class={buttonStyles.button}
          aria-label={t().signOutWhich(name())}
          onClick={() => props.onSignOut()}
        >
          {t().signOut}
        </button>
      </Show>
    </li>
  );
}
