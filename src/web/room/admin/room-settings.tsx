import { createSignal, createUniqueId, For, Show, untrack } from "solid-js";
import { DESCRIPTION_MAX, EDIT_WINDOW_MS, NAME_MAX, TOPIC_MAX } from "../../../protocol/limits.ts";
import type { Permissions, Room, RoomSettings as Settings } from "../../../protocol/room.ts";
import { isVisible } from "../../../protocol/user.ts";
import { laterWords } from "../../language/language.ts";
import buttonStyles from "../../primitives/button.module.css";
import { classes } from "../../primitives/classes.ts";
import fieldStyles from "../../primitives/field.module.css";
import { Field } from "../../primitives/field.tsx";
import { Select } from "../../primitives/select.tsx";
import { toast } from "../../primitives/toast.tsx";
import { useRoom } from "../open-room.ts";
import styles from "./admin.module.css";
import { changedSettings } from "./changed-settings.ts";
import { OwnerActions } from "./owner-actions.tsx";

/** Seconds of slow mode. */
const SLOW = [0, 5, 10, 30, 60, 5 * 60, 15 * 60, 60 * 60, 6 * 60 * 60];

const DAY_S = EDIT_WINDOW_MS / 1_000;
/** Seconds within which authors can edit their messages. */
const EDITABLE = [0, 5 * 60, 60 * 60, DAY_S];

/** The settings for owners and admins, and the actions for owners only. */
export function RoomSettings() {
  const { room, rights } = useRoom();
  return (
    <Show when={room()}>
      {(known) => (
        <>
          <Show when={!known().archived}>
            <Form before={known()} />
          </Show>
          <Show when={rights().isOwner}>
            <OwnerActions room={known()} />
          </Show>
        </>
      )}
    </Show>
  );
}

function Form(props: { readonly before: Room }) {
  const { kind, applyAction } = useRoom();
  const t = () => laterWords().room.admin.settings;
  const id = createUniqueId();
  const first = untrack(() => props.before);
  const [form, setForm] = createSignal<Settings>(first);
  const [wrong, setWrong] = createSignal<string>();
  const set = (part: Partial<Settings>): void => void setForm({ ...form(), ...part });
  const changed = () => changedSettings(props.before, form());
  const save = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    setWrong(!isVisible(form().name) ? t().nameMissing : undefined);
    const settings = changed();
    if (wrong() !== undefined || settings === undefined) return;
    if (await applyAction({ type: "update_room", settings })) toast(t().saved);
  };
  return (
    <form class={styles.form} noValidate onSubmit={(event) => void save(event)}>
      <Field
        label={laterWords().rooms.new.name}
        autocomplete="off"
        maxLength={NAME_MAX}
        value={form().name}
        wrong={wrong()}
        onText={(name) => set({ name })}
      />
      <Field
        label={t().topic}
        autocomplete="off"
        maxLength={TOPIC_MAX}
        value={form().topic}
        onText={(topic) => set({ topic })}
      />
      <div class={fieldStyles.field}>
        <label for={id}>{t().description}</label>
        <textarea
          id={id}
          class={fieldStyles.input}
          rows="3"
          maxLength={DESCRIPTION_MAX}
          value={form().description}
          onInput={(event) => set({ description: event.currentTarget.value })}
        />
      </div>
      <PermissionChoices permissions={form().permissions} onSet={(permissions) => set({ permissions })} />
      <Select
        label={t().slow}
        value={form().slow_mode_seconds}
        of={SLOW}
        say={t().slowMode}
        onPick={(slow_mode_seconds) => set({ slow_mode_seconds })}
      />
      <Select
        label={t().edit}
        value={form().edit_window_seconds ?? DAY_S}
        of={EDITABLE}
        say={t().editWindow}
        onPick={(edit_window_seconds) => set({ edit_window_seconds })}
      />
      <Show when={kind === "channel"}>
        <Select
          label={t().join}
          value={form().join}
          of={["open", "request"] as const}
          say={(join) => t().joinModes[join]}
          onPick={(join) => set({ join })}
        />
      </Show>
      <button
        type="submit"
        class={classes(buttonStyles.button, buttonStyles.main)}
        aria-disabled={changed() === undefined}
      >
        {t().save}
      </button>
    </form>
  );
}

function PermissionChoices(props: {
  readonly permissions: Permissions;
  readonly onSet: (permissions: Permissions) => void;
}) {
  const t = () => laterWords().room.admin.settings;
  const all = ["post", "invite", "pin", "mention_room"] as const satisfies readonly (keyof Permissions)[];
  return (
    <fieldset class={styles.rows}>
      <legend>{t().who}</legend>
      <For each={all}>
        {(what) => (
          <Select
            label={t().permissions[what]}
            value={props.permissions[what]}
            of={["everyone", "admins"] as const}
            say={(who) => t().audiences[who]}
            onPick={(who) => props.onSet({ ...props.permissions, [what]: who })}
          />
        )}
      </For>
    </fieldset>
  );
}
