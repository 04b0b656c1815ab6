import { type Component, For, Match, onMount, Show, Switch } from "solid-js";
import { Dynamic } from "solid-js/web";
import { classes } from "../primitives/classes.ts";
import emptyStateStyles from "../primitives/empty-state.module.css";
import pageStyles from "../primitives/page.module.css";
import { Page } from "../primitives/page.tsx";
import badgeStyles from "../rooms/badge.module.css";
import { useParlor } from "../state/parlor-context.ts";
import { type AdminSection, adminPath, adminSections } from "../state/route.ts";
import { adminWords } from "./admin-words.ts";
import styles from "./deployment.module.css";
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
    <Page titleId="admin-title" title={adminWords().title}>
      <Switch>
        <Match when={standing()?.role}>
          <Tabs section={props.section} />
          <div class={classes(pageStyles.scroll, styles.sections)}>
            <Dynamic component={parts[props.section]} />
          </div>
        </Match>
        <Match when={standing()}>
          <div class={emptyStateStyles.emptyState}>
            <p class="soft">{adminWords().notAllowed}</p>
          </div>
        </Match>
      </Switch>
    </Page>
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
