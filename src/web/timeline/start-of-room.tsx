import { assertNever } from "../../protocol/codes.ts";
import type { RoomKind } from "../../protocol/ids.ts";

/** What stands above a room's first message. */
export function StartOfRoom(props: { readonly kind: RoomKind; readonly name: string }) {
  return (
    <div class="start">
      <h2 dir="auto">{props.name}</h2>
      <p>{about(props.kind, props.name)}</p>
    </div>
  );
}

function about(kind: RoomKind, name: string): string {
  switch (kind) {
    case "dm":
      return `Only you and ${name} are in this conversation.`;
    case "group":
      return "This group is private: people come in by invitation only.";
    case "channel":
      return "This is the beginning of a public channel. Anyone here can find and join it.";
    default:
      return assertNever(kind);
  }
}
