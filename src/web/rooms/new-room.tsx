import { createSignal, Show } from "solid-js";
import type { RoomId, UserId } from "../../protocol/ids.ts";
import { NAME_MAX, TOPIC_MAX } from "../../protocol/limits.ts";
import { isVisible } from "../../protocol/user.ts";
import { laterWords } from "../language/language.ts";
import { refusalText } from "../language/refusal-text.ts";
import { PickForm } from "../people/pick-form.tsx";
import { Field } from "../primitives/field.tsx";
import { toast } from "../primitives/toast.tsx";
import { useParlor } from "../state/parlor-context.ts";

/** Creates a private group or a public channel. */
export function NewRoom(props: {
  readonly kind: "group" | "channel";
  readonly onOpen: (room_id: RoomId) => void;
}) {
  const parlor = useParlor();
  const t = () => laterWords().rooms.new[props.kind];
  const [name, setName] = createSignal("");
  const [topic, setTopic] = createSignal("");
  const [wrong, setWrong] = createSignal<string>();

  const make = async (members: readonly UserId[]): Promise<string | undefined> => {
    setWrong(!isVisible(name()) ? t().nameMissing : undefined);
    if (wrong() !== undefined) return undefined;
    const result = await parlor.createRoom({
      kind: props.kind,
      name: name().trim(),
      topic: topic().trim(),
      members: [...members],
    });
    if (!result.ok) return refusalText(result);
    const asked = members.length + 1 - result.value.member_count;
    if (asked > 0) toast(laterWords().room.invite.asked(asked));
    props.onOpen(result.value.room_id);
    return undefined;
  };

  return (
    <PickForm label={laterWords().rooms.people.title} submit={() => t().create} onSubmit={make}>
      <Field
        label={laterWords().rooms.new.name}
        autocomplete="off"
        maxLength={NAME_MAX}
        placeholder={t().example}
        hint={t().hint}
        value={name()}
        onText={setName}
        wrong={wrong()}
        autofocus
      />
      <Show when={props.kind === "channel"}>
        <Field
          label={laterWords().rooms.new.topic}
          autocomplete="off"
          maxLength={TOPIC_MAX}
          placeholder={laterWords().rooms.new.topicExample}
          value={topic()}
          onText={setTopic}
        />
      </Show>
    </PickForm>
  );
}
