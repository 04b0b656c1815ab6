import { createSignal, Show, Suspense } from "solid-js";
import { type Conversation, unread } from "../../protocol/inbox.ts";
import { messageLabel } from "../files/file-label.ts";
import { isolated } from "../language/isolate.ts";
import { words } from "../language/language.ts";
import { ago, exactTime, now } from "../language/times.ts";
import { isMuted } from "../notifications/should-notify.ts";
import { PersonAvatar, RoomAvatar } from "../primitives/avatar.tsx";
import { classes } from "../primitives/classes.ts";
import { Icon } from "../primitives/icon.tsx";
import { onLongPress } from "../primitives/long-press.ts";
import { observe, useMe, useParlor, usePerson, usePresence } from "../state/parlor-context.ts";
import { useRoomName } from "../state/room-name.ts";
import { roomPath } from "../state/route.ts";
import badgeStyles from "./badge.module.css";
import styles from "./room-row.module.css";
import { RoomMenu } from "./room-views.ts";

/** One room in the list: its name, its last message, and what is unread in it. */
export function RoomRow(props: { readonly conversation: Conversation; readonly isHere: boolean }) {
  const { name, person } = useRoomName(() => props.conversation);
  const isDm = () => props.conversation.kind === "dm";
  const waiting = () => unread(props.conversation);
  const muted = () => isMuted(props.conversation, now());
  const isWaiting = () => waiting() > 0 && !muted();
  const isQuiet = () => muted() || props.conversation.level === "mentions";
  const presence = usePresence(() => (isDm() ? person()?.user_id : undefined));
  const [menuAt, setMenuAt] = createSignal<DOMRect>();
  return (
    <li>
      <a
        class={classes(styles.row, isWaiting() && styles.waiting, muted() && styles.muted)}
        data-waiting={isWaiting() ? "" : undefined}
        href={roomPath(props.conversation.room_id)}
        aria-current={props.isHere ? "page" : undefined}
        ref={(link) => onLongPress(link, () => setMenuAt(link.getBoundingClientRect()))}
        onContextMenu={(event) => {
          event.preventDefault();
          setMenuAt(event.currentTarget.getBoundingClientRect());
        }}
      >
        <Show when={isDm()} fallback={<RoomAvatar {...props.conversation} class={styles.avatar} />}>
          <PersonAvatar person={person()} online={presence()?.online} class={styles.avatar} />
        </Show>
        <span class={classes(styles.name, "cut")}>
          <bdi>{name()}</bdi>
          <Show when={presence()?.online}>
            <span class="hidden">{words().rooms.row.online}</span>
          </Show>
          <Show when={muted()}>
            <Icon name="quiet" size={14} />
            <span class="hidden">{words().rooms.row.muted}</span>
          </Show>
        </span>
        <time
          class={styles.time}
          dateTime={new Date(props.conversation.active_at).toISOString()}
          title={exactTime(props.conversation.active_at)}
        >
          {ago(props.conversation.active_at)}
        </time>
        <Preview conversation={props.conversation} />
        <span class={styles.badges}>
          <Show when={props.conversation.mentions > 0}>
            <span class={classes(badgeStyles.badge, muted() && badgeStyles.quiet)}>
              <span aria-hidden="true">@</span>
              <span class="hidden">{words().rooms.row.mentions(props.conversation.mentions)}</span>
            </span>
          </Show>
          <Show when={waiting() > 0}>
            <span class={classes(badgeStyles.badge, isQuiet() && badgeStyles.quiet)}>
              <span aria-hidden="true">{waiting() > 999 ? "999+" : waiting()}</span>
              <span class="hidden">{words().rooms.row.unread(waiting())}</span>
            </span>
          </Show>
        </span>
      </a>
      <Show when={menuAt()}>
        {(at) => (
          <Suspense>
            <RoomMenu conversation={props.conversation} at={at()} onClose={() => setMenuAt(undefined)} />
          </Suspense>
        )}
      </Show>
    </li>
  );
}

function Preview(props: { readonly conversation: Conversation }) {
  const me = useMe();
  const blocked = observe(useParlor().blocked);
  const preview = () => props.conversation.preview;
  const isHidden = () => {
    const sender = preview()?.sender;
    return sender !== undefined && blocked().has(sender);
  };
  const sender = usePerson(() => preview()?.sender ?? me().user_id);
  const who = () => {
    if (preview()?.sender === me().user_id) return `${words().rooms.row.you}: `;
    return props.conversation.kind === "dm" ? "" : `${isolated(sender()?.name.split(" ")[0] ?? "…")}: `;
  };
  return (
    <span class={classes(styles.preview, "cut")}>
      <Show when={preview()} fallback={words().rooms.row.empty}>
        {(shown) => (
          <Show when={!isHidden()} fallback={<i>{words().message.fromBlocked}</i>}>
            {who()}
            <Show when={!shown().deleted} fallback={<i>{words().rooms.row.deleted}</i>}>
              <bdi>{messageLabel(shown())}</bdi>
            </Show>
          </Show>
        )}
      </Show>
    </span>
  );
}
