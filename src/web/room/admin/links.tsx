import { createSignal, Show } from "solid-js";
import { accept } from "../../../protocol/codes.ts";
import type { InviteLink } from "../../../protocol/moderation.ts";
import { laterWords } from "../../language/language.ts";
import { refusalText } from "../../language/refusal-text.ts";
import { exactTime, now } from "../../language/times.ts";
import buttonStyles from "../../primitives/button.module.css";
import { classes } from "../../primitives/classes.ts";
import { copy } from "../../primitives/copy.ts";
import fieldStyles from "../../primitives/field.module.css";
import { Wrong } from "../../primitives/field.tsx";
import { Icon } from "../../primitives/icon.tsx";
import { Select } from "../../primitives/select.tsx";
import { toastRefusal } from "../../primitives/toast.tsx";
import { useParlor } from "../../state/parlor-context.ts";
import { joinUrl } from "../../state/route.ts";
import { useRoom } from "../open-room.ts";
import panelStyles from "../panel.module.css";
import styles from "./admin.module.css";
import { AdminListView, createAdminList } from "./admin-list.tsx";
import { AdminListPerson } from "./admin-list-person.tsx";

const HOUR_S = 60 * 60;
/** Lifetimes of a link in seconds; null means for ever. */
const LIVES = [HOUR_S, 24 * HOUR_S, 7 * 24 * HOUR_S, 30 * 24 * HOUR_S, null];
/** How many people a link admits; null means any number. */
const USES = [1, 5, 25, 100, null];

/** Invite links, which admit whoever has them: create, copy once, revoke. */
export function Links() {
  const parlor = useParlor();
  const { room_id } = useRoom();
  const t = () => laterWords().room.admin.links;
  const list = createAdminList(async () => {
    const result = await parlor.call("links", { room_id });
    return result.ok ? accept(result.value.links) : result;
  });
  const revoke = async ({ link_id }: InviteLink): Promise<void> => {
    await toastRefusal(parlor.call("revokeLink", { room_id, link_id }));
    list.refetch();
  };
  return (
    <>
      <NewLink onMade={list.refetch} />
      <AdminListView list={list} label={t().title} none={t().none}>
        {(link) => (
          <AdminListPerson
            user_id={link.by}
            about={() => state(link, now())}
            title={t().createdAt(exactTime(link.created_at))}
          >
            <button
              type="button"
              class={classes(buttonStyles.button, buttonStyles.danger)}
              onClick={() => void revoke(link)}
            >
              {t().revoke}
            </button>
          </AdminListPerson>
        )}
      </AdminListView>
    </>
  );
}

function state({ expires_at, uses_left }: InviteLink, present: number): string {
  const t = laterWords().room.admin.links;
  if (uses_left === 0) return t.usedUp;
  if (expires_at !== null && expires_at <= present) return t.expired;
  const uses = uses_left === null ? t.anyUses : t.usesLeft(uses_left);
  return `${uses} · ${expires_at === null ? t.never : t.until(exactTime(expires_at))}`;
}

function NewLink(props: { readonly onMade: () => void }) {
  const parlor = useParlor();
  const { room_id } = useRoom();
  const t = () => laterWords().room.admin.links;
  const [lives, setLives] = createSignal<number | null>(7 * 24 * HOUR_S);
  const [uses, setUses] = createSignal<number | null>(null);
  const [url, setUrl] = createSignal<string>();
  const [failed, setFailed] = createSignal<string>();
  const make = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const result = await parlor.call("createLink", { room_id, expires_in_seconds: lives(), uses: uses() });
    setFailed(result.ok ? undefined : refusalText(result));
    if (!result.ok) return;
    setUrl(joinUrl(result.value.token));
    props.onMade();
  };
  return (
    <form class={styles.form} onSubmit={(event) => void make(event)}>
      <div class={styles.pair}>
        <Select label={t().lifetime} value={lives()} of={LIVES} say={t().lifetimeOf} onPick={setLives} />
        <Select label={t().uses} value={uses()} of={USES} say={t().usesOf} onPick={setUses} />
      </div>
      <button type="submit" class={classes(buttonStyles.button, buttonStyles.main)}>
        <Icon name="link" size={18} /> {t().create}
      </button>
      <Wrong text={failed()} />
      <Show when={url()}>
        {(made) => (
          <div class={styles.newLink} role="status">
            <input
              class={fieldStyles.input}
              readOnly
              aria-label={t().link}
              value={made()}
              ref={(input) => queueMicrotask(() => input.select())}
              onFocus={(event) => event.currentTarget.select()}
            />
            <button type="button" class={buttonStyles.button} onClick={() => void copy(made())}>
              <Icon name="copy" size={18} /> {t().copy}
            </button>
            <p class={classes(panelStyles.hint, styles.hint)}>{t().shownOnce}</p>
          </div>
        )}
      </Show>
    </form>
  );
}
