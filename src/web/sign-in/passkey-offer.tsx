import { laterWords, words } from "../language/language.ts";
import { refusalText } from "../language/refusal-text.ts";
import buttonStyles from "../primitives/button.module.css";
import { classes } from "../primitives/classes.ts";
import styles from "../primitives/offer.module.css";
import { toast } from "../primitives/toast.tsx";
import { useParlor } from "../state/parlor-context.ts";
import { declineOffer, endOffer } from "./passkey-offer-state.ts";

/** Offers a passkey to somebody who has typed a password. */
export function PasskeyOffer() {
  const parlor = useParlor();
  const t = () => words().signIn.offer;
  const add = async (): Promise<void> => {
    const { addPasskey } = await import("../../client/passkeys.ts");
    const added = await addPasskey(parlor);
    if (added.ok) endOffer();
    toast(added.ok ? laterWords().settings.passkeys.added : refusalText(added));
  };
  return (
    <aside class={styles.offer} aria-label={t().title}>
      <p>{t().text}</p>
      <button type="button" class={buttonStyles.button} onClick={declineOffer}>
        {t().no}
      </button>
      <button
        type="button"
        class={classes(buttonStyles.button, buttonStyles.main)}
        onClick={() => void add()}
      >
        {t().yes}
      </button>
    </aside>
  );
}
