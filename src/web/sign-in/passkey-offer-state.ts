import { createSignal } from "solid-js";
import type { Parlor } from "../../client/index.ts";
import { storedChoice } from "../state/stored-choice.ts";

/** Whether somebody who has just signed in with a password should be offered a passkey. */

const [isDue, setDue] = createSignal(false);
const choice = storedChoice("parlor.passkey-offer", ["unasked", "declined"], "unasked");

/** Whether to show the offer. */
export const isPasskeyOffered = (): boolean => isDue() && choice.value() === "unasked";

/** The browser may make a passkey by itself, if it can; else the user is asked, unless their account has one. */
export async function considerOffer(parlor: Parlor): Promise<void> {
  const [{ addPasskey }, credentials] = await Promise.all([
    import("../../client/passkeys.ts"),
    parlor.call("credentials", {}),
  ]);
  if (!credentials.ok || credentials.value.passkeys.length > 0) return;
  const made = await addPasskey(parlor, { silently: true });
  if (!made.ok) setDue(true);
}

export const endOffer = (): void => void setDue(false);

export const declineOffer = (): void => choice.choose("declined");
