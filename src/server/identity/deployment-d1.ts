import type { SignUpLink } from "../../protocol/deployment.ts";
import type { Channel, SignUp } from "../../protocol/endpoints.ts";
import type { LinkId, RoomId } from "../../protocol/ids.ts";
import { SIGN_UP_LINKS_MAX } from "../../protocol/limits.ts";
import { type Noted, noted } from "./staff-d1.ts";

/** What owners have set for the deployment, and the links with which people sign up. */

export interface DeploymentSettings {
  /** Empty for no name of its own. */
  readonly name: string;
  readonly sign_up: SignUp;
  /** Channels that new people are put into. */
  readonly default_channels: readonly RoomId[];
}

export async function readDeployment(db: D1Database): Promise<DeploymentSettings> {
  const row = await db
    .prepare("SELECT name, sign_up, default_channels FROM deployment")
    .first<{ name: string; sign_up: SignUp; default_channels: string }>();
  if (!row) throw new Error("D1 has no settings of the deployment");
  return { ...row, default_channels: JSON.parse(row.default_channels) as RoomId[] };
}

/** Changes what is given and leaves the rest. */
export async function saveDeployment(
  db: D1Database,
  change: { readonly [K in keyof DeploymentSettings]?: DeploymentSettings[K] | undefined },
  note: Pick<Noted, "by" | "at">,
): Promise<void> {
  const { name, sign_up, default_channels } = change;
  await db.batch([
    db
      .prepare(
        `UPDATE deployment SET name = coalesce(?, name), sign_up = coalesce(?, sign_up),
           default_channels = coalesce(?, default_channels)`,
      )
      .bind(name ?? null, sign_up ?? null, default_channels ? JSON.stringify(default_channels) : null),
    ...noted(db, { ...note, what: "change_settings", detail: JSON.stringify(change) }),
  ]);
}

/** Those of some rooms that are in the directory, in its words. */
export async function findChannels(db: D1Database, room_ids: readonly RoomId[]): Promise<Channel[]> {
  const { results } = await db
    .prepare(
      `SELECT room_id, name, topic, created_at FROM channels
       WHERE room_id IN (SELECT value FROM json_each(?)) ORDER BY name`,
    )
    .bind(JSON.stringify(room_ids))
    .all<Channel>();
  return results;
}

const COLUMNS = 'link_id, made_by AS "by", created_at, expires_at, uses_left';
const OPEN = "uses_left > 0 AND (expires_at IS NULL OR expires_at > ?)";

export async function listSignUpLinks(db: D1Database, now: number): Promise<SignUpLink[]> {
  const { results } = await db
    .prepare(
      `SELECT ${COLUMNS} FROM sign_up_links WHERE ${OPEN}
       ORDER BY created_at DESC, link_id LIMIT ${SIGN_UP_LINKS_MAX}`,
    )
    .bind(now)
    .all<SignUpLink>();
  return results;
}

/** Adds a link and drops those that let nobody in any more; returns false if there are too many. */
export async function insertSignUpLink(
  db: D1Database,
  token_hash: string,
  { link_id, created_at, expires_at, uses_left }: SignUpLink,
  by: Noted["by"],
): Promise<boolean> {
  const [, added] = await db.batch([
    db.prepare(`DELETE FROM sign_up_links WHERE NOT (${OPEN})`).bind(created_at),
    db
      .prepare(
        `INSERT INTO sign_up_links (link_id, token_hash, made_by, created_at, expires_at, uses_left)
         SELECT ?, ?, ?, ?, ?, ? WHERE (SELECT count(*) FROM sign_up_links) < ${SIGN_UP_LINKS_MAX}`,
      )
      .bind(link_id, token_hash, by, created_at, expires_at, uses_left),
    ...noted(db, { by, at: created_at, what: "make_sign_up_link", detail: String(uses_left) }),
  ]);
  return (added?.meta.changes ?? 0) > 0;
}

/** Revokes a link; returns false if it lets nobody in anyway. It stays, so that who is just using it is refused. */
export async function revokeSignUpLink(
  db: D1Database,
  link_id: LinkId,
  note: Pick<Noted, "by" | "at">,
): Promise<boolean> {
  const [revoked] = await db.batch([
    db.prepare(`UPDATE sign_up_links SET uses_left = 0 WHERE link_id = ? AND ${OPEN}`).bind(link_id, note.at),
    ...noted(db, { ...note, what: "revoke_sign_up_link" }),
  ]);
  return (revoked?.meta.changes ?? 0) > 0;
}

/** Whether a link lets anybody in. */
export async function isSignUpLink(db: D1Database, token_hash: string, now: number): Promise<boolean> {
  const row = await db
    .prepare(`SELECT 1 FROM sign_up_links WHERE token_hash = ? AND ${OPEN}`)
    .bind(token_hash, now)
    .first();
  return row !== null;
}

/** Uses a link up by one, in the batch that makes the account. Where nothing is left of it, that batch fails. */
export const useSignUpLink = (db: D1Database, token_hash: string): D1PreparedStatement =>
  db.prepare("UPDATE sign_up_links SET uses_left = uses_left - 1 WHERE token_hash = ?").bind(token_hash);
