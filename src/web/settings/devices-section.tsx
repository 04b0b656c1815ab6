import { createResource, For, Show } from "solid-js";
import type { OwnSession } from "../../protocol/endpoints.ts";
import type { SessionId } from "../../protocol/ids.ts";
import { Wrong } from "../elements/field.tsx";
import { Icon } from "../elements/icon.tsx";
import { toast } from "../elements/toast.tsx";
import { words } from "../language/language.ts";
import { useParlor } from "../parlor-context.ts";
import { agoInWords, exactTime, fullDate } from "../when.ts";
import { sentence } from "../words.ts";

/** The devices that are signed in, and the way to sign them out. */
export function DevicesSection() {
  const parlor = useParlor();
  const said = () => words().settings.devices;
  const [found, { refetch }] = createResource(() => parlor.call("sessions", {}));
  const sessions = (): readonly OwnSession[] => {
    const result = found.latest;
    return result?.ok ? result.value.sessions.toSorted((a, b) => Number(b.current) - Number(a.current)) : [];
  };
  const failed = () => {
    const result = found.latest;
    return result === undefined || result.ok ? undefined : sentence(result);
  };
  const signOut = async (session_id: SessionId): Promise<void> => {
    const result = await parlor.call("endSession", { session_id });
    // Somebody may have been faster: what is to be gone is gone.
    toast(result.ok || result.code === "not_found" ? said().signedOut(1) : sentence(result));
    await refetch();
  };
  const signOutOthers = async (): Promise<void> => {
    const result = await parlor.call("endOtherSessions", {});
    toast(result.ok ? said().signedOut(result.value.ended) : sentence(result));
    await refetch();
  };
  return (
    <div class="settings-part" aria-busy={found.loading}>
      <p class="soft">{said().hint}</p>
      <Wrong text={failed()} />
      <ul class="settings-list" aria-label={words().settings.sections.devices}>
        <For each={sessions()}>
          {(session) => <Device session={session} onSignOut={() => void signOut(session.session_id)} />}
        </For>
      </ul>
      <Show
        when={sessions().length > 1}
        fallback={
          <Show when={sessions().length === 1}>
            <p class="soft">{said().only}</p>
          </Show>
        }
      >
        <button type="button" class="button danger" onClick={() => void signOutOthers()}>
          {said().signOutOthers}
        </button>
      </Show>
    </div>
  );
}

function Device(props: { readonly session: OwnSession; readonly onSignOut: () => void }) {
  const said = () => words().settings.devices;
  const name = () =>
    props.session.client === ""
      ? props.session.system || said().unknown
      : said().name(props.session.client, props.session.system);
  return (
    <li class="settings-row">
      <span class="settings-sign" aria-hidden="true">
        <Icon name="device" />
      </span>
      <span class="settings-row-name">
        <span>{name()}</span>
        <span class="soft" title={exactTime(props.session.last_used_at)}>
          {said().lastUsed(agoInWords(props.session.last_used_at))}
          {" · "}
          {said().since(fullDate(props.session.created_at))}
        </span>
      </span>
      <Show when={!props.session.current} fallback={<span class="tag">{said().current}</span>}>
        <button
          type="button"
          class="button"
          aria-label={said().signOutWhich(name())}
          onClick={() => props.onSignOut()}
        >
          {said().signOut}
        </button>
      </Show>
    </li>
  );
}
