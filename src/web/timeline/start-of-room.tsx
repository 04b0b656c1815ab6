import { assertNever } from "../../protocol/codes.ts";
import type { RoomKind } from "../../protocol/ids.ts";
import { words } from "../language/language.ts";
import styles from "./timeline.module.css";

/** What stands above a room's first message. */
export function StartOfRoom(props: { readonly kind: RoomKind; readonly name: string }) {
  return (
    <div class={styles.start}>
      <h2 dir="auto">{props.name}</h2>
      <p>{about(props.kind, props.name)}</p>
    </div>
  );
}

function about(kind: RoomKind, name: string): string {
  switch (kind) {
    case "dm":
      return words().timeline.start.dm(name);
    case "group":
      return words().timeline.start.group;
    case "channel":
      return words().timeline.start.channel;
    default:
      return assertNever(kind);
  }
}
