import { type JSX, Show } from "solid-js";
import type { RoomKind } from "../../protocol/ids.ts";
import type { Forward } from "../../protocol/message.ts";
import { PersonAvatar } from "../elements/avatar.tsx";
import { Icon } from "../elements/icon.tsx";
import { useMe, usePerson } from "../parlor-context.ts";
import { count } from "../words.ts";
import { MessageText } from "./message-text.tsx";
import { Meta } from "./meta.tsx";
import { Poll } from "./poll.tsx";
import { Quote } from "./quote.tsx";
import { Reactions } from "./reactions.tsx";
import { answeredBy, type Delivery, type Said as SaidRow } from "./rows.ts";
import "./said.css";
import type { Talk } from "./talk.ts";
import { isJumbo } from "./text.ts";
import { Tools } from "./tools.tsx";

/** One message. Others sit on the left, oneself on the right. */
export function Said(props: { readonly row: SaidRow; readonly kind: RoomKind; readonly talk: Talk }) {
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
  const isSaved = () => props.talk.isSaved(sent()?.message_id ?? 0);
  const withFace = () => props.kind !== "dm" && !row().isOwn;
  const name = () => (row().isOwn ? "You" : (sender()?.name ?? "…"));
  const meta = () => <Meta row={row()} reach={props.talk.reach()} isSaved={isSaved()} />;

  const toThread = (): void => {
    const message = sent();
    if (message !== undefined) props.talk.choose("thread", message);
  };
  /** On a touch screen a message is its own button, but for what in it is pressed for itself. */
  const onPress = (event: MouseEvent & { readonly currentTarget: Element }): void => {
    const message = sent();
    if (message === undefined || isGone() || !matchMedia("(hover: none)").matches) return;
    if (event.target instanceof Element && event.target.closest("a, button") !== null) return;
    if (getSelection()?.isCollapsed === false) return;
    event.preventDefault();
    props.talk.openMenu(message, event.currentTarget.getBoundingClientRect(), "choices");
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
        [row().delivery.state]: true,
      }}
      tabIndex={-1}
    >
      <Show when={withFace() && row().first}>
        <PersonAvatar person={sender()} size="s" />
      </Show>
      {/* biome-ignore lint/a11y/useKeyWithClickEvents lint/a11y/noStaticElementInteractions: the same is behind a button among the tools */}
      <div class="bubble" onClick={onPress} onContextMenu={onPress}>
        <Show when={withFace() && row().first} fallback={<span class="hidden">{name()}: </span>}>
          <span class="author cut" style={{ "--person": sender()?.color ?? "currentColor" }}>
            <bdi>{name()}</bdi>
          </span>
        </Show>
        <Show when={sent()?.forward}>{(forward) => <Forwarded forward={forward()} />}</Show>
        <Show when={!isGone() && answered()}>
          {(message_id) => <Quote message_id={message_id()} message={row().answers} />}
        </Show>
        <Show when={!isGone()} fallback={<Gone isOwn={row().isOwn}>{meta()}</Gone>}>
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
                  if (message !== undefined) props.talk.vote(message, option);
                }}
              />
              {meta()}
            </div>
          )}
        </Show>
        <Show when={sent()?.replies}>
          {(replies) => (
            <button type="button" class="replies" onClick={toThread}>
              <Icon name="thread" size={14} /> {count(replies().count, "reply", "replies")}
            </button>
          )}
        </Show>
        <Show when={!isGone() && sent()}>
          {(message) => <Tools message={message()} name={name()} talk={props.talk} />}
        </Show>
      </div>
      <Show when={sent()}>
        {(message) => (
          <Reactions
            message={message()}
            canReact={props.talk.canReact(message())}
            onReact={(emoji) => props.talk.react(message(), emoji)}
          />
        )}
      </Show>
      <Show when={row().delivery.state === "failed" && row().delivery}>
        {(failed) => (
          <Failed
            delivery={failed()}
            onRetry={() => props.talk.retry(row().key)}
            onDiscard={() => props.talk.discard(row().key)}
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
      <Icon name="forward" size={14} /> Forwarded from <bdi>{sender()?.name ?? "…"}</bdi>
    </p>
  );
}

function Gone(props: { readonly isOwn: boolean; readonly children: JSX.Element }) {
  return (
    <p class="line">
      <span class="gone-words">{props.isOwn ? "You deleted this message" : "This message was deleted"}</span>
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
