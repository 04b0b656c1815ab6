import { createMemo, createSignal, type JSX, lazy, Show, Suspense } from "solid-js";
import type { MessageId, RoomKind } from "../../protocol/ids.ts";
import type { Forward, Message } from "../../protocol/message.ts";
import type { User } from "../../protocol/user.ts";
import { spaceOf } from "../files/album-layout.ts";
import { words } from "../language/language.ts";
import { PersonAvatar } from "../primitives/avatar.tsx";
import { classes } from "../primitives/classes.ts";
import { Icon } from "../primitives/icon.tsx";
import { layoutOf } from "../state/appearance.ts";
import { useMe, usePerson } from "../state/parlor-context.ts";
import { isJumbo } from "./jumbo.ts";
import type { MessageActions } from "./message-actions.ts";
import styles from "./message-bubble.module.css";
import { answeredBy, type Delivery, type MessageRow, sentOf } from "./message-row.ts";
import { MessageText } from "./message-text.tsx";
import { Metadata, Time } from "./metadata.tsx";
import { Poll } from "./poll.tsx";
import { Quote } from "./quote.tsx";
import { Reactions } from "./reactions.tsx";
import { Toolbar } from "./toolbar.tsx";

const MessageFiles = lazy(async () => ({ default: (await import("./message-files.tsx")).MessageFiles }));

/**
 * One message. As a bubble, the user's own are on the right and all others on the left; as a line, all are on one side
 * with a gutter for the face of who wrote them, or for the time.
 */
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
  const content = () => props.row.content;
  const sent = () => sentOf(props.row);
  const isDeleted = () => sent()?.deleted_at !== undefined;
  const answered = () => answeredBy(content());
  const isSaved = () => props.actions.isSaved(sent()?.message_id ?? 0);
  const isDrawnLarge = () => isJumbo(content().text) && answered() === undefined && !content().poll;
  const isMentioned = () => !row().isOwn && (content().mentions?.includes(me().user_id) ?? false);
  const layout = createMemo(() => layoutOf(props.kind));
  const isLine = () => layout() !== "bubbles";
  const withAvatar = () => !isLine() && props.kind !== "dm" && !row().isOwn;
  const name = () => (row().isOwn ? words().message.you : (sender()?.name ?? "…"));
  const [isNear, setIsNear] = createSignal(false);
  const meta = () => (
    <Metadata
      row={row()}
      receiptSummary={props.actions.receiptSummary()}
      isSaved={isSaved()}
      withTime={!isLine()}
    />
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
        isLine() ? styles.asLine : row().isOwn && styles.own,
        layout() === "compact" && styles.compact,
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
      onPointerEnter={() => setIsNear(true)}
      onPointerLeave={() => setIsNear(false)}
      tabIndex={props.isActive ? 0 : -1}
    >
      <Show when={isLine()}>
        <Gutter row={row()} sender={sender()} withFace={layout() === "comfortable" && row().first} />
      </Show>
      <Show when={withAvatar() && row().first}>
        <PersonAvatar person={sender()} size="s" class={styles.avatar} />
      </Show>
      {/* biome-ignore lint/a11y/useKeyWithClickEvents lint/a11y/noStaticElementInteractions: the same is behind a button among the tools */}
      <div class={styles.bubble} data-bubble="" onClick={onPress}>
        <Head
          row={row()}
          sender={sender()}
          isNamed={row().first && (isLine() || withAvatar())}
          name={name()}
          withTime={layout() === "comfortable" && row().first}
          quoted={isDeleted() || row().answersAbove ? undefined : answered()}
          onGo={(id) => props.actions.goTo(id)}
        />
        <Show when={sent()?.forward}>{(forward) => <Forwarded forward={forward()} />}</Show>
        <Show when={!isDeleted()} fallback={<DeletedText>{meta()}</DeletedText>}>
          <Files row={row()} actions={props.actions} />
          <MessageText content={content()} meta={content().poll ? undefined : meta()} />
        </Show>
        <PollLine row={row()} actions={props.actions}>
          {meta()}
        </PollLine>
        <Replies message={sent()} actions={props.actions} />
      </div>
      <Show when={!isDeleted() && sent()}>
        {(message) => (
          <Toolbar
            message={message()}
            name={name()}
            actions={props.actions}
            isActive={props.isActive ?? true}
            isNear={isNear()}
          />
        )}
      </Show>
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

/** Who wrote it, when, and in answer to what. Whose it is can always be heard. */
function Head(props: {
  readonly row: MessageRow;
  readonly sender: User | undefined;
  readonly isNamed: boolean;
  readonly name: string;
  readonly withTime: boolean;
  readonly quoted: MessageId | undefined;
  readonly onGo: (message_id: MessageId) => void;
}) {
  return (
    <div class={styles.head}>
      <Show when={props.isNamed} fallback={<span class="hidden">{props.name}: </span>}>
        <Author name={props.sender?.name ?? "…"} color={props.sender?.color} />
      </Show>
      <Show when={props.withTime}>
        <Time of={props.row.time} class={styles.headTime} />
      </Show>
      <Show when={props.quoted}>
        {(message_id) => (
          <Quote message_id={message_id()} message={props.row.answers} onGo={(id) => props.onGo(id)} />
        )}
      </Show>
    </div>
  );
}

function PollLine(props: {
  readonly row: MessageRow;
  readonly actions: MessageActions;
  readonly children: JSX.Element;
}) {
  const message = () => sentOf(props.row);
  return (
    <Show when={props.row.content.poll}>
      {(poll) => (
        <div class={styles.line}>
          <Poll
            poll={poll()}
            message={message()}
            onVote={(option) => {
              const voted = message();
              if (voted !== undefined) props.actions.vote(voted, option);
            }}
          />
          {props.children}
        </div>
      )}
    </Show>
  );
}

function Replies(props: { readonly message: Message | undefined; readonly actions: MessageActions }) {
  return (
    <Show when={props.message?.replies && props.message}>
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
  );
}

/** Beside a line: whose it is, or else when it was written. */
function Gutter(props: {
  readonly row: MessageRow;
  readonly sender: User | undefined;
  readonly withFace: boolean;
}) {
  return (
    <span class={styles.gutter}>
      <Show when={props.withFace} fallback={<Time of={props.row.time} class={styles.gutterTime} />}>
        <PersonAvatar person={props.sender} size="s" />
      </Show>
    </span>
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
