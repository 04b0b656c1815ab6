import { GUESSES_REMEMBERED_MS } from "../../protocol/limits.ts";

/** The `guesses` table: passwords that were tried and not right, for each account and place they were tried from. */

export interface Guesses {
  readonly failures: number;
  /** Unix milliseconds of the last one. */
  readonly at: number;
}

/** What is known of some places, in their order. */
export async function readGuesses(
  db: D1Database,
  account: string,
  sources: readonly string[],
): Promise<(Guesses | undefined)[]> {
  const { results } = await db
    .prepare(
      `SELECT source, failures, at FROM guesses
       WHERE account = ? AND source IN (SELECT value FROM json_each(?))`,
    )
    .bind(account, JSON.stringify(sources))
    .all<Guesses & { source: string }>();
  return sources.map((source) => results.find((row) => row.source === source));
}

/** Replaces what is known of a place, unless it has changed meanwhile; returns whether it was replaced. What is old goes. */
export async function writeGuesses(
  db: D1Database,
  account: string,
  source: string,
  known: Guesses | undefined,
  { failures, at }: Guesses,
): Promise<boolean> {
  const [, written] = await db.batch([
    db.prepare("DELETE FROM guesses WHERE at <= ?").bind(at - GUESSES_REMEMBERED_MS),
    db
      .prepare(
        `INSERT INTO guesses (account, source, failures, at) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (account, source) DO UPDATE SET failures = ?3, at = ?4 WHERE failures = ?5 AND at = ?6`,
      )
      .bind(account, source, failures, at, known?.failures ?? -1, known?.at ?? -1),
  ]);
  return (written?.meta.changes ?? 0) > 0;
}

export async function forgetGuesses(db: D1Database, account: string, source: string): Promise<void> {
  await db.prepare("DELETE FROM guesses WHERE account = ? AND source = ?").bind(account, source).run();
}
