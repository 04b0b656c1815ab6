import { createSignal, For, onMount, Show } from "solid-js";
import { callAdmin } from "../../client/admin.ts";
import type { AdminLogEntry } from "../../protocol/deployment.ts";
import type { UserId } from "../../protocol/ids.ts";
import { ADMIN_PAGE } from "../../protocol/limits.ts";
import { refusalText } from "../language/refusal-text.ts";
import { exactTime } from "../language/times.ts";
import buttonStyles from "../primitives/button.module.css";
import { Wrong } from "../primitives/field.tsx";
import noteStyles from "../primitives/note.module.css";
import listStyles from "../room/admin/admin.module.css";
import { useParlor, usePerson } from "../state/parlor-context.ts";
import { adminWords } from "./admin-words.ts";
import styles from "./deployment.module.css";

/** What those did who run the deployment, the latest first. */
export function LogSection() {
  const parlor = useParlor();
  const [entries, setEntries] = createSignal<readonly AdminLogEntry[]>();
  const [hasMore, setMore] = createSignal(false);
  const [failed, setFailed] = createSignal<string>();
  const load = async (before?: AdminLogEntry): Promise<void> => {
    const answer = await callAdmin(parlor, "adminLog", before ? { before: before.entry_id } : {});
    setFailed(answer.ok ? undefined : refusalText(answer));
    if (!answer.ok) return;
    setEntries([...(entries() ?? []), ...answer.value.entries]);
    setMore(answer.value.entries.length === ADMIN_PAGE);
  };
  onMount(() => void load());
  return (
    <div class={styles.part}>
      <Wrong text={failed()} />
      <Show when={entries()?.length === 0}>
        <p class={noteStyles.note}>{adminWords().log.none}</p>
      </Show>
      <ul class={listStyles.list} aria-label={adminWords().sections.log}>
        <For each={entries()}>{(entry) => <Line entry={entry} />}</For>
      </ul>
      <Show when={hasMore()}>
        <button type="button" class={buttonStyles.button} onClick={() => void load(entries()?.at(-1))}>
          {adminWords().more}
        </button>
      </Show>
    </div>
  );
}

function Line(props: { readonly entry: AdminLogEntry }) {
  const t = () => adminWords().log;
  return (
    <li>
      <p>
        <b>
          <Show when={props.entry.by} fallback={adminWords().terminal}>
            {(by) => <Name user_id={by()} />}
          </Show>
        </b>{" "}
        {t().done[props.entry.what]}
        <Show when={props.entry.user_id}>
          {(id) => (
            <>
              {" · "}
              <Name user_id={id()} />
            </>
          )}
        </Show>
      </p>
      <Show when={props.entry.detail !== ""}>
        <p class={styles.about} dir="auto">
          {props.entry.detail}
        </p>
      </Show>
      <p class={styles.about}>{exactTime(props.entry.at)}</p>
    </li>
  );
}

function Name(props: { readonly user_id: UserId }) {
  const person = usePerson(() => props.user_id);
  return <bdi>{person()?.name ?? "…"}</bdi>;
}
