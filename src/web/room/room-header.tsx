import { Show } from "solid-js";
import type { RoomId, RoomKind } from "../../protocol/ids.ts";
import type { Room } from "../../protocol/room.ts";
import type { User } from "../../protocol/user.ts";
import { PersonAvatar, RoomAvatar } from "../elements/avatar.tsx";
import { Icon } from "../elements/icon.tsx";
import { goBack, navigate, roomPath } from "../route.ts";
import { count } from "../words.ts";

export function RoomHeader(props: {
  readonly room_id: RoomId;
  readonly kind: RoomKind;
  readonly name: string;
  readonly person: User | undefined;
  readonly room: Room | undefined;
  readonly isPanelOpen: boolean;
  readonly isOut: boolean;
}) {
  const about = (): string => {
    if (props.kind === "dm") return props.person === undefined ? "" : `@${props.person.handle}`;
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
        <PersonAvatar person={props.person} />
      </Show>
      <div class="room-title">
        <h1 class="cut">
          <bdi>{props.name}</bdi>
        </h1>
        <p class="soft cut" title={props.room?.topic}>
          {about()}
        </p>
      </div>
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
