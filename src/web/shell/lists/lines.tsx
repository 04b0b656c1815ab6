import { createMemo, createResource, Show } from "solid-js";
import type { MessageId, RoomId } from "../../../protocol/ids.ts";
import type { Entry } from "../../../protocol/inbox.ts";
import type { Message } from "../../../protocol/message.ts";
import { laterWords, words } from "../../language/language.ts";
import excerptStyles from "../../message/excerpt.module.css";
import { Excerpt } from "../../message/excerpt.tsx";
import buttonStyles from "../../primitives/button.module.css";
import { Icon } from "../../primitives/icon.tsx";
import noteStyles from "../../primitives/note.module.css";
import { toastRefusal } from "../../primitives/toast.tsx";
import { observe, useParlor } from "../../state/parlor-context.ts";
import { useRoomName } from "../../state/room-name.ts";
import { messagePath, threadPath } from "../../state/route.ts";

type EntryOf<Kind extends Entry["kind"]> = Extract<Entry, { kind: Kind }>;

/** The room of an entry: its name, and how far it has been read. */
function useRoomOf(room_id: () => RoomId) {
  const conversations = observe(useParlor().conversations);
  const conversation = createMemo(() => conversations().find((each) => each.room_id === room_id()));
  const { name } = useRoomName(() => ({ room_id: room_id(), name: conversation()?.name ?? "" }));
  return { name, read: () => conversation()?.read ?? 0 };
}

export function MentionLine(props: { readonly entry: EntryOf<"mention"> }) {
  const room = useRoomOf(() => props.entry.room_id);
  const message = () => props.entry.message;
  return (
    <Excerpt
      href={messagePath(props.entry.room_id, message().message_id)}
      sender={message().sender}
      time={message().time}
      text={message().text}
      where={room.name()}
      fresh={message().message_id > room.read()}
    />
  );
}

export function ThreadLine(props: { readonly entry: EntryOf<"thread"> }) {
  const room = useRoomOf(() => props.entry.room_id);
  const last = () => props.entry.last;
  return (
    <Excerpt
      href={threadPath(props.entry.room_id, props.entry.root)}
      sender={last().sender}
      time={last().time}
      text={last().deleted ? words().rooms.row.deleted : last().text}
      where={room.name()}
      fresh={last().message_id > props.entry.read}
    />
  );
}

/** An inbox stores only where a saved message is; its text comes from the room. */
export function SavedLine(props: { readonly entry: EntryOf<"saved"> }) {
  const parlor = useParlor();
  const t = () => laterWords().shell.lists.saved;
  const room = useRoomOf(() => props.entry.room_id);
  const place = createMemo(() => `${props.entry.room_id} ${props.entry.message_id}`);
  const [found] = createResource(place, () => readMessage(props.entry.room_id, props.entry.message_id));
  async function readMessage(room_id: RoomId, message_id: MessageId): Promise<Message | undefined> {
    const result = await parlor.call("history", { room_id, around: message_id, limit: 1 });
    const message = result.ok ? result.value.messages[0] : undefined;
    return message?.message_id === message_id ? message : undefined;
  }
  const unsave = (): void => {
    const { room_id, message_id } = props.entry;
    void toastRefusal(parlor.applyInboxAction({ type: "save", room_id, message_id, on: false }));
  };
  const end = (
    <button
      type="button"
      class={buttonStyles.iconButton}
      aria-label={t().remove}
      title={t().remove}
      onClick={unsave}
    >
      <Icon name="close" size={18} />
    </button>
  );
  return (
    <Show
      when={found()}
      fallback={
        <li class={excerptStyles.excerpt}>
          <p class={noteStyles.note}>{found.loading ? "…" : t().unreadable}</p>
          {end}
        </li>
      }
    >
      {(message) => (
        <Excerpt
          href={messagePath(props.entry.room_id, props.entry.message_id)}
          sender={message().sender}
          time={message().time}
          text={message().deleted_at === undefined ? message().text : t().deleted}
          where={room.name()}
          end={end}
        />
      )}
    </Show>
  );
}
