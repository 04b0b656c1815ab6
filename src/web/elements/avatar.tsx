import { Show } from "solid-js";
import type { RoomId, RoomKind } from "../../protocol/ids.ts";
import type { User } from "../../protocol/user.ts";
import "./avatar.css";
import { colourOf, inkOn } from "./colour.ts";
import { Icon } from "./icon.tsx";
import { initials } from "./initials.ts";

/** A person is a circle in their own colour. Decoration: the name always stands beside it. */
export function PersonAvatar(props: {
  readonly person: User | undefined;
  readonly size?: "s" | "m" | "l";
  readonly online?: boolean | undefined;
}) {
  return (
    <span
      class={`avatar ${props.size ?? "m"}`}
      classList={{ online: props.online ?? false }}
      style={{
        "--sign": props.person?.color ?? "var(--hover)",
        "--sign-ink": props.person ? inkOn(props.person.color) : "inherit",
      }}
      aria-hidden="true"
    >
      {props.person ? initials(props.person.name) : ""}
    </span>
  );
}

/** A room of many is a rounded square: a group shows its letters, a channel its sign. */
export function RoomAvatar(props: {
  readonly room_id: RoomId;
  readonly kind: RoomKind;
  readonly name: string;
  readonly size?: "s" | "m" | "l";
}) {
  const colour = () => colourOf(props.room_id);
  return (
    <span
      class={`avatar place ${props.size ?? "m"}`}
      style={{ "--sign": colour(), "--sign-ink": inkOn(colour()) }}
      aria-hidden="true"
    >
      <Show when={props.kind === "channel"} fallback={initials(props.name)}>
        <Icon name="channel" />
      </Show>
    </span>
  );
}
