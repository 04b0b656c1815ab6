import { createMemo, For, Show } from "solid-js";
import type { Conversation } from "../../protocol/inbox.ts";
import { words } from "../language/language.ts";
import { classes } from "../primitives/classes.ts";
import { Icon, type IconName } from "../primitives/icon.tsx";
import { observe, useParlor } from "../state/parlor-context.ts";
import { type ListName, listPath, route } from "../state/route.ts";
import badgeStyles from "./badge.module.css";
import styles from "./list-links.module.css";

const icons: Record<ListName, IconName> = {
  requests: "door",
  mentions: "mention",
  threads: "thread",
  saved: "star",
};
const lists = Object.keys(icons) as ListName[];

/** Above the list of rooms: the switcher, and links to the lists that span all rooms. */
export function ListLinks(props: {
  readonly conversations: readonly Conversation[];
  readonly onOpenSwitcher: () => void;
}) {
  const followed = observe(useParlor().entries("thread"));
  const requests = observe(useParlor().requests);
  // Seldom there is any, so there is a link only then.
  const shown = () => lists.filter((list) => list !== "requests" || requests().length > 0 || isHere(list));
  const counts: Record<ListName, () => number> = {
    mentions: createMemo(() => props.conversations.reduce((sum, { mentions }) => sum + mentions, 0)),
    threads: createMemo(
      () => followed().filter((each) => each.kind === "thread" && each.last.message_id > each.read).length,
    ),
    saved: () => 0,
    requests: () => requests().length,
  };
  const isHere = (list: ListName): boolean => {
    const now = route();
    return now.page === "list" && now.list === list;
  };
  return (
    <ul class={styles.links} aria-label={words().rooms.lists.title}>
      <li>
        <button type="button" onClick={() => props.onOpenSwitcher()} title={words().rooms.lists.switcherHint}>
          <Icon name="jump" size={18} />
          <span>{words().rooms.lists.switcher}</span>
        </button>
      </li>
      <For each={shown()}>
        {(list) => (
          <li>
            <a href={listPath(list)} aria-current={isHere(list) ? "page" : undefined}>
              <Icon name={icons[list]} size={18} />
              <span>{words().rooms.lists[list]}</span>
              <Show when={counts[list]() > 0}>
                <span class={classes(badgeStyles.badge, styles.badge)}>
                  <span aria-hidden="true">{counts[list]()}</span>
                  <span class="hidden">{words().rooms.lists.newCount(counts[list]())}</span>
                </span>
              </Show>
            </a>
          </li>
        )}
      </For>
    </ul>
  );
}
