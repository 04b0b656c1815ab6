import { createSignal, Show } from "solid-js";
import { callAdmin } from "../../client/admin.ts";
import { accept } from "../../protocol/codes.ts";
import type { Decision, DeploymentReport } from "../../protocol/deployment.ts";
import { refusalText } from "../language/refusal-text.ts";
import { ago, exactTime } from "../language/times.ts";
import buttonStyles from "../primitives/button.module.css";
import { classes } from "../primitives/classes.ts";
import { ConfirmInline } from "../primitives/confirm-inline.tsx";
import { toast } from "../primitives/toast.tsx";
import { AdminListView, createAdminList } from "../room/admin/admin-list.tsx";
import { AdminListPerson } from "../room/admin/admin-list-person.tsx";
import { useParlor, usePerson } from "../state/parlor-context.ts";
import { adminWords } from "./admin-words.ts";
import styles from "./deployment.module.css";
import { refreshStanding } from "./standing.ts";

/** Open reports, the first one first: the message, who wrote it, who reported it, and what can be done. */
export function ReportsSection() {
  const parlor = useParlor();
  const t = () => adminWords().reports;
  const list = createAdminList(async () => {
    const answer = await callAdmin(parlor, "deploymentReports", {});
    return answer.ok ? accept(answer.value.reports) : answer;
  });
  const decide = async ({ report_id }: DeploymentReport, decision: Decision): Promise<void> => {
    const answer = await callAdmin(parlor, "decideReport", { report_id, decision });
    toast(answer.ok ? t().decided[decision] : refusalText(answer));
    list.refetch();
    await refreshStanding(parlor);
  };
  return (
    <div class={styles.part}>
      <p class="soft">{t().hint}</p>
      <AdminListView list={list} label={adminWords().sections.reports} none={t().none}>
        {(report) => <ReportView report={report} onDecide={(decision) => void decide(report, decision)} />}
      </AdminListView>
    </div>
  );
}

function ReportView(props: {
  readonly report: DeploymentReport;
  readonly onDecide: (decision: Decision) => void;
}) {
  const t = () => adminWords().reports;
  const [confirming, setConfirming] = createSignal<"delete_message" | "suspend_author">();
  const author = usePerson(() => props.report.message.sender);
  const reporter = usePerson(() => props.report.by);
  const question = (decision: Decision): string =>
    decision === "delete_message" ? t().confirmDelete : t().confirmSuspend(author()?.name ?? "…");
  return (
    <article>
      <AdminListPerson
        user_id={props.report.message.sender}
        about={() => t().times(props.report.reports_of_author)}
        title={t().sent(exactTime(props.report.message.time))}
      />
      <blockquote class={styles.text} dir="auto">
        {props.report.message.text || props.report.message.poll?.options.join(" · ")}
      </blockquote>
      <p class={styles.about} title={exactTime(props.report.at)}>
        {t().by(reporter()?.name ?? "…", ago(props.report.at))}
      </p>
      <p class={styles.about}>
        {props.report.reason === "" ? t().noReason : t().reason(props.report.reason)}
      </p>
      <Show
        when={confirming()}
        fallback={
          <div class={styles.actions}>
            <button type="button" class={buttonStyles.button} onClick={() => props.onDecide("dismiss")}>
              {t().dismiss}
            </button>
            <Show when={props.report.message_id !== undefined}>
              <button
                type="button"
                class={classes(buttonStyles.button, buttonStyles.danger)}
                onClick={() => setConfirming("delete_message")}
              >
                {t().deleteMessage}
              </button>
            </Show>
            <button
              type="button"
              class={classes(buttonStyles.button, buttonStyles.danger)}
              onClick={() => setConfirming("suspend_author")}
            >
              {t().suspend}
            </button>
          </div>
        }
      >
        {(decision) => (
          <ConfirmInline
            question={question(decision())}
            cancel={adminWords().cancel}
            confirm={decision() === "delete_message" ? t().deleteMessage : t().suspend}
            onCancel={() => setConfirming(undefined)}
            onConfirm={() => props.onDecide(decision())}
          />
        )}
      </Show>
    </article>
  );
}
