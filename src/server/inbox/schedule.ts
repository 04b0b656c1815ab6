/** An alarm may slip by a minute; one that is later than this was lost and is set anew. */
const LOST_AFTER_MS = 2 * 60_000;

/**
 * The one alarm of an object: when to set it, or nothing where the one that is set will do. What is
 * due follows from the object's state, so nothing is written but the alarm itself. One that is set
 * too early is let ring: it finds nothing to do and sets the next.
 */
export function alarmToSet(
  dues: readonly (number | undefined)[],
  isSet: number | null,
  now: number,
): number | undefined {
  const due = Math.min(...dues.filter((time) => time !== undefined));
  if (due === Number.POSITIVE_INFINITY) return undefined;
  const willRing = isSet !== null && isSet <= due && isSet > now - LOST_AFTER_MS;
  return willRing ? undefined : Math.max(due, now);
}
