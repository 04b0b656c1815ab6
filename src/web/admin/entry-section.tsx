import { createMemo, createResource, createSignal, For, Show } from "solid-js";
import { callAdmin } from "../../client/admin.ts";
import type { Input, SignUp } from "../../protocol/endpoints.ts";
import type { RoomId } from "../../protocol/ids.ts";
import { DEFAULT_CHANNELS_MAX } from "../../protocol/limits.ts";
import { refusalText } from "../language/refusal-text.ts";
import buttonStyles from "../primitives/button.module.css";
import { Field, Wrong } from "../primitives/field.tsx";
import { Segments } from "../primitives/segments.tsx";
import { toast } from "../primitives/toast.tsx";
import { useParlor } from "../state/parlor-context.ts";
import { adminWords } from "./admin-words.ts";
import styles from "./deployment.module.css";
import { SignUpLinks } from "./sign-up-links.tsx";
import { standing } from "./standing.ts";

const modes: readonly SignUp[] = ["open", "invitation", "closed"];

interface Change {
  readonly name?: string;
  readonly sign_up?: SignUp;
  readonly default_channels?: RoomId[];
}

/** How people come in: what the server is called, who may sign up, and where they land. */
export function EntrySection() {
  const parlor = useParlor();
  const t = () => adminWords().entry;
  const isOwner = () => standing()?.role === "owner";
  const [found, { refetch }] = createResource(() => callAdmin(parlor, "deploymentSettings", {}), {
    initialValue: undefined,
  });
  const settings = () => {
    const answer = found.latest;
    return answer?.ok ? answer.value : undefined;
  };
  const failed = () => {
    const answer = found.latest;
    return answer === undefined || answer.ok ? undefined : refusalText(answer);
  };
  const [name, setName] = createSignal<string>();
  const save = async (change: Change): Promise<void> => {
    const answer = await callAdmin(parlor, "changeDeployment", change);
    toast(answer.ok ? t().saved : refusalText(answer));
    await refetch();
  };
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    void save({ name: name() ?? settings()?.name ?? "" });
  };
  return (
    <>
      <Wrong text={failed()} />
      <Show when={settings()}>
        {(now) => (
          <>
            <Show when={!isOwner()}>
              <p class="soft">{t().ownersOnly}</p>
            </Show>
            <fieldset class={styles.part} disabled={!isOwner()}>
              <form class={styles.part} onSubmit={submit}>
                <Field
                  label={t().name}
                  hint={t().nameHint}
                  value={name() ?? now().name}
                  maxlength={64}
                  onText={setName}
                  end={
                    <button type="submit" class={buttonStyles.button}>
                      {t().save}
                    </button>
                  }
                />
              </form>
              <Segments
                title={t().signUp}
                hint={t().signUpHint[now().sign_up]}
                values={modes}
                label={(mode) => t().signUpOf[mode]}
                chosen={now().sign_up}
                onChoose={(sign_up) => void save({ sign_up })}
              />
              <DefaultChannels
                chosen={now().default_channels.map(({ room_id }) => room_id)}
                known={now().default_channels}
                onChange={(default_channels) => void save({ default_channels })}
              />
            </fieldset>
          </>
        )}
      </Show>
      <SignUpLinks />
    </>
  );
}

function DefaultChannels(props: {
  readonly chosen: readonly RoomId[];
  readonly known: readonly { readonly room_id: RoomId; readonly name: string }[];
  readonly onChange: (room_ids: RoomId[]) => void;
}) {
  const parlor = useParlor();
  const t = () => adminWords().entry;
  const newest: Input<"channels"> = {};
  const [found] = createResource(() => parlor.call("channels", newest), { initialValue: undefined });
  // Those that are chosen are listed in any case, however many channels there are.
  const all = createMemo(() => {
    const answer = found.latest;
    const listed = answer?.ok ? answer.value.channels : [];
    const ids = new Set(listed.map(({ room_id }) => room_id));
    return new Map(
      [...listed, ...props.known.filter(({ room_id }) => !ids.has(room_id))].map(({ room_id, name }) => [
        room_id,
        name,
      ]),
    );
  });
  const set = (room_id: RoomId, on: boolean): void => {
    const others = props.chosen.filter((each) => each !== room_id);
    props.onChange(on ? [...others, room_id] : others);
  };
  return (
    <fieldset>
      <legend>{t().channels}</legend>
      <Show when={all().size === 0}>
        <p class="soft">{t().noChannels}</p>
      </Show>
      {/* By id, so that a box keeps the focus when what is chosen has changed. */}
      <For each={[...all().keys()]}>
        {(room_id) => (
          <label class={styles.check}>
            <input
              type="checkbox"
              checked={props.chosen.includes(room_id)}
              disabled={!props.chosen.includes(room_id) && props.chosen.length >= DEFAULT_CHANNELS_MAX}
              onChange={(event) => set(room_id, event.currentTarget.checked)}
            />
            <bdi>{all().get(room_id)}</bdi>
          </label>
        )}
      </For>
    </fieldset>
  );
}
