import { type JSX, lazy, Show, Suspense } from "solid-js";
import type { RoomKind } from "../../protocol/ids.ts";
import type { Forward } from "../../protocol/message.ts";
import { spaceOf } from "../files/album-layout.ts";
import { words } from "../language/language.ts";
import { PersonAvatar } from "../primitives/avatar.tsx";
import { classes } from "../primitives/classes.ts";
import { Icon } from "../primitives/icon.tsx";
import { useMe, usePerson } from "../state/parlor-context.ts";
import { isJumbo } from "./jumbo.ts";
import type { MessageActions } from "./message-actions.ts";
import styles from "./message-bubble.module.css";
import { answeredBy, type Delivery, type MessageRow } from "./message-row.ts";
import { MessageText } from "./message-text.tsx";
import { Metadata } from "./metadata.tsx";
import { Poll } from "./poll.tsx";
import { Quote } from "./quote.tsx";
import { Reactions } from "./reactions.tsx";
import { Toolbar } from "./toolbar.tsx";

const MessageFiles = lazy(async () => ({ default: (await import("./message-files.tsx")).MessageFiles }));

/** One message. The user's own are on the right, all others on the left. */
export function MessageBubble(props: {
  readonly row: MessageRow;
  readonly kind: RoomKind;
  readonly actions: MessageActions;
  /** Whether Tab stops at it. In a list with arrow keys it stops at one message only, elsewhere at each. */
  readonly isActive?: boolean;
  /** Whether the user jumped to it. */
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
  const isDeleted = () => sent()?.deleted_at !== undefined;
  const answered = () => answeredBy(content());
  const isSaved = () => props.actions.isSaved(sent()?.message_id ?? 0);
  const isDrawnLarge = () =>
    isJumbo(content().text) && answered() === undefined && content().poll === undefined;
  const isMentioned = () => !row().isOwn && (content().mentions?.includes(me().user_id) ?? false);
  const withAvatar = () => props.kind !== "dm" && !row().isOwn;
  const name = () => (row().isOwn ? words().message.you : (sender()?.name ?? "…"));
  const meta = () => (
    <Metadata row={row()} receiptSummary={props.actions.receiptSummary()} isSaved={isSaved()} />
  );
  const { onPress, onContextMenu } = menuHandlers((at) => {
    const message = sent();
    if (message === undefined || isDeleted()) return false;
    props.actions.openMenu(message, at, "choices");
    return true;
  });

  return (
    <article
      class={classes(
        styles.message,
        row().isOwn && styles.own,
        row().first && styles.first,
        row().last && styles.last,
        withAvatar() && styles.withAvatar,
        isDrawnLarge() && styles.jumbo,
        isMentioned() && styles.mentioned,
        isDeleted() && styles.deleted,
        props.isHighlighted && styles.highlighted,
        row().delivery.state === "pending" && styles.pending,
        row().delivery.state === "failed" && styles.failed,
      )}
      data-key={row().key}
      onContextMenu={onContextMenu}
      tabIndex={props.isActive ? 0 : -1}
    >
      <Show when={withAvatar() && row().first}>
        <PersonAvatar person={sender()} size="s" class={styles.avatar} />
      </Show>
      {/* biome-ignore lint/a11y/useKeyWithClickEvents lint/a11y/noStaticElementInteractions: the same is behind a button among the tools */}
      <div class={styles.bubble} data-bubble="" onClick={onPress}>
        <Show when={withAvatar() && row().first} fallback={<span class="hidden">{name()}: </span>}>
          <Author name={name()} color={sender()?.color} />
        </Show>
        <Show when={sent()?.forward}>{(forward) => <Forwarded forward={forward()} />}</Show>
        <Show when={!isDeleted() && answered()}>
          {(message_id) => (
            <Quote message_id={message_id()} message={row().answers} onGo={(id) => props.actions.goTo(id)} />
          )}
        </Show>
        <Show when={!isDeleted()} fallback={<DeletedText>{meta()}</DeletedText>}>
          <Files row={row()} actions={props.actions} />
          <MessageText content={content()} meta={content().poll ? undefined : meta()} />
        </Show>
        <Show when={content().poll}>
          {(poll) => (
            <div class={styles.line}>
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
            <button
              type="button"
              class={styles.replies}
              onClick={() => props.actions.choose("thread", message())}
            >
              <Icon name="thread" size={14} /> {words().message.replies(message().replies?.count ?? 0)}
            </button>
          )}
        </Show>
        <Show when={!isDeleted() && sent()}>
          {(message) => (
            <Toolbar
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
/** The files of a message, and until they are drawn, the room they will take. */
function Files(props: { readonly row: MessageRow; readonly actions: MessageActions }) {
  return (
    <Show when={props.row.uploads?.files ?? props.row.content.files}>
      {(files) => (
        <Suspense fallback={<div class={styles.files} style={spaceOf(files())} />}>
          <MessageFiles row={props.row} actions={props.actions} />
        </Suspense>
      )}
    </Show>
  );
}

function Forwarded(props: { readonly forward: Forward }) {
  const sender = usePerson(() => props.forward.sender);
  return (
    <p class={styles.forwarded}>
      <Icon name="forward" size={14} /> {words().message.forwardedFrom} <bdi>{sender()?.name ?? "…"}</bdi>
    </p>
  );
}

function Author(props: { readonly name: string; readonly color: string | undefined }) {
  return (
    <span class={classes(styles.author, "cut")} style={{ "--person": props.color ?? "currentColor" }}>
      <bdi>{props.name}</bdi>
    </span>
  );
}

/** What opens the menu of a message: `open` does, and returns whether there is one. */
function menuHandlers(open: (at: DOMRect) => boolean) {
  /** Links, buttons and selected text inside a message keep the browser's behaviour. */
  const opens = (event: MouseEvent, at: DOMRect, but: string): void => {
    if (event.target instanceof Element && event.target.closest(but) !== null) return;
    if (getSelection()?.isCollapsed === false) return;
    if (open(at)) event.preventDefault();
  };
  return {
    /** On a touch screen the message itself is the button. */
    onPress: (event: MouseEvent & { readonly currentTarget: Element }): void => {
      if (matchMedia("(hover: none)").matches)
        opens(event, event.currentTarget.getBoundingClientRect(), "a, button, img, video");
    },
    onContextMenu: (event: MouseEvent): void => {
      if (event.shiftKey) return; // Shift opens the browser's own menu.
      opens(event, new DOMRect(event.clientX, event.clientY, 0, 0), "a, img, video");
    },
  };
}

/** It does not say who deleted the message: that may have been an admin. */
function DeletedText(props: { readonly children: JSX.Element }) {
  return (
    <p class={styles.line}>
      <span class={styles.deletedText}>{words().message.wasDeleted}</span>
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
    <p class={styles.failure} role="alert">
      <Icon name="warning" size={16} />
      <span>{words().message.notSent(props.delivery.state === "failed" ? props.delivery.why : "")}</span>
      <span class={styles.failureActions}>
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
