import { randomBytes, scrypt, timingSafeEqual } from "node:crypto";

/** Cost of one hash: N = 2^log_n blocks of r × 128 bytes, p times over. */
interface Cost {
  readonly log_n: number;
  readonly r: number;
  readonly p: number;
}

/**
 * N = 2^14, r = 8, p = 5: 16 MiB and about 130 ms of CPU. One of the equal choices of OWASP's
 * "Password Storage Cheat Sheet", and the one that fits beside other requests in an isolate's 128 MB.
 */
const COST: Cost = { log_n: 14, r: 8, p: 5 };
const SALT_BYTES = 16;
const HASH_BYTES = 32;

/** Compared against if there is no account, so that an unknown handle takes as long as a wrong password. */
const NOBODY = format(COST, new Uint8Array(SALT_BYTES), new Uint8Array(HASH_BYTES));

/** Hashes a password for storing: `$scrypt$ln=14,r=8,p=5$salt$hash`, the parts in base64. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  return format(COST, salt, await derive(password, salt, COST));
}

/** Whether the password belongs to the stored hash. Takes the same time if no hash is stored. */
export async function checkPassword(password: string, stored: string | undefined): Promise<boolean> {
  const { cost, salt, hash } = parse(stored ?? NOBODY);
  const same = timingSafeEqual(await derive(password, salt, cost), hash);
  return same && stored !== undefined;
}

/** Whether a stored hash was made with other parameters than today's, so that it should be made again. */
export const isOutdated = (stored: string): boolean => !stored.startsWith(prefix(COST));

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
