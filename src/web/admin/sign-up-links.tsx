import { createSignal, Show } from "solid-js";
import { callAdmin } from "../../client/admin.ts";
import { accept } from "../../protocol/codes.ts";
import type { SignUpLink } from "../../protocol/deployment.ts";
import { refusalText } from "../language/refusal-text.ts";
import { exactTime } from "../language/times.ts";
import buttonStyles from "../primitives/button.module.css";
import { classes } from "../primitives/classes.ts";
import { Icon } from "../primitives/icon.tsx";
import { Select } from "../primitives/select.tsx";
import { toast, toastRefusal } from "../primitives/toast.tsx";
import { AdminListView, createAdminList } from "../room/admin/admin-list.tsx";
import { useParlor } from "../state/parlor-context.ts";
import { tokenUrl } from "../state/route.ts";
import { adminWords } from "./admin-words.ts";
import styles from "./deployment.module.css";
import { OneTimeLink } from "./one-time-link.tsx";

/** How many people a link lets in. */
const USES = [1, 5, 25, 100, 1000];

/** Links with which people sign up: made, shown once, revoked. */
export function SignUpLinks() {
  const parlor = useParlor();
  const t = () => adminWords().entry;
  const [uses, setUses] = createSignal(1);
  const [url, setUrl] = createSignal<string>();
  const list = createAdminList(async () => {
    const answer = await callAdmin(parlor, "signUpLinks", {});
    return answer.ok ? accept(answer.value.links) : answer;
  });
  const make = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const made = await callAdmin(parlor, "makeSignUpLink", { uses: uses() });
    if (!made.ok) return toast(refusalText(made));
    setUrl(tokenUrl("invite", made.value.token));
    list.refetch();
  };
  const revoke = async ({ link_id }: SignUpLink): Promise<void> => {
    await toastRefusal(callAdmin(parlor, "revokeSignUpLink", { link_id }));
    list.refetch();
  };
  const state = ({ uses_left, expires_at }: SignUpLink): string =>
    expires_at === null ? t().leftForEver(uses_left) : t().left(uses_left, exactTime(expires_at));
  return (
    <section class={styles.part} aria-labelledby="sign-up-links">
      <h2 id="sign-up-links">{t().links}</h2>
      <form class={styles.part} onSubmit={(event) => void make(event)}>
        <Select label={t().uses} value={uses()} of={USES} say={t().usesOf} onPick={setUses} />
        <button type="submit" class={classes(buttonStyles.button, buttonStyles.main)}>
          <Icon name="link" size={18} /> {t().create}
        </button>
      </form>
      <AdminListView list={list} label={t().links} none={t().noLinks}>
        {(link) => (
          <div class={styles.line}>
            <p>{state(link)}</p>
            <button
              type="button"
              class={classes(buttonStyles.button, buttonStyles.danger)}
              onClick={() => void revoke(link)}
            >
              {t().revoke}
            </button>
          </div>
        )}
      </AdminListView>
      <Show when={url()}>
        {(made) => (
          <OneTimeLink title={t().link} url={made()} hint={t().shownOnce} onClose={() => setUrl(undefined)} />
        )}
      </Show>
    </section>
  );
}
