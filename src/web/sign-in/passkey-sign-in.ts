import type { Parlor } from "../../client/index.ts";
import type { NoPasskey } from "../../client/passkeys.ts";
import type { Refusal, Result } from "../../protocol/codes.ts";
import { CHALLENGE_MS } from "../../protocol/limits.ts";
import type { User } from "../../protocol/user.ts";
import { considerOffer } from "./passkey-offer-state.ts";

/** Passkeys on the sign-in page. Their code is loaded once the page has been drawn. */

const load = () => import("../../client/passkeys.ts");

type Entered = Promise<Result<User> | NoPasskey>;

export interface PasskeySignIn {
  /** Asks the browser for a passkey. Call it from an event handler of a press. */
  readonly enter: () => Entered;
  readonly register: (who: {
    readonly handle: string;
    readonly name: string;
    readonly invitation?: string;
  }) => Entered;
  /** A password has signed somebody in, who might like a passkey. */
  readonly afterPassword: () => void;
  /** The page goes. */
  readonly stop: () => void;
}

/** A challenge older than this is made anew when somebody comes back to the page. */
const STALE_MS = CHALLENGE_MS / 2;

/** From now on the browser offers passkeys in the field for the handle; `onRefused` says why one did not do. */
export function startPasskeys(parlor: Parlor, onRefused: (refusal: Refusal) => void): PasskeySignIn {
  const page = new AbortController();
  let offering = new AbortController();
  let offered_at = 0;
  /** At most one offer or dialog is open in a browser. */
  const offer = async (): Promise<void> => {
    offering.abort();
    offering = new AbortController();
    const { signal } = offering;
    const { canOfferPasskeys, enterWithPasskey } = await load();
    if (!(await canOfferPasskeys()) || signal.aborted || page.signal.aborted) return;
    offered_at = performance.now();
    const entered = await enterWithPasskey(parlor, { mediation: "conditional", signal });
    if (signal.aborted || entered.ok || entered.code === "passkey_cancelled") return;
    // A browser that cannot, or a server that cannot be reached, takes nothing away: there is still the password.
    if (entered.code !== "passkey_unknown" && entered.code !== "passkey_refused") return;
    onRefused(entered);
    void offer();
  };
  const isStale = () => document.visibilityState === "visible" && performance.now() - offered_at > STALE_MS;
  const renew = () => isStale() && quietly(offer());
  for (const [target, event] of [
    [window, "focus"],
    [document, "visibilitychange"],
  ] as const)
    target.addEventListener(event, renew, { signal: page.signal });
  quietly(offer());

  const instead = async (run: (passkeys: Awaited<ReturnType<typeof load>>) => Entered): Entered => {
    offering.abort();
    const entered = await run(await load());
    if (!entered.ok) quietly(offer());
    return entered;
  };
  return {
    enter: () => instead(({ enterWithPasskey }) => enterWithPasskey(parlor)),
    register: (who) => instead(({ registerWithPasskey }) => registerWithPasskey(parlor, who)),
    afterPassword: () => quietly(considerOffer(parlor)),
    stop: () => {
      page.abort();
      offering.abort();
    },
  };
}

/** If its code cannot be loaded, the page works without passkeys. */
const quietly = (work: Promise<unknown>): void => void work.catch(() => undefined);
