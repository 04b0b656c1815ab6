import {
  createEffect,
  createMemo,
  createSignal,
  lazy,
  Match,
  onCleanup,
  Show,
  Suspense,
  Switch,
} from "solid-js";
import type { Parlor } from "../../client/index.ts";
import type { UserId } from "../../protocol/ids.ts";
import { words } from "../language/language.ts";
import { lazyView } from "../language/lazy-view.ts";
import { followClock, now } from "../language/times.ts";
import { shouldNotify } from "../notifications/should-notify.ts";
import { Toast } from "../primitives/toast.tsx";
import { openRoomName } from "../room/open-room-name.ts";
import { RoomView } from "../room/room-view.tsx";
import { RoomMenu } from "../rooms/room-views.ts";
import { RoomsPane } from "../rooms/rooms-pane.tsx";
import { observe, useMe, useParlor } from "../state/parlor-context.ts";
import { navigate, roomPath, route, settingsRoute } from "../state/route.ts";
import { createComposeFocus } from "./compose-focus.ts";
import { refuseFiles } from "./files.ts";
import styles from "./shell.module.css";
import { createShortcuts } from "./shortcuts.ts";
import { fitViewport } from "./viewport.ts";
import { Unknown, Welcome } from "./welcome.tsx";

const Switcher = lazyView(async () => (await import("./switcher/switcher.tsx")).Switcher);
const ListPage = lazyView(async () => (await import("./lists/list-page.tsx")).ListPage);
const SearchPage = lazyView(async () => (await import("./search-page.tsx")).SearchPage);
const SettingsView = lazyView(async () => (await import("../settings/settings-view.tsx")).SettingsView);
const JoinPage = lazyView(async () => (await import("./join-page.tsx")).JoinPage);

const AdminPage = lazyView(async () => (await import("../admin/admin-page.tsx")).AdminPage);
/** Without a network, it is the same as for somebody who does not run the deployment. */
const AdminLink = lazy(async () => {
  const loaded = await import("../admin/admin-link.tsx").catch(() => undefined);
  return { default: loaded?.AdminLink ?? (() => null) };
});

/** Milliseconds after which the first view has been drawn, and after which nothing more of it is loading. */
const DRAWN_MS = 500;
const IDLE_MS = 3_000;

/** Rooms on the left, one conversation on the right; a phone shows one of the two. */
export function Shell() {
  const parlor = useParlor();
  const conversations = observe(parlor.conversations);
  const [isSwitching, setSwitching] = createSignal(false);
  fitViewport();
  refuseFiles();
  notify(parlor, useMe()().user_id);
  const [isIdle, setIdle] = createSignal(false);
  // People press the shortcut and type on at once, and a menu should open when it is asked for.
  const timer = setTimeout(() => {
    Switcher.prefetch();
    RoomMenu.prefetch();
    setIdle(true);
  }, IDLE_MS);
  onCleanup(() => clearTimeout(timer));
  onCleanup(parlor.connection.subscribe(followClock(() => parlor.now())));
  createComposeFocus();
  createShortcuts({
    onOpenSwitcher: () => setSwitching(true),
    onSearchRoom: () => {
      const at = route();
      if (at.page === "room") navigate(roomPath(at.room_id, "search"));
      return at.page === "room";
    },
  });

  const there = <Page extends string>(page: Page) =>
    createMemo(() => {
      const at = route();
      return at.page === page ? (at as Extract<typeof at, { page: Page }>) : undefined;
    });
  const [room, list, search] = [there("room"), there("list"), there("search")];
  const [join, unknown, admin] = [there("join"), there("unknown"), there("admin")];
  const room_id = createMemo(() => room()?.room_id);
  const connection = observe(parlor.connection);
  const isKnown = createMemo(
    (was: boolean) => was || conversations().length > 0 || connection().state === "live",
    false,
  );
  const waiting = createMemo(() => conversations().filter((each) => shouldNotify(each, now())).length);
  const title = (): string => {
    if (room_id() !== undefined) return openRoomName();
    if (search() !== undefined) return words().search.title;
    const shown = list();
    return shown === undefined ? "" : words().rooms.lists[shown.list];
  };
  createEffect(() => {
    const here = title() === "" ? "Parlor" : `${title()} · Parlor`;
    document.title = waiting() > 0 ? `(${waiting()}) ${here}` : here;
  });
  let stage!: HTMLDivElement;
  return (
    <main class={styles.shell} data-page={route().page}>
      <button type="button" class={styles.skip} onClick={() => skipTo(stage)}>
        {words().shell.skip}
      </button>
      <RoomsPane
        conversations={conversations()}
        isKnown={isKnown()}
        onOpenSwitcher={() => setSwitching(true)}
        end={
          <Suspense>
            <Show when={isIdle()}>
              <AdminLink />
            </Show>
          </Suspense>
        }
      />
      <div ref={stage} id="stage" class={styles.stage} tabIndex={-1}>
        <Suspense>
          <Switch fallback={<Welcome isNew={isKnown() ? conversations().length === 0 : undefined} />}>
            <Match when={room_id()} keyed>
              {(id) => <RoomView room_id={id} />}
            </Match>
            <Match when={list()?.list} keyed>
              {(name) => <ListPage list={name} />}
            </Match>
            <Match when={search()}>
              <SearchPage />
            </Match>
            <Match when={join()?.token} keyed>
              {(token) => <JoinPage token={token} />}
            </Match>
            <Match when={admin()?.section}>{(section) => <AdminPage section={section()} />}</Match>
            <Match when={unknown() ?? join()}>
              <Unknown />
            </Match>
          </Switch>
        </Suspense>
      </div>
      <Suspense>
        <Show when={isSwitching()}>
          <Switcher onClose={() => setSwitching(false)} />
        </Show>
      </Suspense>
      <Suspense>
        <Show when={settingsRoute()}>
          <SettingsView />
        </Show>
      </Suspense>
      <Toast />
    </main>
  );
}

/** Moves the focus past the list of rooms to what is open: the messages, or whatever else there is. */
function skipTo(stage: HTMLElement): void {
  (stage.querySelector<HTMLElement>('[role="log"]') ?? stage).focus();
}

/** Notifies of new messages: it starts once the first view is drawn, and runs as long as the shell. */
function notify(parlor: Parlor, me: UserId): void {
  let stop: (() => void) | undefined;
  let isGone = false;
  const start = async () => {
    const { startNotifier } = await import("../notifications/notifier.ts");
    if (!isGone) stop = startNotifier(parlor, me);
  };
  const timer = setTimeout(() => void start().catch(() => undefined), DRAWN_MS);
  onCleanup(() => {
    isGone = true;
    clearTimeout(timer);
    stop?.();
  });
}
