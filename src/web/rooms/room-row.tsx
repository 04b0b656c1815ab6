import { createMemo, Show } from "solid-js";
import { type Conversation, unread } from "../../protocol/inbox.ts";
import { PersonAvatar, RoomAvatar } from "../elements/avatar.tsx";
import { useMe, usePerson } from "../parlor-context.ts";
import { roomPath, route } from "../route.ts";
import { ago, exactTime } from "../when.ts";
import { count } from "../words.ts";
import { useRoomName } from "./room-name.ts";

export function RoomRow(props: { readonly conversation: Conversation }) {
  const { name, person } = useRoomName(() => props.conversation);
  const isDm = () => props.conversation.kind === "dm";
  const isHere = createMemo(() => {
    const now = route();
    return now.page === "room" && now.room_id === props.conversation.room_id;
  });
  const waiting = () => unread(props.conversation);
  return (
    <li>
      <a
        class="room-row"
        classList={{ waiting: waiting() > 0 }}
        href={roomPath(props.conversation.room_id)}
        aria-current={isHere() ? "page" : undefined}
      >
        <Show when={isDm()} fallback={<RoomAvatar {...props.conversation} />}>
          <PersonAvatar person={person()} />
        </Show>
        <span class="room-row-name cut">
          <bdi>{name()}</bdi>
        </span>
        <time
          class="room-row-time"
          dateTime={new Date(props.conversation.active_at).toISOString()}
          title={exactTime(props.conversation.active_at)}
        >
          {ago(props.conversation.active_at)}
        </time>
        <Preview conversation={props.conversation} />
        <Show when={waiting() > 0}>
          <span class="badge">
            <span aria-hidden="true">{waiting() > 999 ? "999+" : waiting()}</span>
            <span class="hidden">{count(waiting(), "unread message", "unread messages")}</span>
          </span>
        </Show>
      </a>
    </li>
  );
}

function Preview(props: { readonly conversation: Conversation }) {
  const me = useMe();
  const preview = () => props.conversation.preview;
  const sender = usePerson(() => preview()?.sender ?? me().user_id);
  const who = () => {
    if (preview()?.sender === me().user_id) return "You: ";
    return props.conversation.kind === "dm" ? "" : `${sender()?.name.split(" ")[0] ?? "…"}: `;
  };
  return (
    <span class="room-row-preview cut">
      <Show when={preview()} fallback="Nothing said yet">
        {(shown) => (
          <>
            {who()}
            <bdi>{shown().text}</bdi>
          </>
        )}
      </Show>
    </span>
  );
}
