import { createMemo, For, Show } from "solid-js";
import { type Conversation, Level } from "../../protocol/inbox.ts";
import { laterWords } from "../language/language.ts";
import { momentOf, now } from "../language/times.ts";
import { desktopState, turnOffDesktop, turnOnDesktop } from "../notifications/desktop.ts";
import { chooseSound, soundChoice } from "../notifications/preferences.ts";
import { chime } from "../notifications/sound.ts";
import { PersonAvatar, RoomAvatar } from "../primitives/avatar.tsx";
import fieldStyles from "../primitives/field.module.css";
import { Segments } from "../primitives/segments.tsx";
import { Switch } from "../primitives/switch.tsx";
import { toastFailure, toastRefusal } from "../primitives/toast.tsx";
import { keyed } from "../state/keyed.ts";
import { observe, useParlor } from "../state/parlor-context.ts";
import { useRoomName } from "../state/room-name.ts";
import styles from "./settings.module.css";

const levels = Level.options;

/** What the user is notified of, and how. */
export function NotificationsSection() {
  const parlor = useParlor();
  const t = () => laterWords().settings.notifications;
  const settings = observe(parlor.settings);
  const conversations = observe(parlor.conversations);
  const own = createMemo(() => conversations().filter((each) => !each.unset || each.muted_until > now()));
  const { keys, item } = keyed(own, (each) => each.room_id);
  const turnSound = (on: boolean): void => {
    chooseSound(on ? "on" : "off");
    if (on) chime();
  };
  return (
    <div class={styles.part}>
      <Desktop />
      <Switch label={t().sound} hint={t().soundHint} on={soundChoice() === "on"} onChange={turnSound} />
      <Segments
        title={t().level}
        hint={t().levelHint}
        values={levels}
        label={(each) => t()[each]}
        chosen={settings().level ?? "all"}
        onChoose={(level) => void toastRefusal(parlor.applyInboxAction({ type: "update_settings", level }))}
      />
      <section class={fieldStyles.field} aria-labelledby="own-rules">
        <h3 id="own-rules">{t().rooms}</h3>
        <Show when={keys().length > 0} fallback={<p class={fieldStyles.hint}>{t().noRooms}</p>}>
          <ul class={styles.list}>
            <For each={keys()}>{(key) => <RoomRule conversation={item(key)()} />}</For>
          </ul>
        </Show>
      </section>
    </div>
  );
}

function Desktop() {
  const t = () => laterWords().settings.notifications;
  const hint = () => {
    if (desktopState() === "blocked") return t().desktopBlocked;
    return desktopState() === "none" ? t().desktopNone : t().desktopHint;
  };
  return (
    <Switch
      label={t().desktop}
      hint={hint()}
      on={desktopState() === "on"}
      disabled={desktopState() === "blocked" || desktopState() === "none"}
      onChange={(on) => (on ? void toastFailure(turnOnDesktop()) : turnOffDesktop())}
    />
  );
}

function RoomRule(props: { readonly conversation: Conversation }) {
  const parlor = useParlor();
  const t = () => laterWords().settings.notifications;
  const { name, person } = useRoomName(() => props.conversation);
  const isMuted = () => props.conversation.muted_until > now();
  const set = (level: Level | undefined, muted_until: number): void => {
    const { room_id } = props.conversation;
    const action = { type: "set_level", room_id, muted_until, ...(level && { level }) } as const;
    void toastRefusal(parlor.applyInboxAction(action));
  };
  const level = () => (props.conversation.unset ? undefined : props.conversation.level);
  return (
    <li class={styles.row}>
      <Show when={props.conversation.kind === "dm"} fallback={<RoomAvatar {...props.conversation} />}>
        <PersonAvatar person={person()} />
      </Show>
      <span class={styles.rowText}>
        <bdi class="cut">{name()}</bdi>
        <Show when={isMuted()}>
          <span class="soft">
            {t().mutedUntil(momentOf(props.conversation.muted_until))}{" "}
            <button type="button" class={styles.textButton} onClick={() => set(level(), 0)}>
              {t().unmute}
            </button>
          </span>
        </Show>
      </span>
      <select
        class={fieldStyles.input}
        aria-label={t().rule(name())}
        value={level() ?? ""}
        onChange={(event) => {
          const { value } = event.currentTarget;
          set(
            levels.find((each) => each === value),
            props.conversation.muted_until,
          );
        }}
      >
        <option value="">{props.conversation.kind === "dm" ? t().all : t().asAbove}</option>
        <For each={props.conversation.kind === "dm" ? levels.slice(1) : levels}>
          {(each) => <option value={each}>{t()[each]}</option>}
        </For>
      </select>
    </li>
  );
}
