import type { adminEndpoints } from "../../protocol/endpoints/admin-endpoints.ts";
import type { OutputOf } from "../../protocol/endpoints/endpoint.ts";

/** What D1 knows about the size of a deployment. Messages are counted by nobody: each room knows its own. */

type Numbers = OutputOf<typeof adminEndpoints.deploymentNumbers>;

const WEEK_MS = 7 * 24 * 60 * 60 * 1000;

/** Counts everything; new and active are those of the last seven days. */
export async function countAll(db: D1Database, now: number): Promise<Numbers> {
  const row = await db
    .prepare(
      `SELECT (SELECT count(*) FROM users) AS users,
         (SELECT count(*) FROM suspensions) AS suspended,
         (SELECT count(*) FROM users WHERE created_at > ?2) AS new_users,
         (SELECT count(DISTINCT user_id) FROM sessions WHERE rotated_at > ?2) AS active_users,
         (SELECT count(*) FROM sessions WHERE expires_at > ?1) AS devices,
         (SELECT count(*) FROM channels) AS channels,
         (SELECT count(*) FROM reports WHERE decision IS NULL) AS open_reports`,
    )
    .bind(now, now - WEEK_MS)
    .first<Numbers>();
  if (!row) throw new Error("D1 counted nothing");
  return row;
}
