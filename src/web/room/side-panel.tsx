import { Match, onCleanup, Suspense, Switch } from "solid-js";
import { lazyView } from "../language/lazy-view.ts";
import type { Panel, PanelName } from "../state/route.ts";
import { useRoom } from "./open-room.ts";

const AboutPanel = lazyView(async () => (await import("./about/about-panel.tsx")).AboutPanel);
const MembersPanel = lazyView(async () => (await import("./members/members-panel.tsx")).MembersPanel);
const PinsPanel = lazyView(async () => (await import("./pins/pins-panel.tsx")).PinsPanel);
const SearchPanel = lazyView(async () => (await import("./search/search-panel.tsx")).SearchPanel);
const ThreadPanel = lazyView(async () => (await import("./thread/thread-panel.tsx")).ThreadPanel);
const AdminPanel = lazyView(async () => (await import("./admin/admin-panel.tsx")).AdminPanel);

/** The panel of the current address, loaded when it is first opened. */
export function SidePanel(props: { readonly panel: Panel }) {
  const { kind } = useRoom();
  // However many panels lead from one to the next, the focus returns to where it was before the first.
  const opener = document.activeElement;
  onCleanup(() =>
    queueMicrotask(() => {
      const isLost = document.activeElement === null || document.activeElement === document.body;
      if (isLost && opener instanceof HTMLElement && opener.isConnected)
        opener.focus({ preventScroll: true });
    }),
  );
  const root = () => (props.panel.name === "thread" ? props.panel.root : undefined);
  const is = (...names: PanelName[]) => names.some((name) => name === props.panel.name);
  return (
    <Suspense>
      <Switch>
        <Match when={root()} keyed>
          {(message_id) => <ThreadPanel root={message_id} />}
        </Match>
        <Match when={is("pins")}>
          <PinsPanel />
        </Match>
        <Match when={is("search")}>
          <SearchPanel />
        </Match>
        {/* A direct message has no list of members and nothing to administrate. */}
        <Match when={is("about") || kind === "dm"}>
          <AboutPanel />
        </Match>
        <Match when={is("members")}>
          <MembersPanel />
        </Match>
        <Match when={props.panel.name !== "thread" && props.panel.name} keyed>
          {(name) => <AdminPanel name={name} />}
        </Match>
      </Switch>
    </Suspense>
  );
}
