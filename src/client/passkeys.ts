import { accept, type Result } from "../protocol/codes.ts";
import type { Input } from "../protocol/endpoints.ts";
import type {
  NewPasskey,
  Passkey,
  PasskeyCreation,
  PasskeyProof,
  PasskeyRequest,
} from "../protocol/passkey.ts";
import type { User } from "../protocol/user.ts";
import { canUsePasskeys } from "./browser-environment.ts";
import type { Parlor } from "./parlor.ts";

/**
 * Passkeys in a browser: what it asks its user, between the two calls of the server that each of these makes. Only in
 * browsers that have the JSON forms of Web Authentication (Chrome 129, Firefox 119, Safari 18.4), and only over https or
 * on localhost: see `canUsePasskeys`.
 */

/** What the browser or its user did not do. Nothing has changed then. */
export interface NoPasskey {
  readonly ok: false;
  /**
   * `passkey_cancelled`: the user closed the dialog, or had no passkey for it. `passkey_exists`: the device has one for
   * this account already. `passkey_failed`: anything else, such as a host that has no name (127.0.0.1).
   */
  readonly code: "passkey_cancelled" | "passkey_exists" | "passkey_failed";
}

type Ceremony<T> = Result<T> | NoPasskey;

/** Whether the browser offers passkeys where a handle is typed (in a field with `autocomplete="username webauthn"`). */
export const canOfferPasskeys = async (): Promise<boolean> =>
  canUsePasskeys() && (await PublicKeyCredential.isConditionalMediationAvailable().catch(() => false));

/** Milliseconds a browser has to make a passkey by itself. Where it neither does so nor refuses, nothing must hang on it. */
const SILENT_MAX_MS = 3_000;

interface Asking {
  /** With `conditional` the browser shows no dialog: it offers passkeys in the field, and resolves if one is chosen. */
  readonly mediation?: CredentialMediationRequirement;
  readonly signal?: AbortSignal;
}

/** Signs in with a passkey of whichever account its user chooses. */
export async function enterWithPasskey(parlor: Parlor, asking: Asking = {}): Promise<Ceremony<User>> {
  const shown = await showPasskey(parlor, asking);
  if (!shown.ok) return shown;
  const entered = await parlor.signInWithPasskey({ passkey: shown.value });
  // One that was removed here is still in the password manager, which stops offering it.
  if (!entered.ok && entered.code === "passkey_unknown") await signalUnknown(shown.value.id);
  return entered;
}

/** Makes an account that is signed in to with a passkey, and has no password. */
export async function registerWithPasskey(
  parlor: Parlor,
  input: Input<"passkeyForNewAccount">,
): Promise<Ceremony<User>> {
  const options = await parlor.call("passkeyForNewAccount", input);
  if (!options.ok) return options;
  const made = await makePasskey(options.value);
  if (!made.ok) return made;
  const registered = await parlor.register({ ...input, passkey: made.value });
  if (!registered.ok) await signalUnknown(made.value.id);
  return registered;
}

/**
 * Adds a passkey to the user's account. Needs a proof (`proof_needed`). With `silently`, the browser may do so without
 * asking, just after its password manager has filled a password in; else nothing happens.
 */
export async function addPasskey(
  parlor: Parlor,
  { silently = false }: { readonly silently?: boolean } = {},
): Promise<Ceremony<Passkey>> {
  if (silently && !(await canMakeSilently())) return { ok: false, code: "passkey_failed" };
  const options = await parlor.call("passkeyCreation", {});
  if (!options.ok) return options;
  const made = await makePasskey(
    options.value,
    silently ? { mediation: "conditional", signal: AbortSignal.timeout(SILENT_MAX_MS) } : {},
  );
  if (!made.ok) return made;
  const added = await parlor.call("addPasskey", { passkey: made.value });
  if (!added.ok) await signalUnknown(made.value.id);
  return added;
}

/** Shows with a passkey that it is the user who asks for something that needs a proof. */
export async function proveWithPasskey(parlor: Parlor): Promise<Ceremony<Record<never, never>>> {
  const shown = await showPasskey(parlor, {});
  return shown.ok ? parlor.call("prove", { passkey: shown.value }) : shown;
}

/** Tells the password manager which passkeys the account still has, and what it is called, where a browser can. */
export async function signalPasskeys(user: User, passkeys: readonly Passkey[]): Promise<void> {
  const account = { rpId: location.hostname, userId: base64url(user.user_id) };
  const allAcceptedCredentialIds = passkeys.map(({ passkey_id }) => passkey_id);
  await signal("signalAllAcceptedCredentials", { ...account, allAcceptedCredentialIds });
  await signal("signalCurrentUserDetails", { ...account, name: user.handle, displayName: user.name });
}

async function showPasskey(parlor: Parlor, asking: Asking): Promise<Ceremony<PasskeyProof>> {
  const options = await parlor.call("passkeyRequest", {});
  if (!options.ok) return options;
  return ceremony(async () => {
    const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options.value satisfies PasskeyRequest);
    return (await navigator.credentials.get({ publicKey, ...asking })) as PublicKeyCredential | null;
  });
}

function makePasskey(options: PasskeyCreation, asking: Asking = {}): Promise<Ceremony<NewPasskey>> {
  return ceremony(async () => {
    const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options);
    // TypeScript's DOM has no `mediation` for new passkeys yet (Web Authentication Level 3, §5.1.3).
    const request: CredentialCreationOptions & Asking = { publicKey, ...asking };
    return (await navigator.credentials.create(request)) as PublicKeyCredential | null;
  });
}

/** What the browser answers, as JSON. Whoever cancels is told nothing, so the browser does not tell why either. */
async function ceremony<T>(run: () => Promise<PublicKeyCredential | null>): Promise<Ceremony<T>> {
  try {
    const made = await run();
    return made ? accept(made.toJSON() as T) : { ok: false, code: "passkey_cancelled" };
  } catch (error) {
    const name = error instanceof Error ? error.name : "";
    if (name === "InvalidStateError") return { ok: false, code: "passkey_exists" };
    const isCancelled = ["NotAllowedError", "AbortError", "TimeoutError"].includes(name);
    return { ok: false, code: isCancelled ? "passkey_cancelled" : "passkey_failed" };
  }
}

async function canMakeSilently(): Promise<boolean> {
  if (!canUsePasskeys() || typeof PublicKeyCredential.getClientCapabilities !== "function") return false;
  const capabilities = await PublicKeyCredential.getClientCapabilities().catch(() => undefined);
  return capabilities?.conditionalCreate === true;
}

const signalUnknown = (credentialId: string): Promise<void> =>
  signal("signalUnknownCredential", { rpId: location.hostname, credentialId });

type Signal = "signalAllAcceptedCredentials" | "signalCurrentUserDetails" | "signalUnknownCredential";

/** A favour to the user: whether it worked is not told, and changes nothing. */
async function signal(name: Signal, about: object): Promise<void> {
  const methods: Partial<Record<Signal, (about: object) => Promise<void>>> =
    PublicKeyCredential as unknown as Partial<Record<Signal, (about: object) => Promise<void>>>;
  await methods[name]?.(about).catch(() => undefined);
}

const base64url = (text: string): string =>
  btoa(text).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
