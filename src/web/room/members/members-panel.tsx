import { createMemo, createSignal, type JSX, Match, Show, Suspense, Switch } from "solid-js";
import { Virtualizer, type VirtualizerHandle } from "virtua/solid";
import type { RosterMember } from "../../../client/index.ts";
import { laterWords, words } from "../../language/language.ts";
import { lazyView } from "../../language/lazy-view.ts";
import { createSearch } from "../../people/people-search.ts";
import buttonStyles from "../../primitives/button.module.css";
import { classes } from "../../primitives/classes.ts";
import fieldStyles from "../../primitives/field.module.css";
import { Icon } from "../../primitives/icon.tsx";
import noteStyles from "../../primitives/note.module.css";
import { keyed } from "../../state/keyed.ts";
import { useParlor } from "../../state/parlor-context.ts";
import { useRoom } from "../open-room.ts";
import { Panel } from "../panel.tsx";
import { MemberRow } from "./member-row.tsx";
import styles from "./members.module.css";

const InviteDialog = lazyView(async () => (await import("./invite-dialog.tsx")).InviteDialog);

/** The number of members from which searching is faster than scrolling. */
const SEARCH_FROM = 10;
/** How many rows before the end the next page is fetched. */
const AHEAD = 20;

/**
 * The members of the room, of whom there may be thousands: as much of the list as is in view, or the search
 * results.
 */
export function MembersPanel() {
  const parlor = useParlor();
  const { room_id, room, rights, members } = useRoom();
  const t = () => laterWords().room.members;
  const [inviting, setInviting] = createSignal(false);
  const [typed, setTyped] = createSignal("");
  const search = createSearch<RosterMember>(typed, async (q) => {
    const result = await parlor.call("members", { room_id, q });
    return result.ok ? { ok: true, value: result.value.members } : result;
  });
  const found = createMemo(() => {
    const now = search();
    if (typed().trim() === "") return members().members;
    if (now.state !== "found") return [];
    // What is known of a member here is newer than the search result.
    const known = new Map(members().members.map((member) => [member.user_id, member]));
    return now.found.map((member) => known.get(member.user_id) ?? member);
  });
  const count = () => room()?.member_count ?? 0;
  return (
    <Panel title={words().room.memberCount(count())} bare>
      <div class={styles.top}>
        <Show when={rights().invite}>
          <button
            type="button"
            class={classes(buttonStyles.button, styles.invite)}
            onClick={() => setInviting(true)}
          >
            <Icon name="invite" /> {t().invite}
          </button>
        </Show>
        <Show when={count() >= SEARCH_FROM}>
          <input
            type="search"
            class={fieldStyles.input}
            aria-label={t().find}
            placeholder={t().find}
            autocomplete="off"
            value={typed()}
            onInput={(event) => setTyped(event.currentTarget.value)}
            onKeyDown={(event) => event.key === "Escape" && setTyped("")}
          />
        </Show>
      </div>
      <Switch>
        <Match when={search().state === "failed" && search()}>
          {(failed) => <p class={noteStyles.note}>{(failed() as { why: string }).why}</p>}
        </Match>
        <Match when={search().state === "found" && found().length === 0}>
          <p class={noteStyles.note}>{t().none(typed().trim())}</p>
        </Match>
        <Match when={true}>
          <MemberList members={found()} />
        </Match>
      </Switch>
      <Suspense>
        <Show when={inviting()}>
          <InviteDialog onClose={() => setInviting(false)} />
        </Show>
      </Suspense>
    </Panel>
  );
}

/** Only rows near the view exist, and only their people's presence is subscribed to. */
function MemberList(props: { readonly members: readonly RosterMember[] }) {
  const { roster } = useRoom();
  const { keys, item } = keyed(
    () => props.members,
    ({ user_id }) => user_id,
  );
  let list: VirtualizerHandle | undefined;
  const look = (): void => {
    if (list === undefined) return;
    const last = list.findItemIndex(list.scrollOffset + list.viewportSize);
    if (last > keys().length - AHEAD) void roster.more();
  };
  return (
    <div class={styles.scroll}>
      <Virtualizer
        ref={(handle) => (list = handle)}
        data={keys()}
        as={List}
        item="li"
        itemSize={56}
        onScroll={look}
        onResize={look}
      >
        {(key) => <MemberRow member={item(key)()} />}
      </Virtualizer>
    </div>
  );
}

const List = (props: JSX.HTMLAttributes<HTMLUListElement>) => (
  <ul class={styles.members} aria-label={laterWords().room.members.title} {...props} />
);
