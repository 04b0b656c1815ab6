import { For, Match, Show, Switch } from "solid-js";
import type { RoomKind } from "../../protocol/ids.ts";
import { words } from "../language/language.ts";
import { dayLabel } from "../language/times.ts";
import { BlockedPlaceholder } from "../message/blocked-placeholder.tsx";
import type { MessageActions } from "../message/message-actions.ts";
import { MessageBubble } from "../message/message-bubble.tsx";
import { ofKind } from "../state/of-kind.ts";
import type { Item } from "./items.ts";
import { Notice } from "./notice.tsx";
import type { Row } from "./rows.ts";
import { StartOfRoom } from "./start-of-room.tsx";
import styles from "./timeline.module.css";

/** One message with the rows around it. */
export function ItemView(props: {
  readonly item: Item;
  readonly kind: RoomKind;
  readonly name: string;
  readonly actions: MessageActions;
  readonly isActive: boolean;
  readonly isHighlighted: boolean;
  /** Shows this many messages of a blocked user, starting at this one. */
  readonly onReveal: (key: string, count: number) => void;
}) {
  return (
    <>
      <For each={props.item.above}>{(row) => <Aside row={row} kind={props.kind} name={props.name} />}</For>
      <Show when={props.item.hidden === undefined && props.item.message}>
        {(row) => (
          <MessageBubble
            row={row()}
            kind={props.kind}
            actions={props.actions}
            isActive={props.isActive}
            isHighlighted={props.isHighlighted}
          />
        )}
      </Show>
      <Show when={props.item.hidden}>
        {(count) => (
          <BlockedPlaceholder
            count={count()}
            at={props.item.key}
            isActive={props.isActive}
            onShow={() => props.onReveal(props.item.key, count())}
          />
        )}
      </Show>
      <For each={props.item.below}>{(row) => <Aside row={row} kind={props.kind} name={props.name} />}</For>
    </>
  );
}

/** A row between messages. */
function Aside(props: { readonly row: Row; readonly kind: RoomKind; readonly name: string }) {
  return (
    <Switch>
      <Match when={ofKind(props.row, "day")}>
        {(row) => (
          <h2 class={styles.day}>
            <span>{dayLabel(row().time)}</span>
          </h2>
        )}
      </Match>
      <Match when={ofKind(props.row, "unread")}>
        <h2 class={styles.unread}>
          <span>{words().timeline.newMessages}</span>
        </h2>
      </Match>
      <Match when={ofKind(props.row, "notice")}>{(row) => <Notice changes={row().changes} />}</Match>
      <Match when={ofKind(props.row, "start")}>
        <StartOfRoom kind={props.kind} name={props.name} />
      </Match>
    </Switch>
  );
}
