import { For } from "solid-js";
import { words } from "../language/language.ts";
import { Icon, type IconName } from "../primitives/icon.tsx";
import type { NewStep } from "./new-dialog.tsx";
import "./getting-started.css";

const ways = [
  { step: "person", icon: "search" },
  { step: "browse", icon: "browse" },
  { step: "group", icon: "group" },
] as const satisfies readonly { readonly step: NewStep; readonly icon: IconName }[];

/** Instead of the list, for who has no room yet: the three ways to one. */
export function FirstMinute(props: { readonly onOpen: (step: NewStep) => void }) {
  const said = () => words().rooms.first;
  return (
    <div class="first-minute">
      <h2>{said().title}</h2>
      <p>{said().text}</p>
      <ul>
        <For each={ways}>
          {(way) => (
            <li>
              <button type="button" onClick={() => props.onOpen(way.step)}>
                <Icon name={way.icon} size={22} />
                <span>
                  <b>{said()[way.step].label}</b>
                  <span class="soft">{said()[way.step].text}</span>
                </span>
              </button>
            </li>
          )}
        </For>
      </ul>
      <p class="soft">{said().invited}</p>
    </div>
  );
}
