import { Match, Show, Switch } from "solid-js";
import type { RoomKind } from "../../protocol/ids.ts";
import { PersonAvatar } from "../elements/avatar.tsx";
import { Icon } from "../elements/icon.tsx";
import { useMe, usePerson } from "../parlor-context.ts";
import { exactTime, timeOfDay } from "../when.ts";
import { MessageText } from "./message-text.tsx";
import { Quote } from "./quote.tsx";
import type { Delivery, Said as SaidRow } from "./rows.ts";
import "./said.css";
import { isJumbo } from "./text.ts";

export interface SaidActions {
  readonly onReply: (row: SaidRow) => void;
  readonly onRetry: (client_id: string) => void;
  readonly onDiscard: (client_id: string) => void;
}

/** One message. Others sit on the left, oneself on the right. */
export function Said(props: {
  readonly row: SaidRow;
  readonly kind: RoomKind;
  readonly actions: SaidActions;
}) {
  const me = useMe();
  const sender = usePerson(() => props.row.sender);
  const row = () => props.row;
  const isSent = () => row().delivery.state === "sent";
  const withFace = () => props.kind !== "dm" && !row().isOwn;
  const name = () => (row().isOwn ? "You" : (sender()?.name ?? "…"));
  return (
    <article
      class="said"
      classList={{
        own: row().isOwn,
        first: row().first,
        last: row().last,
        faced: withFace(),
        jumbo: isJumbo(row().content.text) && row().content.reply_to === undefined,
        calls: !row().isOwn && (row().content.mentions?.includes(me().user_id) ?? false),
        [row().delivery.state]: true,
      }}
      tabIndex={-1}
    >
      <Show when={withFace() && row().first}>
        <PersonAvatar person={sender()} size="s" />
      </Show>
      <div class="bubble">
        <Show when={withFace() && row().first} fallback={<span class="hidden">{name()}: </span>}>
          <span class="author cut" style={{ "--person": sender()?.color ?? "currentColor" }}>
            <bdi>{name()}</bdi>
          </span>
        </Show>
        <Show when={row().content.reply_to}>
          {(message_id) => <Quote message_id={message_id()} message={row().answers} />}
        </Show>
        <MessageText
          content={row().content}
          meta={
            <span class="meta" classList={{ hidden: !row().timed && row().delivery.state !== "pending" }}>
              <time dateTime={new Date(row().time).toISOString()} title={exactTime(row().time)}>
                {timeOfDay(row().time)}
              </time>
              <Show when={row().isOwn}>
                <Mark delivery={row().delivery} />
              </Show>
            </span>
          }
        />
        <Show when={isSent()}>
          <button
            type="button"
            class="icon-button reply"
            aria-label={`Reply to ${name()}`}
            title="Reply"
            onClick={() => props.actions.onReply(row())}
          >
            <Icon name="reply" size={18} />
          </button>
        </Show>
      </div>
      <Show when={row().delivery.state === "failed" && row().delivery}>
        {(failed) => (
          <Failed
            delivery={failed()}
            onRetry={() => props.actions.onRetry(row().key)}
            onDiscard={() => props.actions.onDiscard(row().key)}
          />
        )}
      </Show>
    </article>
  );
}

function Mark(props: { readonly delivery: Delivery }) {
  return (
    <Switch>
      <Match when={props.delivery.state === "sent"}>
        <span class="mark" role="img" aria-label="Sent">
          <Icon name="check" size={14} />
        </span>
      </Match>
      <Match when={props.delivery.state === "pending"}>
        <span class="mark" role="img" aria-label="Sending">
          <Icon name="clock" size={14} />
        </span>
      </Match>
    </Switch>
  );
}

function Failed(props: {
  readonly delivery: Delivery;
  readonly onRetry: () => void;
  readonly onDiscard: () => void;
}) {
  return (
    <p class="failed-note" role="alert">
      <Icon name="warning" size={16} />
      <span>Not sent. {props.delivery.state === "failed" ? props.delivery.why : ""}</span>
      <span class="failed-ways">
        <button type="button" onClick={() => props.onRetry()}>
          Try again
        </button>
        <button type="button" onClick={() => props.onDiscard()}>
          Discard
        </button>
      </span>
    </p>
  );
}
