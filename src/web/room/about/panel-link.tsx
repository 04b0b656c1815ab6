import { Show } from "solid-js";
import { Icon, type IconName } from "../../primitives/icon.tsx";
import { type PanelName, roomPath } from "../../state/route.ts";
import { useRoom } from "../open-room.ts";

/** A link to another panel of the room. */
export function PanelLink(props: {
  readonly panel: PanelName;
  readonly icon: IconName;
  readonly label: string;
  readonly count?: number | undefined;
}) {
  const { room_id } = useRoom();
  return (
    <li>
      <a href={roomPath(room_id, props.panel)}>
        <Icon name={props.icon} /> <span>{props.label}</span>
        <Show when={props.count}>
          <span class="soft">{props.count}</span>
        </Show>
      </a>
    </li>
  );
}
