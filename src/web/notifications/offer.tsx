import { Show } from "solid-js";
import { words } from "../language/language.ts";
import { isToBeOffered, turnOffDesktop, turnOnDesktop } from "./desktop.ts";
import "./offer.css";

/** Asks, once and only where there is something to be told of, before the browser does. */
export function NotificationOffer() {
  const said = () => words().settings.notifications;
  return (
    <Show when={isToBeOffered()}>
      <aside class="offer" aria-label={words().settings.sections.notifications}>
        <p>{said().offer}</p>
        <button type="button" class="button" onClick={turnOffDesktop}>
          {said().offerNo}
        </button>
        <button type="button" class="button main" onClick={() => void turnOnDesktop()}>
          {said().offerYes}
        </button>
      </aside>
    </Show>
  );
}
