import { type Component, For, Match, onMount, Show, Switch } from "solid-js";
import { Dynamic } from "solid-js/web";
import { words } from "../language/language.ts";
import buttonStyles from "../primitives/button.module.css";
import { classes } from "../primitives/classes.ts";
import emptyStateStyles from "../primitives/empty-state.module.css";
import { Icon } from "../primitives/icon.tsx";
import { onSwipeBack } from "../primitives/swipe-back.ts";
import roomHeaderStyles from "../room/room-header.module.css";
import badgeStyles from "../rooms/badge.module.css";
import { useParlor } from "../state/parlor-context.ts";
import { type AdminSection, adminPath, adminSections, toRooms } from "../state/route.ts";
import { adminWords } from "./admin-words.ts";
import styles from "./deployment.module.css";
import pageStyles from "./deployment-page.module.css";
import { EntrySection } from "./entry-section.tsx";
import { LogSection } from "./log-section.tsx";
import { NumbersSection } from "./numbers-section.tsx";
import { ReportsSection } from "./reports-section.tsx";
import { refreshStanding, standing } from "./standing.ts";
import { UsersSection } from "./users-section.tsx";

const parts: Readonly<Record<AdminSection, Component>> = {
  reports: ReportsSection,
  users: UsersSection,
  entry: EntrySection,
  log: LogSection,
  numbers: NumbersSection,
};

/** For those who run the deployment. Each section has an address. */
export function AdminPage(props: { readonly section: AdminSection }) {
  const parlor = useParlor();
  onMount(() => void refreshStanding(parlor));
  return (
    <section
      class={pageStyles.page}
      aria-labelledby="admin-title"
      ref={(element) => onSwipeBack(element, toRooms)}
    >
      <header class={roomHeaderStyles.header}>
        <button
          type="button"
          class={classes(buttonStyles.iconButton, roomHeaderStyles.toRooms)}
          aria-label={words().room.header.toRooms}
          onClick={toRooms}
        >
          <Icon name="back" size={24} />
        </button>
        <h1 id="admin-title">{adminWords().title}</h1>
      </header>
      <Switch>
        <Match when={standing()?.role}>
          <Tabs section={props.section} />
          <div class={pageStyles.scroll}>
            <Dynamic component={parts[props.section]} />
          </div>
        </Match>
        <Match when={standing()}>
          <div class={emptyStateStyles.emptyState}>
            <p class="soft">{adminWords().notAllowed}</p>
          </div>
        </Match>
      </Switch>
    </section>
  );
}

function Tabs(props: { readonly section: AdminSection }) {
  const open = () => standing()?.open_reports ?? 0;
  return (
    <nav class={styles.tabs} aria-label={adminWords().title}>
      <For each={adminSections}>
        {(each) => (
          <a href={adminPath(each)} aria-current={each === props.section ? "page" : undefined}>
            {adminWords().sections[each]}
            <Show when={each === "reports" && open() > 0}>
              <span class={badgeStyles.badge}>{open()}</span>
            </Show>
          </a>
        )}
      </For>
    </nav>
  );
}
