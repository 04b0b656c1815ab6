import { createSignal, Show } from "solid-js";
import { accept } from "../../../protocol/codes.ts";
import { HISTORY_PAGE_MAX } from "../../../protocol/limits.ts";
import type { AuditEntry } from "../../../protocol/moderation.ts";
import { laterWords } from "../../language/language.ts";
import { ago, exactTime } from "../../language/times.ts";
import buttonStyles from "../../primitives/button.module.css";
import { useParlor, usePerson } from "../../state/parlor-context.ts";
import { useRoom } from "../open-room.ts";
import { AdminListView, createAdminList } from "./admin-list.tsx";
import { AdminListPerson } from "./admin-list-person.tsx";
import { auditText } from "./audit-text.ts";

/** What owners and admins did, the latest first. */
export function Audit() {
  const parlor = useParlor();
  const { room_id } = useRoom();
  const t = () => laterWords().room.admin.audit;
  const [older, setOlder] = createSignal<readonly AuditEntry[]>([]);
  const [isEnd, setEnd] = createSignal(false);
  const list = createAdminList(async () => {
    const result = await parlor.call("audit", { room_id });
    if (!result.ok) return result;
    setEnd(result.value.entries.length < HISTORY_PAGE_MAX);
    return accept(result.value.entries);
  });
  const all = () => {
    const latest = list.entries();
    return latest && [...latest, ...older()];
  };
  const more = async (): Promise<void> => {
    const result = await parlor.call("audit", { room_id, before: all()?.at(-1)?.audit_id });
    if (!result.ok) return;
    setOlder([...older(), ...result.value.entries]);
    setEnd(result.value.entries.length < HISTORY_PAGE_MAX);
  };
  return (
    <>
      <AdminListView list={{ ...list, entries: all }} label={t().title} none={t().none}>
        {(entry) => <Entry entry={entry} />}
      </AdminListView>
      <Show when={list.entries() !== undefined && !isEnd()}>
        <button type="button" class={buttonStyles.button} onClick={() => void more()}>
          {t().older}
        </button>
      </Show>
    </>
  );
}

function Entry(props: { readonly entry: AuditEntry }) {
  const whom = usePerson(() => {
    const { action, by } = props.entry;
    return "user_id" in action ? action.user_id : by;
  });
  return (
    <AdminListPerson
      user_id={props.entry.by}
      about={() => `${auditText(props.entry.action, whom()?.name ?? "…")} · ${ago(props.entry.at)}`}
      title={exactTime(props.entry.at)}
    />
  );
}
