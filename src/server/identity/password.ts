import { randomBytes, scrypt, timingSafeEqual } from "node:crypto";

/** Cost of one hash: N = 2^log_n blocks of r × 128 bytes, p times. */
export interface Cost {
  readonly log_n: number;
  readonly r: number;
  readonly p: number;
}

/**
 * N = 2^14, r = 8, p = 5: 16 MiB and about 130 ms of CPU. One of the equal choices of OWASP's
 * "Password Storage Cheat Sheet", and the one that fits beside other requests in an isolate's 128 MB.
 */
const COST: Cost = { log_n: 14, r: 8, p: 5 };
/** N = 2^16 takes half of an isolate's memory. */
const LOG_N_MAX = 16;
const SALT_BYTES = 16;
const HASH_BYTES = 32;

/**
 * The cost that `PASSWORD_COST` asks for, as log_n. Less than ours is for test servers: it has an effect only at a
 * hostname that never leads to a deployment, which is a loopback name or one under `.test` (RFC 6761).
 */
export function passwordCost(setting: string, hostname: string): Cost {
  const log_n = Number(setting);
  const isTest = /^(localhost|127\.0\.0\.1|\[::1\])$|\.test$/.test(hostname);
  const isAllowed = Number.isInteger(log_n) && log_n >= (isTest ? 1 : COST.log_n) && log_n <= LOG_N_MAX;
  return isAllowed ? { ...COST, log_n } : COST;
}

/** Hashes a password for storing: `$scrypt$ln=14,r=8,p=5$salt$hash`, the parts in base64. */
export async function hashPassword(password: string, cost = COST): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  return format(cost, salt, await derive(password, salt, cost));
}

/**
 * Whether the password belongs to the stored hash. If no hash is stored it takes as long as for one of `ifNone`, so
 * that an unknown handle takes as long as a wrong password.
 */
export async function checkPassword(
  password: string,
  stored: string | undefined,
  ifNone = COST,
): Promise<boolean> {
  const nobody = format(ifNone, new Uint8Array(SALT_BYTES), new Uint8Array(HASH_BYTES));
  const { cost, salt, hash } = parse(stored ?? nobody);
  const same = timingSafeEqual(await derive(password, salt, cost), hash);
  return same && stored !== undefined;
}

/** Whether a stored hash was made with other parameters than today's, so that it should be made again. */
export const isOutdated = (stored: string, cost = COST): boolean => !stored.startsWith(prefix(cost));

/** NFKC (RFC 8265 §4.2): the same password typed on another keyboard gives the same bytes. */
function derive(password: string, salt: Uint8Array, { log_n, r, p }: Cost): Promise<Buffer> {
  const N = 2 ** log_n;
  const options = { N, r, p, maxmem: 256 * N * r };
  return new Promise((resolve, reject) => {
    scrypt(password.normalize("NFKC"), salt, HASH_BYTES, options, (error, key) =>
      error ? reject(error) : resolve(key),
    );
  });
}

function prefix({ log_n, r, p }: Cost): string {
  return `$scrypt$ln=${log_n},r=${r},p=${p}$`;
}

function format(cost: Cost, salt: Uint8Array, hash: Uint8Array): string {
  return `${prefix(cost)}${Buffer.from(salt).toString("base64")}$${Buffer.from(hash).toString("base64")}`;
}

function parse(stored: string): { cost: Cost; salt: Buffer; hash: Buffer } {
  const parts = /^\$scrypt\$ln=(\d+),r=(\d+),p=(\d+)\$([^$]+)\$([^$]+)$/.exec(stored);
  if (!parts) throw new Error("a stored password hash is not of the form this version writes");
  const [log_n, r, p] = [Number(parts[1]), Number(parts[2]), Number(parts[3])];
  return {
    cost: { log_n, r, p },
    salt: Buffer.from(parts[4] ?? "", "base64"),
    hash: Buffer.from(parts[5] ?? "", "base64"),
  };
}
