import { type Refusal, refuse } from "../../protocol/codes.ts";
import { sourceOf } from "../identity/guess-limit.ts";
import type { Http } from "./answers.ts";

/**
 * Limits how often one address may try to sign in or register. Cloudflare's rate-limit binding counts,
 * so that there is no bottleneck of ours. It counts roughly, and each of Cloudflare's locations by itself,
 * which is enough against a flood: scrypt makes each try slow as well, and guesses at one account are
 * counted exactly (identity/guess-limit.ts). The number is in wrangler.toml, the one place the binding
 * takes it from. `AUTH_RATE_LIMIT = "off"` lifts both limits for benches and demos.
 */

const PERIOD_MS = 60_000;

/** The refusal of an address that tries too often. */
export const checkAuthRate = (http: Http): Promise<Refusal | undefined> => take(http, networkOf(http));

/** The refusal of an address that looks at the sign-in page too often, which is not counted as an attempt. */
export const checkLookRate = (http: Http): Promise<Refusal | undefined> =>
  take(http, `look ${networkOf(http)}`);

/**
 * The refusal of an address that shows too many wrong refresh tokens, or of anyone where too many were shown for a
 * session. Right ones are not counted, so whoever has the right one is never refused.
 */
export const checkTokenGuessRate = async (http: Http, session_id: string): Promise<Refusal | undefined> =>
  (await take(http, `refresh ${networkOf(http)}`)) ??
  (await take(http, `session ${session_id.slice(0, 40)}`));

/** Where guesses at a password come from; undefined if they are not limited. */
export const guessSource = (http: Http): string | undefined =>
  isLifted(http) ? undefined : sourceOf(networkOf(http), http.env.AUTH_PRIVATE_JWK);

async function take(http: Http, key: string): Promise<Refusal | undefined> {
  if (isLifted(http)) return undefined;
  const { success } = await http.env.AUTH_LIMITER.limit({ key });
  return success ? undefined : refuse("rate_limited", { retry_after_ms: PERIOD_MS });
}

const isLifted = ({ env }: Http): boolean => env.AUTH_RATE_LIMIT === "off";
const networkOf = ({ req }: Http): string => network(req.header("CF-Connecting-IP") ?? "local");

/** One home or machine: an IPv4 address, or the first 64 bits of an IPv6 address, of which everyone has 2^64. */
export function network(address: string): string {
  if (!address.includes(":")) return address;
  const [head = "", tail] = address.split("::");
  const groups = head === "" ? [] : head.split(":");
  const missing = tail === undefined ? 0 : 8 - groups.length - (tail === "" ? 0 : tail.split(":").length);
  return [...groups, ...Array<string>(Math.max(0, missing)).fill("0"), ...(tail ?? "").split(":")]
    .slice(0, 4)
    .join(":");
}
