import { createHmac } from "node:crypto";
import { accept, type Refusal, type Result, refuse } from "../../protocol/codes.ts";
import {
  GUESS_DELAY_MAX_MS,
  GUESS_DELAY_MIN_MS,
  GUESSES_FREE,
  GUESSES_FREE_UNDER_ATTACK,
  GUESSES_REMEMBERED_MS,
  UNDER_ATTACK_FAILURES,
  UNDER_ATTACK_MS,
} from "../../protocol/limits.ts";
import type { IdentityDeps } from "./deps.ts";
import { forgetGuesses, type Guesses, readGuesses, writeGuesses } from "./guesses-d1.ts";

/**
 * Slows down whoever guesses the password of one account, without a way to lock its owner out. Guesses are counted
 * for an account and for where they come from together: after a few that failed, that place has to wait, twice as
 * long each time. So other places, and devices that are signed in, notice nothing. Of an account that is
 * guessed at from everywhere each place has one guess before it has to wait.
 */

/** A guess at the password of one account from one place. */
interface Guessing {
  readonly db: Env["DB"];
  readonly account: string;
  readonly source: string;
  /** Unix milliseconds. */
  readonly now: number;
}

/** All places together. */
const ANYWHERE = "";
/** How often a guess is counted anew where others are counted at the same moment. */
const TRIES = 5;

const NONE: Guesses = { failures: 0, at: 0 };

/** Unix milliseconds from which the next guess may be made. */
export function nextGuessAt(here: Guesses, anywhere: Guesses, now: number): number {
  const isUnderAttack = anywhere.failures >= UNDER_ATTACK_FAILURES && now - anywhere.at < UNDER_ATTACK_MS;
  const free = isUnderAttack ? GUESSES_FREE_UNDER_ATTACK : GUESSES_FREE;
  if (here.failures < free || now - here.at >= GUESSES_REMEMBERED_MS) return now;
  return here.at + Math.min(GUESS_DELAY_MAX_MS, GUESS_DELAY_MIN_MS * 2 ** (here.failures - free));
}

/**
 * Lets a password be checked, unless it is too early for another guess. `account` is a user's id, or a handle that
 * nobody has, which is treated alike so that the answer does not tell.
 */
export async function guess(
  { env, source, now }: Pick<IdentityDeps, "env" | "source" | "now">,
  account: string,
  check: () => Promise<boolean>,
): Promise<Result<boolean>> {
  if (source === undefined) return accept(await check());
  const guessing = { db: env.DB, account, source, now: now() };
  const refusal = await take(guessing);
  if (refusal) return refusal;
  const isRight = await check();
  await (isRight ? forgetGuesses(env.DB, account, source) : countAnywhere(guessing));
  return accept(isRight);
}

/** Counts a guess as one that failed, until it is known to be right, so that many at once are not free. */
async function take({ db, account, source, now }: Guessing): Promise<Refusal | undefined> {
  for (let tries = 0; tries < TRIES; tries++) {
    const [known, anywhere] = await readGuesses(db, account, [source, ANYWHERE]);
    const here = known && now - known.at < GUESSES_REMEMBERED_MS ? known : NONE;
    const at = nextGuessAt(here, anywhere ?? NONE, now);
    if (at > now) return refuse("rate_limited", { retry_after_ms: at - now });
    const isCounted = await writeGuesses(db, account, source, known, {
      failures: here.failures + 1,
      at: now,
    });
    if (isCounted) return undefined;
  }
  return refuse("rate_limited", { retry_after_ms: GUESS_DELAY_MIN_MS });
}

async function countAnywhere({ db, account, now }: Guessing): Promise<void> {
  const [known] = await readGuesses(db, account, [ANYWHERE]);
  const recent = known && now - known.at < UNDER_ATTACK_MS ? known.failures : 0;
  await writeGuesses(db, account, ANYWHERE, known, { failures: recent + 1, at: now });
}

/** What is stored of a network in place of its address. */
export const sourceOf = (network: string, key: string): string =>
  createHmac("sha256", `parlor guesses\0${key}`).update(network).digest("base64url").slice(0, 22);
