import { createSignal, Show } from "solid-js";
import type { RoomId, RoomKind } from "../../protocol/ids.ts";
import type { Conversation, Presence } from "../../protocol/inbox.ts";
import type { Room } from "../../protocol/room.ts";
import type { User } from "../../protocol/user.ts";
import { PersonAvatar, RoomAvatar } from "../elements/avatar.tsx";
import { Icon } from "../elements/icon.tsx";
import { usePresence } from "../parlor-context.ts";
import { isMuted } from "../rooms/calling.ts";
import { RoomMenu } from "../rooms/room-menu.tsx";
import { goBack, navigate, roomPath } from "../route.ts";
import { lastSeen, now } from "../when.ts";
import { count } from "../words.ts";

export function RoomHeader(props: {
  readonly room_id: RoomId;
  readonly kind: RoomKind;
  readonly name: string;
  readonly person: User | undefined;
  readonly room: Room | undefined;
  readonly conversation: Conversation | undefined;
  readonly isPanelOpen: boolean;
  readonly isOut: boolean;
}) {
  const presence = usePresence(() => (props.kind === "dm" ? props.person?.user_id : undefined));
  const [menuAt, setMenuAt] = createSignal<DOMRect>();
  const about = (): string => {
    if (props.kind === "dm") return aboutPerson(props.person, presence());
    const members = props.room === undefined ? "" : count(props.room.member_count, "member", "members");
    return [members, props.room?.topic].filter(Boolean).join(" · ");
  };
  const toggle = (): void => {
    if (props.isPanelOpen) goBack(roomPath(props.room_id));
    else navigate(roomPath(props.room_id, "members"));
  };
  return (
    <header class="room-header">
      <button
        type="button"
        class="icon-button to-rooms"
        aria-label="Back to rooms"
        onClick={() => navigate("/")}
      >
        <Icon name="back" size={24} />
      </button>
      <Show
        when={props.kind === "dm"}
        fallback={<RoomAvatar room_id={props.room_id} kind={props.kind} name={props.name} size="m" />}
      >
        <PersonAvatar person={props.person} online={presence()?.online} />
      </Show>
      <div class="room-title">
        <h1 class="cut">
          <bdi>{props.name}</bdi>
        </h1>
        <p class="soft cut" title={props.room?.topic}>
          {about()}
        </p>
      </div>
      <Show when={!props.isOut && props.conversation}>
        {(conversation) => (
          <>
            <button
              type="button"
              class="icon-button"
              aria-label="Notifications"
              title={isMuted(conversation(), now()) ? "Muted" : "Notifications"}
              aria-haspopup="dialog"
              onClick={(event) => setMenuAt(event.currentTarget.getBoundingClientRect())}
            >
              <Icon name={isMuted(conversation(), now()) ? "quiet" : "bell"} size={22} />
            </button>
            <Show when={menuAt()}>
              {(at) => (
                <RoomMenu conversation={conversation()} at={at()} onClose={() => setMenuAt(undefined)} />
              )}
            </Show>
          </>
        )}
      </Show>
      <Show when={!props.isOut}>
        <button
          type="button"
          class="icon-button"
          aria-label={props.kind === "dm" ? "About this person" : "Members"}
          aria-expanded={props.isPanelOpen}
          onClick={toggle}
        >
          <Icon name="people" size={22} />
        </button>
      </Show>
    </header>
  );
}

function aboutPerson(person: User | undefined, presence: Presence | undefined): string {
  if (presence?.online) return "online";
  if (presence?.last_active_at !== undefined) return lastSeen(presence.last_active_at);
  return person === undefined ? "" : `@${person.handle}`;
}
