import type { Refusal } from "../../protocol/codes.ts";
import type { UserId } from "../../protocol/ids.ts";
import { READ_LEASE_POINTS } from "../../protocol/limits.ts";
import type { Spending } from "../inbox/allowances.ts";
import { pointsFor } from "../object/points.ts";
import type { Cost } from "./costs.ts";

/**
 * What a user's requests cost is taken from the allowances in their inbox, before any other object is
 * called. Points for reading are fetched several at a time, so that most requests need no such call. If the
 * inbox cannot be asked, the request is served.
 */

/** Points for reading that are left in this isolate, by user; below 0 if an answer was longer than they paid for. */
const leases = new Map<UserId, number>();
const LEASES_MAX = 10_000;
/** Users for whom points are being fetched. */
const fetching = new Set<UserId>();

/** Takes what a request costs, or returns why it has to wait. */
export async function charge(
  env: Env,
  user_id: UserId,
  { read = 0, reach = 0 }: Cost,
): Promise<Refusal | undefined> {
  const left = (leases.get(user_id) ?? 0) - read;
  if (left >= 0) keep(user_id, left);
  else {
    const refusal = await fetchPoints(env, user_id, read, -left);
    if (refusal) return refusal;
  }
  return reach > 0 ? take(env, user_id, "reach", reach) : undefined;
}

/** Takes `missing` points and some more. Requests of the same moment take only what they need themselves: they may be many. */
async function fetchPoints(
  env: Env,
  user_id: UserId,
  read: number,
  missing: number,
): Promise<Refusal | undefined> {
  const isFirst = !fetching.has(user_id);
  const points = isFirst ? missing + READ_LEASE_POINTS : read;
  fetching.add(user_id);
  try {
    const refusal = await take(env, user_id, "read", points);
    // Others may have been charged meanwhile.
    if (!refusal) keep(user_id, (leases.get(user_id) ?? 0) + points - read);
    return refusal;
  } finally {
    if (isFirst) fetching.delete(user_id);
  }
}

/** Takes what an answer of so many UTF-16 units costs beyond the request for it. */
export const chargeAnswer = (user_id: UserId, units: number): void => chargeMore(user_id, pointsFor(units));

/** Takes what a request has turned out to cost in addition: points for reading, also more than are left. */
export function chargeMore(user_id: UserId, points: number): void {
  if (points > 0) keep(user_id, (leases.get(user_id) ?? 0) - points);
}

async function take(env: Env, user_id: UserId, kind: Spending, points: number): Promise<Refusal | undefined> {
  try {
    const answer = await env.INBOX.getByName(user_id).spend(kind, points);
    return answer.ok ? undefined : answer;
  } catch {
    return undefined;
  }
}

function keep(user_id: UserId, points: number): undefined {
  // Whatever is left is lost to its user, so the oldest may go.
  const [oldest] = leases.keys();
  if (leases.size >= LEASES_MAX && oldest !== undefined) leases.delete(oldest);
  leases.delete(user_id);
  leases.set(user_id, points);
}
