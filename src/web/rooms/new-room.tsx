import { createSignal, Show } from "solid-js";
import type { RoomId } from "../../protocol/ids.ts";
import type { Conversation } from "../../protocol/inbox.ts";
import { NAME_MAX, TOPIC_MAX } from "../../protocol/limits.ts";
import type { User } from "../../protocol/user.ts";
import { Field, Wrong } from "../elements/field.tsx";
import { useParlor } from "../parlor-context.ts";
import { sentence } from "../words.ts";
import { PickPeople } from "./pick-people.tsx";

const words = {
  group: { hint: "Only those you bring in can see it.", example: "Book club", make: "Create group" },
  channel: { hint: "Anyone here can find, read and join it.", example: "gardening", make: "Create channel" },
};

/** Makes a private group or a public channel. */
export function NewRoom(props: {
  readonly kind: "group" | "channel";
  readonly conversations: readonly Conversation[];
  readonly onOpen: (room_id: RoomId) => void;
}) {
  const parlor = useParlor();
  const [name, setName] = createSignal("");
  const [topic, setTopic] = createSignal("");
  const [picked, setPicked] = createSignal<readonly User[]>([]);
  const [wrong, setWrong] = createSignal<string>();
  const [failed, setFailed] = createSignal<string>();
  const [busy, setBusy] = createSignal(false);

  const make = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    setWrong(name().trim() === "" ? `Give the ${props.kind} a name.` : undefined);
    if (wrong() !== undefined || busy()) return;
    setBusy(true);
    const members = picked().map(({ user_id }) => user_id);
    const result = await parlor.createRoom({
      kind: props.kind,
      name: name().trim(),
      topic: topic().trim(),
      members,
    });
    setBusy(false);
    if (result.ok) props.onOpen(result.value.room_id);
    else setFailed(sentence(result));
  };

  return (
    <form class="sheet" noValidate onSubmit={(event) => void make(event)}>
      <div class="sheet-body">
        <Field
          label="Name"
          autocomplete="off"
          maxLength={NAME_MAX}
          placeholder={words[props.kind].example}
          hint={words[props.kind].hint}
          value={name()}
          onText={setName}
          wrong={wrong()}
          autofocus
        />
        <Show when={props.kind === "channel"}>
          <Field
            label="Topic (optional)"
            autocomplete="off"
            maxLength={TOPIC_MAX}
            placeholder="What it is about"
            value={topic()}
            onText={setTopic}
          />
        </Show>
        <PickPeople
          label="People"
          conversations={props.conversations}
          picked={picked()}
          onPicked={setPicked}
        />
      </div>
      <div class="sheet-end">
        <Wrong text={failed()} />
        <button type="submit" class="button main" aria-disabled={busy()}>
          {words[props.kind].make}
        </button>
      </div>
    </form>
  );
}
