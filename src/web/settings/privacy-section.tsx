import { createMemo, For, Show } from "solid-js";
import type { UserId } from "../../protocol/ids.ts";
import { words } from "../language/language.ts";
import { PersonAvatar } from "../primitives/avatar.tsx";
import { Switch } from "../primitives/switch.tsx";
import { tellRefusal } from "../primitives/toast.tsx";
import { observe, useParlor, usePerson } from "../state/parlor-context.ts";

/** What others learn, and from whom one wants to hear nothing. */
export function PrivacySection() {
  const parlor = useParlor();
  const said = () => words().settings.privacy;
  const settings = observe(parlor.settings);
  const blocked = observe(parlor.blocked);
  const ids = createMemo(() => [...blocked()]);
  let title!: HTMLHeadingElement;
  return (
    <div class="settings-part">
      <Switch
        label={said().receipts}
        hint={said().receiptsHint}
        on={settings().receipts}
        onChange={(receipts) =>
          void tellRefusal(parlor.applyInboxAction({ type: "update_settings", receipts }))
        }
      />
      <Switch
        label={said().visible}
        hint={said().visibleHint}
        on={settings().visible}
        onChange={(visible) =>
          void tellRefusal(parlor.applyInboxAction({ type: "update_settings", visible }))
        }
      />
      <section class="field" aria-labelledby="blocked">
        <h3 ref={title} id="blocked" tabIndex={-1}>
          {said().blocked}
        </h3>
        <p class="hint">{ids().length === 0 ? said().noBlocked : said().blockedHint}</p>
        <Show when={ids().length > 0}>
          <ul class="settings-list">
            <For each={ids()}>{(id) => <Blocked user_id={id} onGone={() => title.focus()} />}</For>
          </ul>
        </Show>
      </section>
    </div>
  );
}

function Blocked(props: {
  readonly user_id: UserId;
  /** The row is about to go, and the focus with it. */
  readonly onGone: () => void;
}) {
  const parlor = useParlor();
  const person = usePerson(() => props.user_id);
  const unblock = () => parlor.applyInboxAction({ type: "block", user_id: props.user_id, on: false });
  return (
    <li class="settings-row">
      <PersonAvatar person={person()} />
      <span class="settings-row-name">
        <bdi class="cut">{person()?.name ?? "…"}</bdi>
        <span class="soft cut">@{person()?.handle}</span>
      </span>
      <button
        type="button"
        class="button"
        aria-label={words().settings.privacy.unblockWho(person()?.name ?? "")}
        onClick={() => {
          props.onGone();
          void tellRefusal(unblock());
        }}
      >
        {words().settings.privacy.unblock}
      </button>
    </li>
  );
}
