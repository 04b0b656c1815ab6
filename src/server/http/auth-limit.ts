import { type Refusal, refuse } from "../../protocol/codes.ts";
import type { Http } from "./answers.ts";

/**
 * Limits how often one address may try to sign in or register. Cloudflare's rate-limit binding counts,
 * so that there is no bottleneck of ours. It counts roughly, and each of Cloudflare's locations by itself,
 * which is enough against guessing: scrypt makes each try slow as well. The number is in wrangler.toml,
 * the one place the binding takes it from. `AUTH_RATE_LIMIT = "off"` lifts it for benches and demos.
 */

const PERIOD_MS = 60_000;

/** The refusal of an address that tries too often. */
export async function checkAuthRate(http: Http): Promise<Refusal | undefined> {
  if (http.env.AUTH_RATE_LIMIT === "off") return undefined;
  const { success } = await http.env.AUTH_LIMITER.limit({
    key: network(http.req.header("CF-Connecting-IP") ?? "local"),
  });
  return success ? undefined : refuse("rate_limited", { retry_after_ms: PERIOD_MS });
}

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
