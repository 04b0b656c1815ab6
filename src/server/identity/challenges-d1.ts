/** The `spent_challenges` table: challenges that a passkey has signed, until they would have expired. */

/** Accepts a challenge; returns false if it has been accepted before. */
export async function spendChallenge(
  db: D1Database,
  challenge: string,
  expires_at: number,
  now: number,
): Promise<boolean> {
  const [, spent] = await db.batch([
    db.prepare("DELETE FROM spent_challenges WHERE expires_at <= ?").bind(now),
    db
      .prepare("INSERT OR IGNORE INTO spent_challenges (challenge, expires_at) VALUES (?, ?)")
      .bind(challenge, expires_at),
  ]);
  return (spent?.meta.changes ?? 0) > 0;
}
