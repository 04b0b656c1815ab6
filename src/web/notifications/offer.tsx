import { Show } from "solid-js";
import { words } from "../language/language.ts";
import buttonStyles from "../primitives/button.module.css";
import { classes } from "../primitives/classes.ts";
import styles from "../primitives/offer.module.css";
import { canOfferDesktop, turnOffDesktop, turnOnDesktop } from "./desktop.ts";

/** Offers notifications before the browser asks: once, and only if there is something to be notified of. */
export function NotificationOffer() {
  const t = () => words().notifications;
  return (
    <Show when={canOfferDesktop()}>
      <aside class={styles.offer} aria-label={t().title}>
        <p>{t().offer.text}</p>
        <button type="button" class={buttonStyles.button} onClick={turnOffDesktop}>
          {t().offer.no}
        </button>
        <button
          type="button"
          class={classes(buttonStyles.button, buttonStyles.main)}
          onClick={() => void turnOnDesktop()}
        >
          {t().offer.yes}
        </button>
      </aside>
    </Show>
  );
}
