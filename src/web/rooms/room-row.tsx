import { createSignal, Show } from "solid-js";
import { type Conversation, unread } from "../../protocol/inbox.ts";
import { PersonAvatar, RoomAvatar } from "../elements/avatar.tsx";
import { Icon } from "../elements/icon.tsx";
import { words } from "../language/language.ts";
import { plainText } from "../markdown/notation.ts";
import { observe, useMe, useParlor, usePerson, usePresence } from "../parlor-context.ts";
import { roomPath } from "../route.ts";
import { ago, exactTime, now } from "../when.ts";
import { isMuted } from "./calling.ts";
import { onHold } from "./hold.ts";
import { RoomMenu } from "./room-menu.tsx";
import { useRoomName } from "./room-name.ts";

/** One room in the list: what it is called, what was last said, and what waits in it. */
export function RoomRow(props: { readonly conversation: Conversation; readonly isHere: boolean }) {
  const { name, person } = useRoomName(() => props.conversation);
  const isDm = () => props.conversation.kind === "dm";
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
        aria-current={props.isHere ? "page" : undefined}
        ref={(link) => onHold(link, () => setMenuAt(link.getBoundingClientRect()))}
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
            <span class="hidden">{words().rooms.row.online}</span>
          </Show>
          <Show when={muted()}>
            <Icon name="quiet" size={14} />
            <span class="hidden">{words().rooms.row.muted}</span>
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
              <span class="hidden">{words().rooms.row.mentions(props.conversation.mentions)}</span>
            </span>
          </Show>
          <Show when={waiting() > 0}>
            <span class="badge" classList={{ quiet: muted() || props.conversation.level === "mentions" }}>
              <span aria-hidden="true">{waiting() > 999 ? "999+" : waiting()}</span>
              <span class="hidden">{words().rooms.row.unread(waiting())}</span>
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
  const blocked = observe(useParlor().blocked);
  const preview = () => props.conversation.preview;
  const isHidden = () => {
    const sender = preview()?.sender;
    return sender !== undefined && blocked().has(sender);
  };
  const sender = usePerson(() => preview()?.sender ?? me().user_id);
  const who = () => {
    if (preview()?.sender === me().user_id) return `${words().rooms.row.you}: `;
    return props.conversation.kind === "dm" ? "" : `${sender()?.name.split(" ")[0] ?? "…"}: `;
  };
  return (
    <span class="room-row-preview cut">
      <Show when={preview()} fallback={words().rooms.row.empty}>
        {(shown) => (
          <Show when={!isHidden()} fallback={<i>{words().timeline.fromBlocked}</i>}>
            {who()}
            <Show when={!shown().deleted} fallback={<i>{words().rooms.row.deleted}</i>}>
              <bdi>{plainText(shown().text)}</bdi>
            </Show>
          </Show>
        )}
      </Show>
    </span>
  );
}
