import { createHash } from "node:crypto";
import type { DmReport } from "../../directory/reports-d1.ts";
import { Delivery } from "../../object/delivery.ts";
import type { Follower } from "../../object/follower.ts";
import type { RoomState } from "../room-state.ts";

/** What this needs of the object. */
export interface ReportPorts {
  /** Keeps a report for whoever runs the deployment; rejects if that was not possible. The same one may come again. */
  save(report: DmReport): Promise<void>;
  /** Something could not be delivered, so the alarm may have to be set. */
  failed(): void;
}

/**
 * Brings the reports of a DM to whoever runs the deployment. A DM's id names its two people, so a report goes
 * under the digest of it: enough to know a report that comes twice.
 */
export function reportSync(state: RoomState, { save, failed }: ReportPorts): Follower {
  const sync = new Delivery(state.tables.dmReports, {
    name: "reports",
    async deliver(target) {
      const report = state.tables.reports.get(Number(target));
      if (!report?.message) return;
      const { by, reason, at, message, message_id } = report;
      const place = `${state.info.room_id} ${state.info.epoch} ${target}`;
      const report_key = createHash("sha256").update(place).digest("hex");
      await save({ report_key, by, reason, at, message, message_id });
    },
    failed,
  });
  // What the object had no time to tell before it slept or died.
  sync.changed();
  return sync;
}
