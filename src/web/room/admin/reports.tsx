import { Show } from "solid-js";
import { accept } from "../../../protocol/codes.ts";
import { laterWords } from "../../language/language.ts";
import { ago, exactTime } from "../../language/times.ts";
import buttonStyles from "../../primitives/button.module.css";
import { useParlor } from "../../state/parlor-context.ts";
import { messagePath } from "../../state/route.ts";
import { useRoom } from "../open-room.ts";
import styles from "./admin.module.css";
import { AdminListView, createAdminList } from "./admin-list.tsx";
import { AdminListPerson } from "./admin-list-person.tsx";

/** Messages that members reported, with links to them. */
export function Reports() {
  const parlor = useParlor();
  const { room_id } = useRoom();
  const t = () => laterWords().room.admin.reports;
  const list = createAdminList(async () => {
    const result = await parlor.call("reports", { room_id });
    return result.ok ? accept(result.value.reports) : result;
  });
  return (
    <AdminListView list={list} label={t().title} none={t().none}>
      {(report) => (
        <>
          <AdminListPerson
            user_id={report.by}
            about={() => t().reported(ago(report.at))}
            title={exactTime(report.at)}
          >
            <a class={buttonStyles.button} href={messagePath(room_id, report.message_id)}>
              {t().view}
            </a>
          </AdminListPerson>
          <Show when={report.reason}>
            <p class={styles.reason} dir="auto">
              {report.reason}
            </p>
          </Show>
        </>
      )}
    </AdminListView>
  );
}
