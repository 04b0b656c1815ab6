import { accept, type Done, type Result, refuse } from "../../protocol/codes.ts";
import type { Decision, DeploymentReport, ReportKey } from "../../protocol/deployment.ts";
import { dmRoomId } from "../../protocol/ids.ts";
import { closeReport, findOpenReport, saveDecision } from "../directory/reports-d1.ts";
import { checkRank, suspend } from "../identity/accounts-admin.ts";
import type { IdentityDeps } from "../identity/deps.ts";
import type { Staff } from "../identity/staff.ts";
import { noted } from "../identity/staff-d1.ts";
import { roomOf } from "./room-stub.ts";

/**
 * Decides a report. The message goes first and the report is closed last, so a decision that was cut off leaves the
 * report open, and can be made again.
 */
export async function decideReport(
  deps: IdentityDeps,
  by: Staff,
  report_id: ReportKey,
  decision: Decision,
): Promise<Result<Done>> {
  const { env, now } = deps;
  const report = await findOpenReport(env.DB, report_id);
  if (!report) return refuse("not_found");
  const { sender } = report.message;
  const refusal = decision === "suspend_author" ? await checkRank(deps, by, sender) : undefined;
  if (refusal) return refusal;
  const deleted = decision === "dismiss" ? accept({}) : await takeDown(env, report, decision);
  if (!deleted.ok) return deleted;
  const notes = noted(env.DB, {
    by: by.user_id,
    at: now(),
    what: "decide_report",
    user_id: sender,
    detail: decision,
  });
  if (decision === "suspend_author")
    return suspend(deps, by, sender, report.reason, closeReport(env.DB, report_id, decision), ...notes);
  await saveDecision(env.DB, report_id, decision, ...notes);
  return accept({});
}

/** Where the number of the message is not known, only its author can be dealt with. */
async function takeDown(
  env: Env,
  { by, message, message_id }: DeploymentReport,
  decision: Decision,
): Promise<Result<Done>> {
  if (message_id === undefined) return decision === "delete_message" ? refuse("message_unknown") : accept({});
  const deleted = await roomOf(env, dmRoomId(by, message.sender)).takeDown(message.sender, message_id);
  return !deleted.ok && deleted.code === "not_a_member" ? refuse("message_unknown") : deleted;
}
