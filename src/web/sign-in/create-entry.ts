import { type Accessor, createSignal, onCleanup, onMount } from "solid-js";
import { canUsePasskeys, type Parlor } from "../../client/index.ts";
import { words } from "../language/language.ts";
import { refusalText } from "../language/refusal-text.ts";
import { navigate, route } from "../state/route.ts";
import { type LocalizedText, wrongHandle, wrongName, wrongPassword } from "./checks.ts";
import { type PasskeySignIn, startPasskeys } from "./passkey-sign-in.ts";

export type Errors = {
  readonly [field in "handle" | "name" | "password" | "form"]?: LocalizedText | undefined;
};

/** The field beside which a refusal is shown. All others concern the form as a whole. */
const fieldOf: Partial<Record<string, keyof Errors>> = {
  handle_taken: "handle",
  handle_misleading: "handle",
  weak_password: "password",
  wrong_credentials: "password",
};

/** What somebody types to sign in or up, what is wrong with it, and what is done with it. */
export function createEntry(parlor: Parlor, form: Accessor<HTMLFormElement>) {
  const t = () => words().signIn;
  const invitation = (): string | undefined => {
    const there = route();
    return there.page === "invite" ? there.token : undefined;
  };
  const [mode, setMode] = createSignal<"sign_in" | "sign_up">(
    invitation() === undefined ? "sign_in" : "sign_up",
  );
  const [handle, setHandle] = createSignal("");
  const [name, setName] = createSignal("");
  const [password, setPassword] = createSignal("");
  const [errors, setErrors] = createSignal<Errors>({});
  const [busy, setBusy] = createSignal(false);
  const [passkeys, setPasskeys] = createSignal<PasskeySignIn>();
  const isNew = () => mode() === "sign_up";

  const person = (): Errors => ({ handle: wrongHandle(handle()), name: wrongName(name()) });
  const check = (): Errors =>
    isNew()
      ? { ...person(), password: wrongPassword(password()) }
      : {
          handle: handle().trim() === "" ? () => t().errors.yourHandle : undefined,
          password: password() === "" ? () => t().errors.yourPassword : undefined,
        };
  const show = (found: Errors): void => {
    setErrors(found);
    form().querySelector<HTMLInputElement>('[aria-invalid="true"]')?.focus();
  };
  const isRight = (found: Errors): boolean => {
    show(found);
    return Object.values(found).every((error) => error === undefined);
  };
  const refused = (result: Parameters<typeof refusalText>[0]): void =>
    show({ [fieldOf[result.code] ?? "form"]: () => refusalText(result) });
  const who = () => ({ handle: handle().trim().toLowerCase(), name: name().trim() });
  const newcomer = () => {
    const token = invitation();
    return { ...who(), ...(token !== undefined && { invitation: token }) };
  };
  /** A link that has been used is not to be seen in the address any more. */
  const entered = (): void => {
    if (invitation() !== undefined) navigate("/", "replace");
  };

  onMount(() => {
    if (!canUsePasskeys()) return;
    const passkeySignIn = startPasskeys(parlor, refused);
    setPasskeys(passkeySignIn);
    onCleanup(passkeySignIn.stop);
  });

  return {
    isNew,
    invitation,
    handle,
    setHandle,
    name,
    setName,
    password,
    setPassword,
    errors,
    busy,
    hasPasskeys: () => passkeys() !== undefined,
    async submit(): Promise<void> {
      if (busy() || !isRight(check())) return;
      setBusy(true);
      const result = isNew()
        ? await parlor.register({ ...newcomer(), password: password() })
        : await parlor.signIn({ handle: who().handle, password: password() });
      setBusy(false);
      if (!result.ok) return refused(result);
      entered();
      if (!isNew()) passkeys()?.afterPassword();
    },
    async byPasskey(): Promise<void> {
      const passkeySignIn = passkeys();
      if (passkeySignIn === undefined || busy() || !isRight(isNew() ? person() : {})) return;
      setBusy(true);
      const result = await (isNew() ? passkeySignIn.register(newcomer()) : passkeySignIn.enter());
      setBusy(false);
      if (result.ok) entered();
      else refused(result);
    },
    swap(): void {
      setMode(isNew() ? "sign_in" : "sign_up");
      setErrors({});
      form().querySelector("input")?.focus();
    },
  };
}
