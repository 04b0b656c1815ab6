import { createEffect, createMemo, createResource, createSignal, onCleanup, Show, untrack } from "solid-js";
import { kindOf, type RoomId } from "../../protocol/ids.ts";
import { unread } from "../../protocol/inbox.ts";
import type { Role } from "../../protocol/room.ts";
import type { Aim } from "../composer/aim.ts";
import { Composer } from "../composer/composer.tsx";
import { ConnectionNote } from "../elements/connection-note.tsx";
import { observe, useParlor, usePeople } from "../parlor-context.ts";
import { useRoomName } from "../rooms/room-name.ts";
import { route } from "../route.ts";
import { MessageMenu } from "../timeline/message-menu.tsx";
import { Timeline } from "../timeline/timeline.tsx";
import { createTalk } from "./create-talk.ts";
import { MembersPanel } from "./members-panel.tsx";
import { NotHere } from "./not-here.tsx";
import { setOpenRoomName } from "./open-room-name.ts";
import { RoomHeader } from "./room-header.tsx";
import "./room.css";
import { TypingLine } from "./typing-line.tsx";

const isAdmin = (role: Role | undefined): boolean => role === "owner" || role === "admin";

/** One open room: header, messages, composer, and a panel beside it. */
export function RoomView(props: { readonly room_id: RoomId }) {
  const parlor = useParlor();
  const { room_id } = untrack(() => ({ ...props })); // The shell makes a new view for each room.
  const kind = kindOf(room_id);
  const handle = parlor.openRoom(room_id);
  onCleanup(() => handle.close());
  const state = observe(handle.state);
  const conversations = observe(parlor.conversations);
  const conversation = createMemo(() => conversations().find((each) => each.room_id === room_id));
  const { name, person } = useRoomName(() => ({
    room_id,
    name: state().room?.name ?? conversation()?.name ?? "",
  }));

  createEffect(() => setOpenRoomName(name()));
  const atOpen = untrack(conversation);
  const readAtOpen = atOpen !== undefined && unread(atOpen) > 0 ? atOpen.read : undefined;

  const [members] = createResource(
    () =>
      state().room === undefined
        ? undefined
        : `${state().room?.member_count} ${state().changes.at(-1)?.change_id}`,
    async () => {
      const result = await parlor.call("members", { room_id });
      return result.ok ? result.value.members : [];
    },
    { initialValue: [] },
  );
  const memberPeople = usePeople(() =>
    members.latest.length <= 200 ? members.latest.map(({ user_id }) => user_id) : [],
  );

  const [aim, setAim] = createSignal<Aim>();
  const { talk, menu, closeMenu, lastOwn, act } = createTalk({ room_id, handle, state, onAim: setAim });
  const callsRoom = () => {
    const { room, role } = state();
    return kind !== "dm" && (room?.permissions.mention_room === "everyone" || isAdmin(role));
  };

  const here = () => {
    const now = route();
    return now.page === "room" && now.room_id === room_id ? now : undefined;
  };
  const panel = createMemo(() => (here()?.panel?.name === "members" ? "members" : undefined));
  const isOut = () => {
    const { connection, removed } = state();
    return (
      removed ||
      (connection.state === "closed" &&
        (connection.code === "not_a_member" || connection.code === "not_found"))
    );
  };

  return (
    <>
      <section class="room" classList={{ paneled: panel() !== undefined }} aria-label={name()}>
        <RoomHeader
          room_id={room_id}
          kind={kind}
          name={name()}
          person={person()}
          room={state().room}
          conversation={conversation()}
          isPanelOpen={panel() === "members"}
          isOut={isOut()}
        />
        <Show
          when={!isOut()}
          fallback={<NotHere room_id={room_id} kind={kind} wasIn={conversation() !== undefined} />}
        >
          <Timeline
            handle={handle}
            state={state()}
            kind={kind}
            name={name()}
            readAtOpen={readAtOpen}
            talk={talk}
            jumpTo={here()?.message_id}
          />
          <TypingLine typists={state().typists} />
          <ConnectionNote connection={state().connection} />
          <Composer
            room_id={room_id}
            name={name()}
            members={memberPeople()}
            callsRoom={callsRoom()}
            messageOf={(id) => state().messages.find(({ message_id }) => message_id === id)}
            aim={aim()}
            onAim={setAim}
            onSend={(content) => handle.send(content)}
            onEdit={(message_id, content) => act({ type: "edit", message_id, ...content })}
            onEditLast={() => {
              const message = lastOwn();
              if (message !== undefined) setAim({ kind: "edit", message });
            }}
            onTyping={(on) => handle.typing(on)}
          />
        </Show>
      </section>
      <Show when={menu()} keyed>
        {(open) => <MessageMenu {...open} talk={talk} onClose={closeMenu} />}
      </Show>
      <Show when={panel() === "members" && !isOut()}>
        <MembersPanel
          room_id={room_id}
          kind={kind}
          name={name()}
          role={state().role}
          members={members.latest}
        />
      </Show>
    </>
  );
}
