import { createSignal, Show, Suspense } from "solid-js";
import type { Presence } from "../../protocol/inbox.ts";
import type { User } from "../../protocol/user.ts";
import { words } from "../language/language.ts";
import { lastSeen, now } from "../language/times.ts";
import { isMuted } from "../notifications/should-notify.ts";
import { PersonAvatar, RoomAvatar } from "../primitives/avatar.tsx";
import buttonStyles from "../primitives/button.module.css";
import { classes } from "../primitives/classes.ts";
import { Icon, type IconName } from "../primitives/icon.tsx";
import { PageHeader } from "../primitives/page.tsx";
import { RoomMenu } from "../rooms/room-views.ts";
import { usePresence } from "../state/parlor-context.ts";
import { closePanel, navigate, type Panel, type PanelName, roomPath } from "../state/route.ts";
import { useRoom } from "./open-room.ts";
import styles from "./room-header.module.css";

/** The name of the room, and the buttons for its panels. */
export function RoomHeader(props: { readonly panel: Panel["name"] | undefined }) {
  const { room_id, kind, name, person, room, isOutside } = useRoom();
  const t = () => words().room.header;
  const presence = usePresence(() => (kind === "dm" ? person()?.user_id : undefined));
  const about = (): string => {
    if (isOutside()) return "";
    if (kind === "dm") return aboutPerson(person(), presence());
    const count = room()?.member_count;
    return [count === undefined ? "" : words().room.memberCount(count), room()?.topic]
      .filter(Boolean)
      .join(" · ");
  };
  return (
    <PageHeader>
      <Show
        when={kind === "dm"}
        fallback={
          <Show when={!isOutside() || name()}>
            <RoomAvatar room_id={room_id} kind={kind} name={name()} size="m" />
          </Show>
        }
      >
        <PersonAvatar person={person()} online={presence()?.online} />
      </Show>
      <div class={styles.title}>
        <h1 class="cut">
          <bdi>{name() || t().unnamed}</bdi>
        </h1>
        <p class="soft cut" title={room()?.topic}>
          {about()}
        </p>
      </div>
      <Show when={!isOutside()}>
        <Toggle panel="search" icon="search" label={words().search.inRoom} open={props.panel} />
        <Toggle panel="pins" icon="pin" label={t().pins} open={props.panel} />
        <Bell />
        <Show when={kind !== "dm"}>
          <Toggle panel="members" icon="people" label={t().members} open={props.panel} />
        </Show>
        <Toggle panel="about" icon="info" label={kind === "dm" ? t().person : t().about} open={props.panel} />
      </Show>
    </PageHeader>
  );
}

/** Opens a panel, or closes it if it is open. */
function Toggle(props: {
  readonly panel: PanelName;
  readonly icon: IconName;
  readonly label: string;
  readonly open: Panel["name"] | undefined;
}) {
  const { room_id } = useRoom();
  const isOpen = () => props.open === props.panel;
  return (
    <button
      type="button"
      class={classes(
        buttonStyles.iconButton,
        (props.panel === "pins" || props.panel === "search") && styles.toPins,
      )}
      aria-label={props.label}
      title={props.label}
      aria-expanded={isOpen()}
      onClick={() => (isOpen() ? closePanel(room_id) : navigate(roomPath(room_id, props.panel)))}
    >
      <Icon name={props.icon} size={22} />
    </button>
  );
}

function Bell() {
  const { conversation } = useRoom();
  const t = () => words().rooms.menu;
  const [menuAt, setMenuAt] = createSignal<DOMRect>();
  return (
    <Show when={conversation()}>
      {(known) => (
        <>
          <button
            type="button"
            class={buttonStyles.iconButton}
            aria-label={t().title}
            title={isMuted(known(), now()) ? words().rooms.sections.muted : t().title}
            aria-haspopup="dialog"
            onClick={(event) => setMenuAt(event.currentTarget.getBoundingClientRect())}
          >
            <Icon name={isMuted(known(), now()) ? "quiet" : "bell"} size={22} />
          </button>
          <Show when={menuAt()}>
            {(at) => (
              <Suspense>
                <RoomMenu conversation={known()} at={at()} onClose={() => setMenuAt(undefined)} />
              </Suspense>
            )}
          </Show>
        </>
      )}
    </Show>
  );
}

function aboutPerson(person: User | undefined, presence: Presence | undefined): string {
  if (presence?.online) return words().rooms.row.online;
  if (presence?.last_active_at !== undefined) return lastSeen(presence.last_active_at);
  return person === undefined ? "" : `@${person.handle}`;
}
