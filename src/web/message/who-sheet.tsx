import { createMemo, createResource, For, Show } from "solid-js";
import type { MessageId, RoomId, UserId } from "../../protocol/ids.ts";
import type { Reaction } from "../../protocol/message.ts";
import { laterWords } from "../language/language.ts";
import { PersonAvatar } from "../primitives/avatar.tsx";
import dialogStyles from "../primitives/dialog.module.css";
import { Dialog } from "../primitives/dialog.tsx";
import { useMe, useParlor, usePerson } from "../state/parlor-context.ts";
import type { SheetProps } from "./sheet-props.ts";
import styles from "./sheets.module.css";

/** Everyone who reacted to a message, grouped by emoji. */
export function ReactionsSheet(props: SheetProps) {
  return (
    <Dialog title={laterWords().message.reactedWith.title} onClose={props.onClose}>
      <div class={dialogStyles.body}>
        <For each={props.message.reactions}>
          {(reaction) => (
            <Reactors
              reaction={reaction}
              room_id={props.actions.room_id}
              message_id={props.message.message_id}
            />
          )}
        </For>
      </div>
    </Dialog>
  );
}

function Reactors(props: {
  readonly reaction: Reaction;
  readonly room_id: RoomId;
  readonly message_id: MessageId;
}) {
  const parlor = useParlor();
  // A message names the first ten. If there are more, all of them are fetched.
  const [all] = createResource(
    () => props.reaction.count > props.reaction.users.length && props.reaction.emoji,
    async (emoji) => {
      const { room_id, message_id } = props;
      const answer = await parlor.call("reactors", { room_id, message_id, emoji });
      return answer.ok ? answer.value.user_ids : undefined;
    },
  );
  return (
    <Who title={`${props.reaction.emoji} ${props.reaction.count}`} ids={all.latest ?? props.reaction.users} />
  );
}

/** Who has read a message, and who has only received it. */
export function SeenSheet(props: SheetProps) {
  const me = useMe();
  const receipts = createMemo(() =>
    [...props.actions.receipts().values()].filter(
      ({ user_id }) => user_id !== me().user_id && user_id !== props.message.sender,
    ),
  );
  const read = () => receipts().filter(({ read }) => read >= props.message.message_id);
  const delivered = () =>
    receipts().filter(
      ({ read, delivered }) => read < props.message.message_id && delivered >= props.message.message_id,
    );
  const ids = (of: readonly { readonly user_id: UserId }[]) => of.map(({ user_id }) => user_id);
  return (
    <Dialog title={laterWords().message.seenBy.title} onClose={props.onClose}>
      <div class={dialogStyles.body}>
        <Show when={read().length + delivered().length === 0}>
          <p class="soft">{laterWords().message.seenBy.nobody}</p>
        </Show>
        <Who title={laterWords().message.seenBy.read} ids={ids(read())} />
        <Who title={laterWords().message.seenBy.delivered} ids={ids(delivered())} />
      </div>
    </Dialog>
  );
}

function Who(props: { readonly title: string; readonly ids: readonly UserId[] }) {
  return (
    <Show when={props.ids.length > 0}>
      <section class={styles.part}>
        <h3>{props.title}</h3>
        <ul class={styles.list}>
          <For each={props.ids}>{(user_id) => <Person user_id={user_id} />}</For>
        </ul>
      </section>
    </Show>
  );
}

function Person(props: { readonly user_id: UserId }) {
  const person = usePerson(() => props.user_id);
  return (
    <li class={styles.line}>
      <PersonAvatar person={person()} size="s" />
      <bdi class="cut">{person()?.name ?? "…"}</bdi>
      <span class="soft cut">{person() && `@${person()?.handle}`}</span>
    </li>
  );
}
