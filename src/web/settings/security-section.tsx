import { createResource, Show } from "solid-js";
import { signalPasskeys } from "../../client/passkeys.ts";
import type { Credentials } from "../../protocol/passkey.ts";
import { refusalText } from "../language/refusal-text.ts";
import { Wrong } from "../primitives/field.tsx";
import { useMe, useParlor } from "../state/parlor-context.ts";
import { PasskeysPart } from "./passkeys-part.tsx";
import { PasswordPart } from "./password-part.tsx";
import { createProver } from "./proof.tsx";
import { RecoveryCodesPart } from "./recovery-codes-part.tsx";
import styles from "./settings.module.css";

/** How the user signs in: passkeys, a password, and codes for when both are lost. */
export function SecuritySection() {
  const parlor = useParlor();
  const me = useMe();
  const [found, { refetch }] = createResource(() => parlor.call("credentials", {}));
  const credentials = (): Credentials | undefined => {
    const result = found.latest;
    return result?.ok ? result.value : undefined;
  };
  const failed = (): string | undefined => {
    const result = found.latest;
    return result === undefined || result.ok ? undefined : refusalText(result);
  };
  const prover = createProver(() => credentials()?.has_password ?? false);
  const changed = async (): Promise<void> => {
    await refetch();
    const known = credentials();
    if (known) void signalPasskeys(me(), known.passkeys);
  };
  return (
    <div class={styles.part} aria-busy={found.loading}>
      <Wrong text={failed()} />
      <Show when={credentials()}>
        {(known) => (
          <>
            <PasskeysPart passkeys={known().passkeys} prover={prover} onChanged={() => void changed()} />
            <PasswordPart credentials={known()} prover={prover} onChanged={() => void changed()} />
            <RecoveryCodesPart
              left={known().recovery_codes_left}
              prover={prover}
              onChanged={() => void changed()}
            />
          </>
        )}
      </Show>
      {prover.dialog()}
    </div>
  );
}
