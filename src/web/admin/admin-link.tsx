import { Show } from "solid-js";
import { classes } from "../primitives/classes.ts";
import { Icon } from "../primitives/icon.tsx";
import badgeStyles from "../rooms/badge.module.css";
import { useParlor } from "../state/parlor-context.ts";
import { adminPath, route } from "../state/route.ts";
import { adminWords } from "./admin-words.ts";
import styles from "./deployment.module.css";
import { keepStanding, standing } from "./standing.ts";

/** The way to the page for those who run the deployment, and how many reports wait there. Nobody else sees it. */
export function AdminLink() {
  keepStanding(useParlor());
  const open = () => standing()?.open_reports ?? 0;
  return (
    <Show when={standing()?.role}>
      <a
        class={styles.link}
        href={adminPath("reports")}
        aria-current={route().page === "admin" ? "page" : undefined}
      >
        <Icon name="settings" size={18} />
        <span>{adminWords().title}</span>
        <Show when={open() > 0}>
          <span class={classes(badgeStyles.badge)}>
            <span aria-hidden="true">{open()}</span>
            <span class="hidden">{`${adminWords().numbers.open_reports}: ${open()}`}</span>
          </span>
        </Show>
      </a>
    </Show>
  );
}
