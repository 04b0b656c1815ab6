import type { MessageId, RoomId } from "../../../protocol/ids.ts";
import type { Entry, EntryKind, KeyedEntry } from "../../../protocol/inbox.ts";
import type { Sql } from "../../object/sql.ts";

interface Row {
  readonly key: string;
  readonly body: string | null;
  readonly version: number;
}

/** Keys that are the prefix, or go on after it with a space: "!" is what comes after " ". */
const UNDER = "key >= ?1 AND key < ?1 || '!' AND body IS NOT NULL";

const fromRow = ({ key, body, version }: Row): KeyedEntry => ({
  key,
  version,
  entry: body === null ? null : (JSON.parse(body) as Entry),
});

/**
 * What an inbox keeps besides conversations. An entry that is gone leaves its key behind, without a body,
 * so that other devices learn of it. Keys begin with the kind, and most go on with the room, so that what
 * belongs together is a range; as for conversations, there is no index by version.
 */
export class EntryTable {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  lastVersion(): number {
    return (
      this.#sql.exec<{ version: number }>("SELECT ifnull(max(version), 0) AS version FROM entry")[0]
        ?.version ?? 0
    );
  }

  /** An entry, or what is left of one that is gone. */
  get(key: string): KeyedEntry | undefined {
    return this.#sql.exec<Row>("SELECT key, body, version FROM entry WHERE key = ?", key).map(fromRow)[0];
  }

  put({ key, entry, version }: KeyedEntry): void {
    this.#sql.exec(
      "INSERT OR REPLACE INTO entry (key, body, version) VALUES (?, ?, ?)",
      key,
      entry && JSON.stringify(entry),
      version,
    );
  }

  /** The entries of a kind, or of a kind and room. */
  under(prefix: string): Entry[] {
    return this.#sql
      .exec<{ body: string }>(`SELECT body FROM entry WHERE ${UNDER}`, prefix)
      .map((row) => JSON.parse(row.body) as Entry);
  }

  /** The entries of a kind, latest first, that are older than a version. */
  page(kind: EntryKind, before: number, limit: number): KeyedEntry[] {
    return this.#sql
      .exec<Row>(
        `SELECT key, body, version FROM entry WHERE ${UNDER} AND version < ?2 ORDER BY version DESC LIMIT ?3`,
        kind,
        before,
        limit,
      )
      .map(fromRow);
  }

  /** What has changed after a version, in that order, including what is gone. */
  after(version: number): KeyedEntry[] {
    return this.#sql
      .exec<Row>("SELECT key, body, version FROM entry WHERE version > ? ORDER BY version", version)
      .map(fromRow);
  }

  count(kind: EntryKind): number {
    return this.#sql.exec<{ n: number }>(`SELECT count(*) AS n FROM entry WHERE ${UNDER}`, kind)[0]?.n ?? 0;
  }

  /** UTF-16 units of all entries of a kind, as they are stored. */
  units(kind: EntryKind): number {
    const [row] = this.#sql.exec<{ n: number }>(
      `SELECT ifnull(sum(length(body)), 0) AS n FROM entry WHERE ${UNDER}`,
      kind,
    );
    return row?.n ?? 0;
  }

  oldest(kind: EntryKind): string | undefined {
    return this.#sql.exec<{ key: string }>(
      `SELECT key FROM entry WHERE ${UNDER} ORDER BY version LIMIT 1`,
      kind,
    )[0]?.key;
  }

  /** How many of a room's mentions are of messages after one. A key ends with the message_id. */
  mentionsAfter(room_id: RoomId, message_id: MessageId): number {
    const [row] = this.#sql.exec<{ n: number }>(
      `SELECT count(*) AS n FROM entry WHERE ${UNDER} AND CAST(substr(key, length(?1) + 2) AS INTEGER) > ?2`,
      `mention ${room_id}`,
      message_id,
    );
    return row?.n ?? 0;
  }

  /** How many keys of entries that are gone are still known. */
  countGone(): number {
    return this.#sql.exec<{ n: number }>("SELECT count(*) AS n FROM entry WHERE body IS NULL")[0]?.n ?? 0;
  }

  /** Forgets what is gone, except for the latest. Returns the latest version that was forgotten. */
  forgetGone(keep: number): number {
    const bound = this.#sql.exec<{ version: number }>(
      "SELECT version FROM entry WHERE body IS NULL ORDER BY version DESC LIMIT 1 OFFSET ?",
      keep,
    )[0]?.version;
    if (bound !== undefined) this.#sql.exec("DELETE FROM entry WHERE body IS NULL AND version <= ?", bound);
    return bound ?? 0;
  }
}
