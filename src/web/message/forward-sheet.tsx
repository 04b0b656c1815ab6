import { createMemo, createSignal, For, Show } from "solid-js";
import type { Conversation } from "../../protocol/inbox.ts";
import { fold } from "../language/fold.ts";
import { laterWords } from "../language/language.ts";
import { refusalText } from "../language/refusal-text.ts";
import { PersonAvatar, RoomAvatar } from "../primitives/avatar.tsx";
import dialogStyles from "../primitives/dialog.module.css";
import { Dialog } from "../primitives/dialog.tsx";
import fieldStyles from "../primitives/field.module.css";
import { Wrong } from "../primitives/field.tsx";
import { toast } from "../primitives/toast.tsx";
import { observe, useParlor } from "../state/parlor-context.ts";
import { useRoomName } from "../state/room-name.ts";
import type { SheetProps } from "./sheet-props.ts";
import styles from "./sheets.module.css";

/** Forwards a message to a room that is chosen here. */
export function ForwardSheet(props: SheetProps) {
  const parlor = useParlor();
  const conversations = observe(parlor.conversations);
  const [typed, setTyped] = createSignal("");
  const [wrong, setWrong] = createSignal<string>();
  const [isBusy, setBusy] = createSignal(false);
  const forward = async (to: Conversation, name: string): Promise<void> => {
    if (isBusy()) return;
    setBusy(true);
    setWrong(undefined);
    const from = { from_room_id: props.actions.room_id, message_id: props.message.message_id };
    const result = await parlor.forward({ ...from, room_id: to.room_id });
    setBusy(false);
    if (!result.ok) return void setWrong(refusalText(result));
    toast(laterWords().message.forwarding.done(name));
    props.onClose();
  };
  return (
    <Dialog title={laterWords().message.forwarding.title} onClose={props.onClose}>
      <div class={dialogStyles.body}>
        <input
          type="search"
          class={fieldStyles.input}
          aria-label={laterWords().message.forwarding.find}
          placeholder={laterWords().message.forwarding.find}
          autocomplete="off"
          ref={(input) => setTimeout(() => input.focus())}
          onInput={(event) => setTyped(event.currentTarget.value)}
        />
        <Wrong text={wrong()} />
        <ul class={styles.list} aria-label={laterWords().message.forwarding.title} aria-busy={isBusy()}>
          <For each={conversations()}>
            {(conversation) => (
              <Target conversation={conversation} typed={fold(typed()).trim()} onPick={forward} />
            )}
          </For>
        </ul>
        <p class={styles.none}>{laterWords().message.forwarding.none}</p>
      </div>
    </Dialog>
  );
}

function Target(props: {
  readonly conversation: Conversation;
  readonly typed: string;
  readonly onPick: (conversation: Conversation, name: string) => Promise<void>;
}) {
  const { name, person } = useRoomName(() => props.conversation);
  const isMeant = createMemo(() =>
    ` ${fold(`${name()} ${person()?.handle ?? ""}`)}`.includes(` ${props.typed}`),
  );
  return (
    <Show when={isMeant()}>
      <li>
        <button
          type="button"
          class={styles.line}
          onClick={() => void props.onPick(props.conversation, name())}
        >
          <Show
            when={props.conversation.kind === "dm"}
            fallback={
              <RoomAvatar
                room_id={props.conversation.room_id}
                kind={props.conversation.kind}
                name={name()}
                size="s"
              />
            }
          >
            <PersonAvatar person={person()} size="s" />
          </Show>
          <bdi class="cut">{name()}</bdi>
        </button>
      </li>
    </Show>
  );
}
