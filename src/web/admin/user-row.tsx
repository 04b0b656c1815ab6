import { createSignal, Show } from "solid-js";
import type { AdminUser, StaffRole } from "../../protocol/deployment.ts";
import { ago, exactTime } from "../language/times.ts";
import peopleStyles from "../people/people.module.css";
import { PersonAvatar } from "../primitives/avatar.tsx";
import buttonStyles from "../primitives/button.module.css";
import { classes } from "../primitives/classes.ts";
import { ConfirmInline } from "../primitives/confirm-inline.tsx";
import fieldStyles from "../primitives/field.module.css";
import listStyles from "../room/admin/admin.module.css";
import { useMe } from "../state/parlor-context.ts";
import { adminWords } from "./admin-words.ts";
import styles from "./deployment.module.css";
import { standing } from "./standing.ts";

const ROLES = ["none", "admin", "owner"] as const;

/** A user, and what may be done to their account. The server decides; what it would refuse is not offered. */
export function UserRow(props: {
  readonly about: AdminUser;
  readonly onSuspend: () => void;
  readonly onLift: () => void;
  readonly onSignOut: () => void;
  readonly onReset: () => void;
  readonly onRole: (role: StaffRole | null) => void;
}) {
  const t = () => adminWords().users;
  const me = useMe();
  const [isConfirming, setConfirming] = createSignal(false);
  const user = () => props.about.user;
  const isOwner = () => standing()?.role === "owner";
  const outranks = () => user().user_id !== me().user_id && (isOwner() || props.about.role === null);
  const use = (): string => {
    const { devices, last_used_at } = props.about;
    return last_used_at === null
      ? t().signedOut
      : `${t().devices(devices)} · ${t().lastUsed(ago(last_used_at))}`;
  };
  const state = (): string =>
    [
      `@${user().handle}`,
      ...(props.about.role === null ? [] : [t().roles[props.about.role]]),
      ...(props.about.suspended_at === null ? [use()] : [t().suspended]),
    ].join(" · ");
  return (
    <>
      <div class={listStyles.person}>
        <PersonAvatar person={user()} size="s" />
        <p
          class={classes(peopleStyles.text, listStyles.text)}
          title={props.about.suspended_at === null ? exactTime(user().created_at) : props.about.reason}
        >
          <span class={classes(peopleStyles.name, "cut")}>
            <bdi>{user().name}</bdi>
          </span>
          <span class={classes(peopleStyles.handle, listStyles.about, "cut")}>{state()}</span>
        </p>
        <Show when={isOwner() && outranks()}>
          <select
            class={classes(fieldStyles.input, styles.role)}
            aria-label={t().role(user().name)}
            onChange={(event) => {
              const role = ROLES[event.currentTarget.selectedIndex] ?? "none";
              props.onRole(role === "none" ? null : role);
            }}
          >
            {ROLES.map((role) => (
              <option selected={role === (props.about.role ?? "none")}>{t().roles[role]}</option>
            ))}
          </select>
        </Show>
      </div>
      <Show when={outranks()}>
        <Show
          when={isConfirming()}
          fallback={
            <fieldset class={styles.actions}>
              <legend class="hidden">{t().actions(user().name)}</legend>
              <Show
                when={props.about.suspended_at === null}
                fallback={
                  <button type="button" class={buttonStyles.button} onClick={() => props.onLift()}>
                    {t().lift}
                  </button>
                }
              >
                <button
                  type="button"
                  class={classes(buttonStyles.button, buttonStyles.danger)}
                  onClick={() => setConfirming(true)}
                >
                  {t().suspend}
                </button>
                <Show when={props.about.devices > 0}>
                  <button type="button" class={buttonStyles.button} onClick={() => props.onSignOut()}>
                    {t().signOut}
                  </button>
                </Show>
                <button type="button" class={buttonStyles.button} onClick={() => props.onReset()}>
                  {t().reset}
                </button>
              </Show>
            </fieldset>
          }
        >
          <ConfirmInline
            question={t().confirmSuspend(user().name)}
            cancel={adminWords().cancel}
            confirm={t().suspend}
            onCancel={() => setConfirming(false)}
            onConfirm={() => {
              setConfirming(false);
              props.onSuspend();
            }}
          />
        </Show>
      </Show>
    </>
  );
}
