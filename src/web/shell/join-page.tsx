import { createResource, createSignal, Match, Show, Switch } from "solid-js";
import { laterWords, words } from "../language/language.ts";
import { refusalText } from "../language/refusal-text.ts";
import { RoomAvatar } from "../primitives/avatar.tsx";
import buttonStyles from "../primitives/button.module.css";
import { classes } from "../primitives/classes.ts";
import emptyStateStyles from "../primitives/empty-state.module.css";
import { Wrong } from "../primitives/field.tsx";
import { useParlor } from "../state/parlor-context.ts";
import { navigate, roomPath } from "../state/route.ts";

/** The page of an invite link. Nobody joins a room by merely clicking a link. */
export function JoinPage(props: { readonly token: string }) {
  const parlor = useParlor();
  const t = () => laterWords().shell.join;
  const [seen, { refetch }] = createResource(
    () => props.token,
    (token) => parlor.call("previewLink", { token }),
  );
  const [failed, setFailed] = createSignal<string>();
  const [busy, setBusy] = createSignal(false);
  const room = () => {
    const result = seen.latest;
    return result?.ok ? result.value : undefined;
  };
  const refusal = () => {
    const result = seen.latest;
    return result !== undefined && !result.ok ? result : undefined;
  };
  const enter = async (): Promise<void> => {
    setBusy(true);
    const result = await parlor.call("joinByLink", { token: props.token });
    setBusy(false);
    if (result.ok) navigate(roomPath(result.value.room_id), "replace");
    else setFailed(refusalText(result));
  };
  return (
    <div class={emptyStateStyles.emptyState} role="status">
      <Switch fallback={<p class="soft">{t().loading}</p>}>
        <Match when={room()}>
          {(known) => (
            <>
              <RoomAvatar {...known()} size="l" />
              <p class="soft">{known().is_member ? t().already : t().invited}</p>
              <h1>
                <bdi>{known().name}</bdi>
              </h1>
              <Show when={known().topic}>
                <p dir="auto">{known().topic}</p>
              </Show>
              <p class="soft">{words().room.memberCount(known().member_count)}</p>
              <Wrong text={failed()} />
              <button
                type="button"
                class={classes(buttonStyles.button, buttonStyles.main)}
                aria-disabled={busy()}
                onClick={() => void enter()}
              >
                {known().is_member ? t().open : t().join}
              </button>
              <a class={buttonStyles.button} href="/">
                {t().notNow}
              </a>
            </>
          )}
        </Match>
        <Match when={refusal()}>
          {(refused) => (
            <>
              <h1>{t().invalid}</h1>
              <p class="soft">{refusalText(refused())}</p>
              <Show
                when={refused().code === "unavailable"}
                fallback={
                  <a class={buttonStyles.button} href="/">
                    {words().shell.unknown.home}
                  </a>
                }
              >
                <button
                  type="button"
                  class={classes(buttonStyles.button, buttonStyles.main)}
                  onClick={() => void refetch()}
                >
                  {t().retry}
                </button>
              </Show>
            </>
          )}
        </Match>
      </Switch>
    </div>
  );
}
