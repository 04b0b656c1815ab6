import { createMemo, createSignal, type JSX, Show, Suspense } from "solid-js";
import { type Conversation, unread } from "../../protocol/inbox.ts";
import { words } from "../language/language.ts";
import { lazyView } from "../language/lazy-view.ts";
import { NotificationOffer } from "../notifications/offer.tsx";
import { startsWord } from "../people/match.ts";
import { PersonAvatar } from "../primitives/avatar.tsx";
import buttonStyles from "../primitives/button.module.css";
import { classes } from "../primitives/classes.ts";
import { ConnectionNote } from "../primitives/connection-note.tsx";
import { Icon } from "../primitives/icon.tsx";
import logoStyles from "../primitives/logo.module.css";
import { Logo } from "../primitives/logo.tsx";
import { isPasskeyOffered } from "../sign-in/passkey-offer-state.ts";
import { observe, useMe, useParlor } from "../state/parlor-context.ts";
import { useSearchNames } from "../state/room-name.ts";
import { navigate, route, SEARCH_PATH, settingsPath } from "../state/route.ts";
import { GettingStarted } from "./getting-started.tsx";
import { ListLinks } from "./list-links.tsx";
import type { NewStep } from "./new-dialog.tsx";
import { RoomsList } from "./rooms-list.tsx";
import styles from "./rooms-pane.module.css";

const PasskeyOffer = lazyView(async () => (await import("../sign-in/passkey-offer.tsx")).PasskeyOffer);
const NewDialog = lazyView(async () => (await import("./new-dialog.tsx")).NewDialog);

/** The user's rooms, and the button for new ones. */
export function RoomsPane(props: {
  readonly conversations: readonly Conversation[];
  /** Whether it is known which rooms there are. */
  readonly isKnown: boolean;
  readonly onOpenSwitcher: () => void;
  /** What else leads somewhere, above the user. */
  readonly end?: JSX.Element;
}) {
  const me = useMe();
  const connection = observe(useParlor().connection);
  const [open, setOpen] = createSignal<NewStep>();
  const requests = observe(useParlor().requests);
  const isEmpty = createMemo(() => props.conversations.length === 0 && requests().length === 0);
  return (
    <nav class={styles.pane} aria-label={words().rooms.title}>
      <header>
        <h1>
          <a href="/" class={classes(logoStyles.wordmark, styles.wordmark)}>
            <Logo size={28} /> Parlor
          </a>
        </h1>
        <a
          href={SEARCH_PATH}
          class={classes(buttonStyles.iconButton, styles.search)}
          aria-label={words().search.placeholder}
          title={words().search.placeholder}
          aria-current={route().page === "search" ? "page" : undefined}
        >
          <Icon name="search" size={22} />
        </a>
        <button
          type="button"
          class={classes(buttonStyles.button, styles.new)}
          onClick={() => setOpen("person")}
        >
          <Icon name="new" size={18} /> {words().rooms.new.open}
        </button>
      </header>
      <Show
        when={!isEmpty()}
        fallback={
          <Show when={!props.isKnown} fallback={<GettingStarted onOpen={setOpen} />}>
            <NotYet isWaiting={connection().state === "waiting"} />
          </Show>
        }
      >
        <ListLinks conversations={props.conversations} onOpenSwitcher={props.onOpenSwitcher} />
        <Found conversations={props.conversations} />
      </Show>
      {/* One at a time. */}
      <Suspense>
        <Show when={isPasskeyOffered()} fallback={!isEmpty() && <NotificationOffer />}>
          <PasskeyOffer />
        </Show>
      </Suspense>
      {/* An open room shows it above its composer; once is enough. */}
      <ConnectionNote
        connection={connection()}
        class={route().page === "room" ? styles.shownElsewhere : undefined}
      />
      {props.end}
      <footer>
        <button
          type="button"
          class={styles.me}
          aria-label={words().rooms.me(me().name)}
          onClick={() => navigate(settingsPath())}
        >
          <PersonAvatar person={me()} size="s" />
          <span class="cut">{me().name}</span>
          <span class="soft cut">@{me().handle}</span>
        </button>
      </footer>
      <Suspense>
        <Show when={open()}>{(step) => <NewDialog step={step()} onClose={() => setOpen(undefined)} />}</Show>
      </Suspense>
    </nav>
  );
}

/** Replaces the list until it is loaded. */
function NotYet(props: { readonly isWaiting: boolean }) {
  return (
    <p class={classes(styles.none, !props.isWaiting && "late")} role="status">
      {props.isWaiting ? words().rooms.notOnDevice : words().rooms.loading}
    </p>
  );
}

/** The list with its filters: a name, or only unread rooms. */
function Found(props: { readonly conversations: readonly Conversation[] }) {
  const t = () => words().rooms.filter;
  const [typed, setTyped] = createSignal("");
  const [onlyUnread, setOnlyUnread] = createSignal(false);
  const names = useSearchNames(() => props.conversations);
  const shown = createMemo(() =>
    props.conversations
      .filter((each) => !onlyUnread() || unread(each) > 0)
      .filter((each) => typed().trim() === "" || startsWord(names().get(each.room_id) ?? "", typed())),
  );
  let list: HTMLElement | undefined;
  const onKeyDown = (event: KeyboardEvent & { readonly currentTarget: HTMLInputElement }): void => {
    const first = list?.querySelector("a");
    if (event.key === "ArrowDown") {
      event.preventDefault();
      first?.focus();
    }
    if (event.key === "Enter") {
      // The room takes the focus and must not receive the key as well.
      event.preventDefault();
      first?.click();
    }
    if (event.key !== "Escape" && event.key !== "Enter") return;
    event.currentTarget.value = "";
    setTyped("");
  };
  return (
    <>
      <div class={styles.filter}>
        <Icon name="search" size={18} />
        <input
          type="search"
          aria-label={t().label}
          placeholder={t().label}
          autocomplete="off"
          onInput={(event) => setTyped(event.currentTarget.value)}
          onKeyDown={onKeyDown}
        />
        <button
          type="button"
          class={buttonStyles.iconButton}
          aria-pressed={onlyUnread()}
          aria-label={t().onlyUnread}
          title={t().onlyUnread}
          onClick={() => setOnlyUnread(!onlyUnread())}
        >
          <Icon name="unread" size={18} />
        </button>
      </div>
      <Show
        when={shown().length > 0}
        fallback={<p class={styles.none}>{typed().trim() === "" ? t().allRead : t().none(typed().trim())}</p>}
      >
        <RoomsList
          conversations={shown()}
          whole={typed().trim() !== "" || onlyUnread()}
          ref={(element) => (list = element)}
        />
      </Show>
    </>
  );
}
