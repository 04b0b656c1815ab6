import { For } from "solid-js";
import { words } from "../language/language.ts";
import { Icon, type IconName } from "../primitives/icon.tsx";
import styles from "./getting-started.module.css";
import type { NewStep } from "./new-dialog.tsx";

const options = [
  { step: "person", icon: "search" },
  { step: "browse", icon: "browse" },
  { step: "group", icon: "group" },
] as const satisfies readonly { readonly step: NewStep; readonly icon: IconName }[];

/** Replaces the list for somebody who has no room yet, with three ways to get one. */
export function GettingStarted(props: { readonly onOpen: (step: NewStep) => void }) {
  const t = () => words().rooms.gettingStarted;
  return (
    <div class={styles.gettingStarted}>
      <h2>{t().title}</h2>
      <p>{t().text}</p>
      <ul>
        <For each={options}>
          {(option) => (
            <li>
              <button type="button" onClick={() => props.onOpen(option.step)}>
                <Icon name={option.icon} size={22} />
                <span>
                  <b>{t()[option.step].label}</b>
                  <span class="soft">{t()[option.step].text}</span>
                </span>
              </button>
            </li>
          )}
        </For>
      </ul>
      <p class="soft">{t().invited}</p>
    </div>
  );
}
