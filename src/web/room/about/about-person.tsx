import { Show } from "solid-js";
import { laterWords, words } from "../../language/language.ts";
import { lastSeen } from "../../language/times.ts";
import { PersonAvatar } from "../../primitives/avatar.tsx";
import { Icon } from "../../primitives/icon.tsx";
import { toastRefusal } from "../../primitives/toast.tsx";
import { observe, useParlor, usePresence } from "../../state/parlor-context.ts";
import { useRoom } from "../open-room.ts";
import panelStyles from "../panel.module.css";
import { ProofLine } from "../proof-note.tsx";
import styles from "./about.module.css";
import { PanelLink } from "./panel-link.tsx";

/** The other person of a direct message. */
export function AboutPerson() {
  const parlor = useParlor();
  const { person, other } = useRoom();
  const t = () => laterWords().room.about;
  const presence = usePresence(() => other);
  const blocked = observe(parlor.blocked);
  const isBlocked = () => other !== undefined && blocked().has(other);
  const there = () => {
    if (presence()?.online) return words().rooms.row.online;
    const at = presence()?.last_active_at;
    return at === undefined ? undefined : lastSeen(at);
  };
  const block = (): void => {
    if (other !== undefined)
      void toastRefusal(parlor.applyInboxAction({ type: "block", user_id: other, on: !isBlocked() }));
  };
  return (
    <>
      <Show when={person()}>
        {(known) => (
          <div class={styles.about}>
            <PersonAvatar person={known()} size="l" online={presence()?.online} />
            <h3>
              <bdi>{known().name}</bdi>
            </h3>
            <p class="soft">@{known().handle}</p>
            <Show when={there()}>
              <p class="soft">{there()}</p>
            </Show>
            <Show when={known().bio}>
              <p class={styles.text} dir="auto">
                {known().bio}
              </p>
            </Show>
          </div>
        )}
      </Show>
      <ul class={panelStyles.links}>
        <PanelLink panel="search" icon="search" label={words().search.inRoom} />
        <PanelLink panel="pins" icon="pin" label={laterWords().room.pins.title} />
        <li>
          <button type="button" class={panelStyles.danger} aria-pressed={isBlocked()} onClick={block}>
            <Icon name="ban" /> <span>{isBlocked() ? t().unblock : t().block}</span>
          </button>
        </li>
      </ul>
      <p class={panelStyles.hint}>{isBlocked() ? t().blocked : t().blockHint}</p>
      <ProofLine />
    </>
  );
}
