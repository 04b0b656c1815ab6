import { type JSX, Show } from "solid-js";
import type { RoomKind } from "../../protocol/ids.ts";
import type { Forward } from "../../protocol/message.ts";
import { words } from "../language/language.ts";
import { PersonAvatar } from "../primitives/avatar.tsx";
import { Icon } from "../primitives/icon.tsx";
import { useMe, usePerson } from "../state/parlor-context.ts";
import { isJumbo } from "./jumbo.ts";
import { answeredBy, type Delivery, type MessageRow } from "./message-row.ts";
import { MessageText } from "./message-text.tsx";
import { Metadata } from "./metadata.tsx";
import { Poll } from "./poll.tsx";
import { Quote } from "./quote.tsx";
import { Reactions } from "./reactions.tsx";
import "./message-bubble.css";
import type { MessageActions } from "./message-actions.ts";
import { Tools } from "./toolbar.tsx";

/** One message. Others sit on the left, oneself on the right. */
export function MessageBubble(props: {
  readonly row: MessageRow;
  readonly kind: RoomKind;
  readonly actions: MessageActions;
  /** Whether Tab stops at it: in a list with arrow keys at one alone, elsewhere at each. */
  readonly isActive?: boolean;
  /** Whether it is the one somebody came to see. */
  readonly isHighlighted?: boolean;
}) {
  const me = useMe();
  const sender = usePerson(() => props.row.sender);
  const row = () => props.row;
  const content = () => row().content;
  const sent = () => {
    const { delivery } = row();
    return delivery.state === "sent" ? delivery.message : undefined;
  };
  const isGone = () => sent()?.deleted_at !== undefined;
  const answered = () => answeredBy(content());
  const isSaved = () => props.actions.isSaved(sent()?.message_id ?? 0);
  const withFace = () => props.kind !== "dm" && !row().isOwn;
  const name = () => (row().isOwn ? words().message.you : (sender()?.name ?? "…"));
  const meta = () => (
    <Metadata row={row()} receiptSummary={props.actions.receiptSummary()} isSaved={isSaved()} />
  );

  /** What in a message is pressed for itself, or marked, keeps what a browser does with it. */
  const opens = (event: MouseEvent, at: DOMRect, but: string): void => {
    const message = sent();
    if (message === undefined || isGone()) return;
    if (event.target instanceof Element && event.target.closest(but) !== null) return;
    if (getSelection()?.isCollapsed === false) return;
    event.preventDefault();
    props.actions.openMenu(message, at, "choices");
  };
  /** On a touch screen a message is its own button. */
  const onPress = (event: MouseEvent & { readonly currentTarget: Element }): void => {
    if (matchMedia("(hover: none)").matches)
      opens(event, event.currentTarget.getBoundingClientRect(), "a, button, img, video");
  };
  const onContextMenu = (event: MouseEvent & { readonly currentTarget: Element }): void => {
    if (event.shiftKey) return; // the browser's own menu
    opens(event, new DOMRect(event.clientX, event.clientY, 0, 0), "a, img, video");
  };

  return (
    <article
      class="said"
      classList={{
        own: row().isOwn,
        first: row().first,
        last: row().last,
        faced: withFace(),
        jumbo: isJumbo(content().text) && answered() === undefined && content().poll === undefined,
        calls: !row().isOwn && (content().mentions?.includes(me().user_id) ?? false),
        gone: isGone(),
        highlighted: props.isHighlighted ?? false,
        [row().delivery.state]: true,
      }}
      data-key={row().key}
      onContextMenu={onContextMenu}
      tabIndex={props.isActive ? 0 : -1}
    >
      <Show when={withFace() && row().first}>
        <PersonAvatar person={sender()} size="s" />
      </Show>
      {/* biome-ignore lint/a11y/useKeyWithClickEvents lint/a11y/noStaticElementInteractions: the same is behind a button among the tools */}
      <div class="bubble" onClick={onPress}>
        <Show when={withFace() && row().first} fallback={<span class="hidden">{name()}: </span>}>
          <span class="author cut" style={{ "--person": sender()?.color ?? "currentColor" }}>
            <bdi>{name()}</bdi>
          </span>
        </Show>
        <Show when={sent()?.forward}>{(forward) => <Forwarded forward={forward()} />}</Show>
        <Show when={!isGone() && answered()}>
          {(message_id) => (
            <Quote message_id={message_id()} message={row().answers} onGo={(id) => props.actions.goTo(id)} />
          )}
        </Show>
        <Show when={!isGone()} fallback={<Gone>{meta()}</Gone>}>
          <MessageText content={content()} meta={content().poll ? undefined : meta()} />
        </Show>
        <Show when={content().poll}>
          {(poll) => (
            <div class="line">
              <Poll
                poll={poll()}
                message={sent()}
                onVote={(option) => {
                  const message = sent();
                  if (message !== undefined) props.actions.vote(message, option);
                }}
              />
              {meta()}
            </div>
          )}
        </Show>
        <Show when={sent()?.replies && sent()}>
          {(message) => (
            <button type="button" class="replies" onClick={() => props.actions.choose("thread", message())}>
              <Icon name="thread" size={14} /> {words().message.replies(message().replies?.count ?? 0)}
            </button>
          )}
        </Show>
        <Show when={!isGone() && sent()}>
          {(message) => (
            <Tools
              message={message()}
              name={name()}
              actions={props.actions}
              isActive={props.isActive ?? true}
            />
          )}
        </Show>
      </div>
      <Show when={sent()}>
        {(message) => (
          <Reactions
            message={message()}
            canReact={props.actions.canReact(message())}
            onReact={(emoji) => props.actions.react(message(), emoji)}
          />
        )}
      </Show>
      <Show when={row().delivery.state === "failed" && row().delivery}>
        {(failed) => (
          <Failed
            delivery={failed()}
            onRetry={() => props.actions.retry(row().key)}
            onDiscard={() => props.actions.discard(row().key)}
          />
        )}
      </Show>
    </article>
  );
}
function Forwarded(props: { readonly forward: Forward }) {
  const sender = usePerson(() => props.forward.sender);
  return (
    <p class="forwarded">
      <Icon name="forward" size={14} /> {words().message.forwardedFrom} <bdi>{sender()?.name ?? "…"}</bdi>
    </p>
  );
}

/** By whom is not said: it may have been an admin. */
function Gone(props: { readonly children: JSX.Element }) {
  return (
    <p class="line">
      <span class="gone-words">{words().message.wasDeleted}</span>
      {props.children}
    </p>
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
      <span>{words().message.notSent(props.delivery.state === "failed" ? props.delivery.why : "")}</span>
      <span class="failed-ways">
        <button type="button" onClick={() => props.onRetry()}>
          {words().message.tryAgain}
        </button>
        <button type="button" onClick={() => props.onDiscard()}>
          {words().message.discard}
        </button>
      </span>
    </p>
  );
}
