import { createSignal, For, Match, Show, Switch, untrack } from "solid-js";
import type { RoomId } from "../../protocol/ids.ts";
import type { User } from "../../protocol/user.ts";
import { laterWords } from "../language/language.ts";
import { refusalText } from "../language/refusal-text.ts";
import { PeopleList } from "../people/people-list.tsx";
import { useFamiliarPeople, usePeopleSearch } from "../people/people-search.ts";
import dialogStyles from "../primitives/dialog.module.css";
import { Dialog } from "../primitives/dialog.tsx";
import { Field, Wrong } from "../primitives/field.tsx";
import { Icon, type IconName } from "../primitives/icon.tsx";
import { useParlor } from "../state/parlor-context.ts";
import { navigate, roomPath } from "../state/route.ts";
import { BrowseChannels } from "./browse-channels.tsx";
import styles from "./new-dialog.module.css";
import { NewRoom } from "./new-room.tsx";

export type NewStep = "person" | "group" | "channel" | "browse";

/** Everything that adds a room to the list, starting at one of the options. */
export function NewDialog(props: { readonly step: NewStep; readonly onClose: () => void }) {
  const [step, setStep] = createSignal<NewStep>(untrack(() => props.step));
  const open = (room_id: RoomId): void => {
    props.onClose();
    navigate(roomPath(room_id));
  };
  return (
    <Dialog
      title={laterWords().rooms.new[step()].title}
      onClose={props.onClose}
      onBack={step() === "person" ? undefined : () => setStep("person")}
    >
      <Switch>
        <Match when={step() === "person"}>
          <FindPerson onStep={setStep} onOpen={open} />
        </Match>
        <Match when={step() === "browse"}>
          <BrowseChannels onOpen={open} />
        </Match>
        <Match when={step() === "group"}>
          <NewRoom kind="group" onOpen={open} />
        </Match>
        <Match when={step() === "channel"}>
          <NewRoom kind="channel" onOpen={open} />
        </Match>
      </Switch>
    </Dialog>
  );
}

const options = [
  { step: "group", icon: "group" },
  { step: "channel", icon: "channel" },
  { step: "browse", icon: "browse" },
] as const satisfies readonly { readonly step: NewStep; readonly icon: IconName }[];

function FindPerson(props: {
  readonly onStep: (step: NewStep) => void;
  readonly onOpen: (room_id: RoomId) => void;
}) {
  const parlor = useParlor();
  const t = () => laterWords().rooms.people;
  const [typed, setTyped] = createSignal("");
  const [failed, setFailed] = createSignal<string>();
  const search = usePeopleSearch(typed);
  const familiar = useFamiliarPeople();
  const pick = async (person: User): Promise<void> => {
    const result = await parlor.openDm(person.user_id);
    if (result.ok) props.onOpen(result.value.room_id);
    else setFailed(refusalText(result));
  };
  return (
    <div class={dialogStyles.body}>
      <div class={styles.options}>
        <For each={options}>
          {(option) => (
            <button type="button" onClick={() => props.onStep(option.step)}>
              <Icon name={option.icon} size={24} />
              <span>{laterWords().rooms.new[option.step].button}</span>
            </button>
          )}
        </For>
      </div>
      <Field
        label={t().find}
        type="search"
        autocomplete="off"
        placeholder={t().nameOrHandle}
        value={typed()}
        onText={setTyped}
        autofocus
      />
      <Show when={typed() === "" && familiar().length === 0}>
        <p class="soft">{t().hint}</p>
      </Show>
      <Wrong text={failed()} />
      <PeopleList
        label={t().title}
        search={search()}
        familiar={familiar()}
        typed={typed()}
        onPick={(person) => void pick(person)}
      />
    </div>
  );
}
