import { createResource, createSignal, For, onMount, Show } from "solid-js";
import { callAdmin } from "../../client/admin.ts";
import type { AdminUser, StaffRole } from "../../protocol/deployment.ts";
import { ADMIN_PAGE } from "../../protocol/limits.ts";
import { refusalText } from "../language/refusal-text.ts";
import buttonStyles from "../primitives/button.module.css";
import { Field, Wrong } from "../primitives/field.tsx";
import noteStyles from "../primitives/note.module.css";
import { toast } from "../primitives/toast.tsx";
import listStyles from "../room/admin/admin.module.css";
import { createProver, type Outcome } from "../settings/proof.tsx";
import { useParlor } from "../state/parlor-context.ts";
import { tokenUrl } from "../state/route.ts";
import { adminWords } from "./admin-words.ts";
import styles from "./deployment.module.css";
import { OneTimeLink } from "./one-time-link.tsx";
import { UserRow } from "./user-row.tsx";

/** Milliseconds after the last key at which is searched. */
const TYPED_MS = 250;

/** All users, the newest first, or those who are looked for. */
export function UsersSection() {
  const parlor = useParlor();
  const t = () => adminWords().users;
  const [users, setUsers] = createSignal<readonly AdminUser[]>();
  const [hasMore, setMore] = createSignal(false);
  const [failed, setFailed] = createSignal<string>();
  const [link, setLink] = createSignal<{ readonly url: string; readonly name: string }>();
  const [credentials] = createResource(() => parlor.call("credentials", {}), { initialValue: undefined });
  const prover = createProver(() => {
    const known = credentials();
    return known?.ok !== true || known.value.has_password;
  });
  let typed = "";
  let asked = 0;
  const load = async (before?: AdminUser): Promise<void> => {
    const number = ++asked;
    const q = typed.trim();
    const answer = await callAdmin(parlor, "adminUsers", {
      ...(q !== "" && { q }),
      ...(before && { before: before.user.user_id }),
    });
    // Something else has been asked meanwhile.
    if (number !== asked) return;
    setFailed(answer.ok ? undefined : refusalText(answer));
    if (!answer.ok) return;
    setUsers([...(before ? (users() ?? []) : []), ...answer.value.users]);
    setMore(q === "" && answer.value.users.length === ADMIN_PAGE);
  };
  onMount(() => void load());
  let timer: ReturnType<typeof setTimeout> | undefined;
  const search = (text: string): void => {
    typed = text;
    clearTimeout(timer);
    timer = setTimeout(() => void load(), TYPED_MS);
  };
  /** Says what came of something, and shows how the users are now. */
  const finish = async (done: Promise<Outcome<unknown>>, text?: string): Promise<void> => {
    const outcome = await done;
    if (!outcome.ok) toast(refusalText(outcome));
    else if (text !== undefined) toast(text);
    await load();
  };
  const signOut = async ({ user }: AdminUser): Promise<void> => {
    const answer = await callAdmin(parlor, "signUserOut", { user_id: user.user_id });
    toast(answer.ok ? t().signedOutNow(answer.value.ended) : refusalText(answer));
    await load();
  };
  const reset = async ({ user }: AdminUser): Promise<void> => {
    const answer = await prover.withProof(() =>
      callAdmin(parlor, "makeResetLink", { user_id: user.user_id }),
    );
    if (answer.ok) setLink({ url: tokenUrl("reset", answer.value.token), name: user.name });
    else toast(refusalText(answer));
  };
  const setRole = ({ user }: AdminUser, role: StaffRole | null): Promise<void> =>
    finish(prover.withProof(() => callAdmin(parlor, "setStaffRole", { user_id: user.user_id, role })));
  return (
    <div class={styles.part}>
      <Field label={t().search} type="search" autocomplete="off" onText={search} />
      <Wrong text={failed()} />
      <Show when={users()?.length === 0}>
        <p class={noteStyles.note}>{t().none}</p>
      </Show>
      <ul class={listStyles.list} aria-label={adminWords().sections.users}>
        <For each={users()}>
          {(each) => (
            <li>
              <UserRow
                about={each}
                onSuspend={() =>
                  void finish(callAdmin(parlor, "suspend", { user_id: each.user.user_id }), t().suspended)
                }
                onLift={() =>
                  void finish(callAdmin(parlor, "liftSuspension", { user_id: each.user.user_id }))
                }
                onSignOut={() => void signOut(each)}
                onReset={() => void reset(each)}
                onRole={(role) => void setRole(each, role)}
              />
            </li>
          )}
        </For>
      </ul>
      <Show when={hasMore()}>
        <button type="button" class={buttonStyles.button} onClick={() => void load(users()?.at(-1))}>
          {adminWords().more}
        </button>
      </Show>
      <Show when={link()}>
        {(made) => (
          <OneTimeLink
            title={t().reset}
            url={made().url}
            hint={t().resetLink(made().name)}
            onClose={() => setLink(undefined)}
          />
        )}
      </Show>
      {prover.dialog()}
    </div>
  );
}
