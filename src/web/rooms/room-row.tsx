import { createMemo, createSignal, Show } from "solid-js";
import { type Conversation, unread } from "../../protocol/inbox.ts";
import { PersonAvatar, RoomAvatar } from "../elements/avatar.tsx";
import { Icon } from "../elements/icon.tsx";
import { plainText } from "../markdown/plain-text.ts";
import { useMe, usePerson, usePresence } from "../parlor-context.ts";
import { roomPath, route } from "../route.ts";
import { ago, exactTime, now } from "../when.ts";
import { count } from "../words.ts";
import { isMuted } from "./calling.ts";
import { RoomMenu } from "./room-menu.tsx";
import { useRoomName } from "./room-name.ts";

export function RoomRow(props: { readonly conversation: Conversation }) {
  const { name, person } = useRoomName(() => props.conversation);
  const isDm = () => props.conversation.kind === "dm";
  const isHere = createMemo(() => {
    const now = route();
    return now.page === "room" && now.room_id === props.conversation.room_id;
  });
  const waiting = () => unread(props.conversation);
  const muted = () => isMuted(props.conversation, now());
  const presence = usePresence(() => (isDm() ? person()?.user_id : undefined));
  const [menuAt, setMenuAt] = createSignal<DOMRect>();
  return (
    <li>
      <a
        class="room-row"
        classList={{ waiting: waiting() > 0 && !muted(), muted: muted() }}
        href={roomPath(props.conversation.room_id)}
        aria-current={isHere() ? "page" : undefined}
        onContextMenu={(event) => {
          event.preventDefault();
          setMenuAt(event.currentTarget.getBoundingClientRect());
        }}
      >
        <Show when={isDm()} fallback={<RoomAvatar {...props.conversation} />}>
          <PersonAvatar person={person()} online={presence()?.online} />
        </Show>
        <span class="room-row-name cut">
          <bdi>{name()}</bdi>
          <Show when={presence()?.online}>
            <span class="hidden">online</span>
          </Show>
          <Show when={muted()}>
            <Icon name="quiet" size={14} />
            <span class="hidden">muted</span>
          </Show>
        </span>
        <time
          class="room-row-time"
          dateTime={new Date(props.conversation.active_at).toISOString()}
          title={exactTime(props.conversation.active_at)}
        >
          {ago(props.conversation.active_at)}
        </time>
        <Preview conversation={props.conversation} />
        <span class="badges">
          <Show when={props.conversation.mentions > 0}>
            <span class="badge" classList={{ quiet: muted() }}>
              <span aria-hidden="true">@</span>
              <span class="hidden">
                {count(props.conversation.mentions, "mention of you", "mentions of you")}
              </span>
            </span>
          </Show>
          <Show when={waiting() > 0}>
            <span class="badge" classList={{ quiet: muted() || props.conversation.level === "mentions" }}>
              <span aria-hidden="true">{waiting() > 999 ? "999+" : waiting()}</span>
              <span class="hidden">{count(waiting(), "unread message", "unread messages")}</span>
            </span>
          </Show>
        </span>
      </a>
      <Show when={menuAt()}>
        {(at) => (
          <RoomMenu conversation={props.conversation} at={at()} onClose={() => setMenuAt(undefined)} />
        )}
      </Show>
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
            <Show when={!shown().deleted} fallback={<i>deleted a message</i>}>
              <bdi>{plainText(shown().text)}</bdi>
            </Show>
          </>
        )}
      </Show>
    </span>
  );
}
