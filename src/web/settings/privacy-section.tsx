import { createMemo, For, Show } from "solid-js";
import type { UserId } from "../../protocol/ids.ts";
import { Audience } from "../../protocol/inbox.ts";
import { laterWords } from "../language/language.ts";
import { PersonAvatar } from "../primitives/avatar.tsx";
import buttonStyles from "../primitives/button.module.css";
import fieldStyles from "../primitives/field.module.css";
import { Select } from "../primitives/select.tsx";
import { Switch } from "../primitives/switch.tsx";
import { toastRefusal } from "../primitives/toast.tsx";
import { observe, useParlor, usePerson } from "../state/parlor-context.ts";
import styles from "./settings.module.css";

/** What others can see, and whom the user has blocked. */
export function PrivacySection() {
  const parlor = useParlor();
  const t = () => laterWords().settings.privacy;
  const settings = observe(parlor.settings);
  const blocked = observe(parlor.blocked);
  const ids = createMemo(() => [...blocked()]);
  let title!: HTMLHeadingElement;
  return (
    <div class={styles.part}>
      <Switch
        label={t().receipts}
        hint={t().receiptsHint}
        on={settings().receipts}
        onChange={(receipts) =>
          void toastRefusal(parlor.applyInboxAction({ type: "update_settings", receipts }))
        }
      />
      <Switch
        label={t().visible}
        hint={t().visibleHint}
        on={settings().visible}
        onChange={(visible) =>
          void toastRefusal(parlor.applyInboxAction({ type: "update_settings", visible }))
        }
      />
      <Select
        label={t().writers}
        value={settings().writers ?? "everyone"}
        of={Audience.options}
        say={(value) => t().audiences[value]}
        onPick={(writers) => void toastRefusal(parlor.applyInboxAction({ type: "update_settings", writers }))}
      />
      <Select
        label={t().presenceAudience}
        value={settings().presence_audience ?? "everyone"}
        of={Audience.options}
        say={(value) => t().audiences[value]}
        onPick={(presence_audience) =>
          void toastRefusal(parlor.applyInboxAction({ type: "update_settings", presence_audience }))
        }
      />
      <p class={fieldStyles.hint}>{t().audienceHint}</p>
      <section class={fieldStyles.field} aria-labelledby="blocked">
        <h3 ref={title} id="blocked" tabIndex={-1}>
          {t().blocked}
        </h3>
        <p class={fieldStyles.hint}>{ids().length === 0 ? t().noBlocked : t().blockedHint}</p>
        <Show when={ids().length > 0}>
          <ul class={styles.list}>
            <For each={ids()}>{(id) => <Blocked user_id={id} onGone={() => title.focus()} />}</For>
          </ul>
        </Show>
      </section>
    </div>
  );
}

function Blocked(props: {
  readonly user_id: UserId;
  /** Called before the row disappears, and the focus with it. */
  readonly onGone: () => void;
}) {
  const parlor = useParlor();
  const person = usePerson(() => props.user_id);
  const unblock = () => parlor.applyInboxAction({ type: "block", user_id: props.user_id, on: false });
  return (
    <li class={styles.row}>
      <PersonAvatar person={person()} />
      <span class={styles.rowText}>
        <bdi class="cut">{person()?.name ?? "…"}</bdi>
        <span class="soft cut">@{person()?.handle}</span>
      </span>
      <button
        type="button"
        class={buttonStyles.button}
        aria-label={laterWords().settings.privacy.unblockWho(person()?.name ?? "")}
        onClick={() => {
          props.onGone();
          void toastRefusal(unblock());
        }}
      >
        {laterWords().settings.privacy.unblock}
      </button>
    </li>
  );
}
