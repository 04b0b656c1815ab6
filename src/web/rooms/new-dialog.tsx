import { createSignal, For, Match, Show, Switch } from "solid-js";
import type { RoomId } from "../../protocol/ids.ts";
import type { Conversation } from "../../protocol/inbox.ts";
import type { User } from "../../protocol/user.ts";
import { Dialog } from "../elements/dialog.tsx";
import { Field, Wrong } from "../elements/field.tsx";
import { Icon, type IconName } from "../elements/icon.tsx";
import { useParlor } from "../parlor-context.ts";
import { navigate, roomPath } from "../route.ts";
import { sentence } from "../words.ts";
import { BrowseChannels } from "./browse-channels.tsx";
import { NewRoom } from "./new-room.tsx";
import { PeopleList } from "./people-list.tsx";
import { useFamiliarPeople, usePeopleSearch } from "./people-search.ts";

type Step = "person" | "group" | "channel" | "browse";

const titles: Record<Step, string> = {
  person: "New conversation",
  group: "New group",
  channel: "New channel",
  browse: "Channels",
};

/** Everything that brings a new room into the list. */
export function NewDialog(props: {
  readonly conversations: readonly Conversation[];
  readonly onClose: () => void;
}) {
  const [step, setStep] = createSignal<Step>("person");
  const open = (room_id: RoomId): void => {
    props.onClose();
    navigate(roomPath(room_id));
  };
  return (
    <Dialog
      title={titles[step()]}
      onClose={props.onClose}
      onBack={step() === "person" ? undefined : () => setStep("person")}
    >
      <Switch>
        <Match when={step() === "person"}>
          <FindPerson conversations={props.conversations} onStep={setStep} onOpen={open} />
        </Match>
        <Match when={step() === "browse"}>
          <BrowseChannels conversations={props.conversations} onOpen={open} />
        </Match>
        <Match when={step() === "group"}>
          <NewRoom kind="group" conversations={props.conversations} onOpen={open} />
        </Match>
        <Match when={step() === "channel"}>
          <NewRoom kind="channel" conversations={props.conversations} onOpen={open} />
        </Match>
      </Switch>
    </Dialog>
  );
}

const ways: readonly { readonly step: Step; readonly icon: IconName; readonly label: string }[] = [
  { step: "group", icon: "group", label: "New group" },
  { step: "channel", icon: "channel", label: "New channel" },
  { step: "browse", icon: "browse", label: "Browse" },
];

function FindPerson(props: {
  readonly conversations: readonly Conversation[];
  readonly onStep: (step: Step) => void;
  readonly onOpen: (room_id: RoomId) => void;
}) {
  const parlor = useParlor();
  const [typed, setTyped] = createSignal("");
  const [failed, setFailed] = createSignal<string>();
  const search = usePeopleSearch(typed);
  const familiar = useFamiliarPeople(() => props.conversations);
  const pick = async (person: User): Promise<void> => {
    const result = await parlor.openDm(person.user_id);
    if (result.ok) props.onOpen(result.value.room_id);
    else setFailed(sentence(result));
  };
  return (
    <div class="sheet-body">
      <div class="ways">
        <For each={ways}>
          {(way) => (
            <button type="button" onClick={() => props.onStep(way.step)}>
              <Icon name={way.icon} size={24} />
              <span>{way.label}</span>
            </button>
          )}
        </For>
      </div>
      <Field
        label="Find a person"
        type="search"
        autocomplete="off"
        placeholder="Name or handle"
        value={typed()}
        onText={setTyped}
        autofocus
      />
      <Show when={typed() === "" && familiar().length === 0}>
        <p class="soft">Type the first letters of a name or handle to send someone a message.</p>
      </Show>
      <Wrong text={failed()} />
      <PeopleList
        label="People"
        search={search()}
        familiar={familiar()}
        typed={typed()}
        onPick={(person) => void pick(person)}
      />
    </div>
  );
}
