import { Show } from "solid-js";
import type { RoomId, RoomKind } from "../../protocol/ids.ts";
import type { User } from "../../protocol/user.ts";
import styles from "./avatar.module.css";
import { classes } from "./classes.ts";
import { colourOf, inkOn } from "./colour.ts";
import { Icon } from "./icon.tsx";
import { initials } from "./initials.ts";

type Size = "s" | "m" | "l";
const sizeOf = (size: Size = "m"): string | undefined => (size === "m" ? undefined : styles[size]);

/** A person is a circle in their own colour. It is decoration: the name always stands beside it. */
export function PersonAvatar(props: {
  readonly person: User | undefined;
  readonly size?: Size;
  readonly online?: boolean | undefined;
  readonly class?: string | undefined;
}) {
  return (
    <span
      class={classes(styles.avatar, sizeOf(props.size), props.online && styles.online, props.class)}
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

/** A group or channel is a rounded square: a group shows its initials, a channel its sign. */
export function RoomAvatar(props: {
  readonly room_id: RoomId;
  readonly kind: RoomKind;
  readonly name: string;
  readonly class?: string | undefined;
  readonly size?: Size;
}) {
  const colour = () => colourOf(props.room_id);
  return (
    <span
      class={classes(styles.avatar, styles.place, sizeOf(props.size), props.class)}
      style={{ "--sign": colour(), "--sign-ink": inkOn(colour()) }}
      aria-hidden="true"
    >
      <Show when={props.kind === "channel"} fallback={initials(props.name)}>
        <Icon name="channel" />
      </Show>
    </span>
  );
}
